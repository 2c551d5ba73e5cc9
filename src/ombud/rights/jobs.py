"""The standing work of the rights desk: letters go out and come in, wishes that waited for a system take effect, old things go."""

from __future__ import annotations

import os
from pathlib import Path

from ombud.errors import UnavailableError
from ombud.jobs import every, here, job
from ombud.messages import inbox, outbox
from ombud.messages.outbox import DELIVER
from ombud.messages.settings import open_channel, open_inbox
from ombud.rights.cases import arrivals, tidy
from ombud.rights.handling import at_once
from ombud.rights.identity import address
from ombud.store.home import Home


@job(DELIVER)
def deliver() -> None:
    """Send the letters that are due; a mail server that cannot be used is a failure that somebody sees."""
    home = Home.at(here())
    channel = open_channel(home.settings, home.folder, os.environ)
    told = outbox.deliver(channel, home.now, lambda message, thread: arrivals.undelivered(message, thread, home.now()))
    if told.down:
        raise UnavailableError(told.down, "The mail server cannot be used.", hint="Look at `[mail]` in ombud.toml and at the server.")


@job("letters.fetch")
def fetch() -> None:
    """Read the rights mailbox: replies go to their cases, new letters open one."""
    home = _home(here())
    mailbox = open_inbox(home.settings, home.folder, os.environ)
    for mail in inbox.poll(mailbox, home.now()) if mailbox else ():
        arrivals.arrived(home, mail)


@job("rights.at-once")
def take_effect() -> None:
    """Try again what should have taken effect at once and waited for a system."""
    home = _home(here())
    for case in at_once.waiting(home):
        at_once.take_effect(home, case, home.now())


@job("rights.go-on")
def carry_on() -> None:
    """Go on with the cases whose carrying out was interrupted: a system was down, or a worker died."""
    home = _home(here())
    for case in at_once.interrupted(home.now()):
        at_once.go_on(home, case, home.now())


@job("rights.addresses")
def go_on() -> None:
    """Change the addresses of which the old ones have had their time to say no."""
    home = _home(here())
    for case in address.over(home.now()):
        at_once.take_effect(home, case, home.now())


@job("rights.tidy")
def let_go() -> None:
    """Let go of letters, links, answers and unconfirmed requests that have had their time."""
    home = _home(here())
    outbox.sweep(home.today())
    tidy.tidy(home, home.now())


_HOMES: dict[Path, Home] = {}


def _home(folder: Path) -> Home:
    """Open a home once for all the jobs of a process, and read its files anew when they change."""
    _HOMES[folder] = _HOMES[folder].renewed() if folder in _HOMES else Home.opened(folder)
    return _HOMES[folder]


every(DELIVER, minutes=1)
every("letters.fetch", minutes=1)
every("rights.at-once", minutes=5)
every("rights.go-on", minutes=1)
every("rights.addresses", minutes=5)
every("rights.tidy", minutes=60)
