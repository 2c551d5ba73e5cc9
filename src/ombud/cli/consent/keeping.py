"""What was refused at the door: how often, and why."""

from __future__ import annotations

import click

from ombud.cli.consent.command import home_option
from ombud.cli.say import say
from ombud.store.home import Home


@click.command()
@home_option
def refusals(home: str) -> None:
    """Tell how often something was refused at the public pages and the API, by day, place and reason; of nobody in particular."""
    from ombud.consent.subscribing.counting import counts

    Home.opened(home)
    for day, where, why, count in counts():
        say(f"  {day}  {count:>9}  {where}: {why}")
