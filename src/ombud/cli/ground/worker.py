"""`ombud worker`: does the work that waits, standing alone; `ombud serve` does it too on SQLite."""

from __future__ import annotations

import signal
from threading import Event
from types import FrameType

import click

from ombud.cli.say import say
from ombud.jobs.runner import Runner
from ombud.store.home import Home


@click.command("worker")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def command(home: str) -> None:
    """Do the work that waits until stopped; on SQLite a second worker waits until the first one is gone."""
    import ombud.consent.jobs
    import ombud.registers.jobs
    import ombud.retention.jobs
    import ombud.rights.jobs  # noqa: F401 - its jobs register themselves when they are loaded

    place, stop = Home.opened(home), Event()

    def stopping(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stopping)
    say("Working. Stop with Ctrl-C; nothing is lost.")
    Runner(place.folder, place.now).run(stop)
