"""`ombud disclose`: data are handed to somebody else only as the policy and the person allow it, and each time is put on record."""

from __future__ import annotations

import click

from ombud.cli.consent.command import home_option
from ombud.cli.ground.subjects import people, subject_option
from ombud.cli.say import say
from ombud.plan.consent.handing import GROUNDS, Ground, Handing
from ombud.store.home import Home


@click.command("disclose")
@home_option
@subject_option
@click.option("--activity", required=True, help="The activity of the policy whose data it is.")
@click.option("--to", required=True, help="The recipient or company, as the policy names it.")
@click.option("--why", "ground", type=click.Choice(GROUNDS), required=True, help="On which ground.")
@click.option("--law", default="", help="The law that it rests on, as the policy names it.")
@click.option("--already", is_flag=True, help="It has happened: note it, also where it should not have.")
def command(  # noqa: PLR0917 - each is an option of the command
    home: str,
    subject: str,
    activity: str,
    to: str,
    ground: Ground,
    law: str,
    already: bool,  # noqa: FBT001 - click passes flags so
) -> int:
    """Ask whether data of people may be handed to somebody else, and put on record that they are: exit 1 if not."""
    from ombud.consent.gate.disclosing import disclose, refused

    place, handing = Home.opened(home), Handing(activity, to, ground, law)
    them = people(place, subject)
    outcome = disclose(place, handing, them, already=already)
    if outcome != "allowed" and not already:
        raise refused(handing, outcome)
    say(f"On record: {len(them)} to {to}, {outcome.replace('_', ' ')}.")
    return 0 if outcome == "allowed" else 1
