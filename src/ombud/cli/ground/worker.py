"""`ombud worker`: does the work that waits, standing alone; `ombud serve` does it too on SQLite."""

from __future__ import annotations

import os
import signal
from threading import Event
from types import FrameType

import click

from ombud.cli.say import say
from ombud.messages.settings import open_channel
from ombud.store.home import Home
from ombud.web.serving import runner
from ombud.web.settings import ready


@click.command("worker")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def command(home: str) -> None:
    """Do the work that waits until stopped; on SQLite a second worker waits until the first one is gone."""
    place, stop = Home.at(home), Event()
    open_channel(place.settings, place.folder, os.environ)  # what is wrong with it is said now, not when the first letter waits
    ready(place)
    place.state.log.fingerprint()

    def stopping(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stopping)
    say("Working. Stop with Ctrl-C; nothing is lost.")
    runner(place).run(stop)
