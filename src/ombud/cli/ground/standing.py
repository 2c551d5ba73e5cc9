"""The work that stands in every home: letters go out, what has had its last day goes; and every desk's own jobs."""

from __future__ import annotations

import os
from threading import Event

from ombud.errors import UnavailableError
from ombud.jobs import every, here, job
from ombud.jobs.runner import Runner
from ombud.messages import outbox
from ombud.messages.settings import open_channel
from ombud.store.home import Home

DELIVER = "letters.deliver"
SWEEP = "letters.sweep"


@job(DELIVER)
def deliver() -> None:
    """Send the letters that are due; a mail server that cannot be used is a failure that somebody sees."""
    home = Home.at(here())
    told = outbox.deliver(open_channel(home.settings, home.folder, os.environ), home.now)
    if told.down:
        raise UnavailableError(told.down, "The mail server cannot be used.", hint="Look at `[mail]` in ombud.toml and at the server.")


@job(SWEEP)
def sweep() -> None:
    """Delete letters that have had their last day."""
    outbox.sweep(Home.at(here()).today())


every(DELIVER, minutes=1)
every(SWEEP, daily_at="02:10")


def work(home: Home, stop: Event) -> None:
    """Do the jobs of a home until told to stop; its state must be open."""
    Runner(home.folder, home.now).run(stop)
