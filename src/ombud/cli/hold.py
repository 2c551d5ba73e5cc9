"""`ombud hold`: freeze a person's data for a legal claim or a weighed exception, list what stands, release it."""

from __future__ import annotations

import click

from ombud.cli.ground.subjects import people, subject_option
from ombud.cli.say import day, say, table
from ombud.registers import freezing
from ombud.store.home import Home

home_option = click.option("--home", default=".", help="The home's folder.", show_default=True)


@click.group("hold")
def command() -> None:
    """Freeze a person's data, list holds, release them."""


@command.command()
@home_option
@subject_option
@click.option("--reason", required=True, help="Why: the claim, the case, the exception.")
@click.option("--owner", required=True, help="The role that decided it and reviews it.")
@click.option("--review", required=True, metavar="DATE", help="When it must be looked at again.")
@click.option("--rule", default="", help="For a weighed exception: the retention rule it prolongs.")
def add(home: str, subject: str, reason: str, owner: str, review: str, rule: str) -> None:
    """Place a hold: nothing of the person is erased or emptied until it is released."""
    place = Home.opened(home)
    hold = freezing.place(place, people(place, subject), freezing.Wanted(reason, owner, day(review), rule))
    say(f"Hold {hold.id} stands until it is released; review it on {hold.review_on}.")


@command.command("list")
@home_option
def list_(home: str) -> None:
    """List the holds that stand; never whom they freeze."""
    place = Home.opened(home)
    standing = place.state.holds()
    rows = [(h.id, h.kind, h.rule, h.owner, str(h.review_on), h.reason) for h in standing]
    table(("hold", "kind", "rule", "owner", "review", "reason"), rows)
    if not rows:
        say("No hold stands.")


@command.command()
@home_option
@click.argument("hold")
def release(home: str, hold: str) -> None:
    """End a hold: the clocks go on, and whom it froze is forgotten with it."""
    place = Home.opened(home)
    freezing.release(place, hold)
    say(f"Hold {hold} is released.")
