"""`ombud migrate`: brings the tables of a home up to date and says what was done."""

from __future__ import annotations

import click

from ombud.cli.say import say
from ombud.store.database import migrate
from ombud.store.home import Home
from ombud.web import settings as web


@click.command("migrate")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def command(home: str) -> None:
    """Bring the tables of a home up to date; a file is copied first, a server's tables are locked for seconds at most."""
    place = Home.at(home)
    web.ready(place)  # with the tables of pages and staff accounts, which `ombud serve` looks for
    done = migrate(place.database)
    for step in done.steps:
        say(f"  {step}")
    if done.copy:
        say(f"The state as it was before: {done.copy}; delete it when all is well.")
    say(f"{len(done.steps)} steps taken." if done.steps else "The tables are up to date.")
