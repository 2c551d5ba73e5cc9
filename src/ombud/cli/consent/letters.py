"""`ombud letters`: send a letter to those who may get it, and note what other mailers have sent (GDPR Art. 7(1), 21(3))."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, get_args

import click

from ombud.cli.consent.command import home_option
from ombud.cli.ground.subjects import addresses, subject_option
from ombud.cli.say import day as read_day
from ombud.cli.say import say
from ombud.errors import BadInputError
from ombud.policy.model import Language
from ombud.store.home import Home, read_text

if TYPE_CHECKING:  # the tables may only be loaded once Django is ready
    from ombud.consent.sending.campaign import Went

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("letters")
def command() -> None:
    """Send letters to those who may get them."""


@command.command()
@home_option
@click.option("--purpose", required=True, help="A purpose or activity of the policy.")
@click.option("--topic", default="", help="What it is about, one of the policy's topics.")
@click.option("--sender", default="", help="Who sends it, one of the policy's senders.")
@click.option("--subject", required=True, help="The subject line.")
@click.option("--text", required=True, type=_file, help="What it says, as plain text.")
@click.option("--html", type=_file, help="What it says, as HTML.")
@click.option("--lang", "language", type=click.Choice(get_args(Language)), default="en", help="Its language.", show_default=True)
@click.option("--list", "recipients", type=_file, help="A CSV with a column `email`; else the list of the purpose kept here.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write what became of each address to a new file.")
def send(home: str, recipients: Path | None, output: Path | None, text: Path, html: Path | None, **about: Any) -> int:  # noqa: ANN401 - of a campaign
    """Send a letter: the gate is asked for each reader just before, and nobody else gets it. Exit 1 if some are left."""
    from ombud.consent.sending.campaign import send
    from ombud.consent.sending.letter import Campaign
    from ombud.consent.subscribing.signing import readers
    from ombud.messages.settings import open_channel

    place = Home.opened(home)
    campaign = Campaign(text=read_text(text), html=read_text(html) if html else None, **about)
    to = _addresses(recipients) if recipients else readers(campaign.purpose, campaign.language)
    went = send(place, open_channel(place.settings, place.folder, os.environ), campaign, to)
    counts = _told(went, output)
    for became, count in sorted(counts.items()):
        say(f"  {count:>9}  {became.replace('_', ' ')}")
    return 1 if counts["left"] or counts["later"] else 0


@command.command()
@home_option
@subject_option
@click.option("--purpose", required=True, help="The purpose it was sent for.")
@click.option("--day", "on", default="", metavar="DATE", help="The day on which it was sent; today unless said.")
@click.option(
    "--at", "moment", default="", metavar="MOMENT", help="The moment instead, with its zone: a withdrawal on that day counts from its own."
)
def sent(home: str, subject: str, purpose: str, on: str, moment: str) -> None:
    """Note that another mailer has sent something to people, so that the proof of each yes is kept from that day on."""
    from ombud.consent.sending.hook import sent_elsewhere

    if on and moment:
        raise BadInputError("sent-twice", "A day and a moment were given.", hint="Give the moment, if it is known.")
    place = Home.opened(home)
    when = _moment(moment) if moment else read_day(on) if on else place.today()
    say(f"Noted at {sent_elsewhere(place, purpose, addresses(place, subject), when)} choices.")


def _moment(text: str) -> datetime:
    """Read a moment, or say how one is written."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInputError("bad-moment", "This is no moment with a zone.", hint="Write it as 2026-01-31T12:00:00Z.")
    return moment


def _addresses(recipients: Path) -> list[str]:
    """Read all of a list before the first letter leaves."""
    from ombud.consent.addresses import COLUMN, opened

    with opened(recipients) as lines:
        return [address for line in lines if (address := line[COLUMN].strip())]


def _told(went: Iterable[Went], output: Path | None) -> Counter[str]:
    """Count what became of the letters, and write it beside each address if asked; the file is new, and its owner's alone."""
    counts: Counter[str] = Counter()
    if output is None:
        counts.update(one.became for one in went)
        return counts
    with _new(output) as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow(("email", "became", "reason"))
        for one in went:
            lines.writerow((one.address, one.became, one.reason))
            counts[one.became] += 1
    return counts


def _new(output: Path) -> TextIO:
    try:
        return os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="")
    except OSError as error:
        hint = "Name a file that is not there yet."
        raise BadInputError("file-unwritable", f"The file cannot be written: {error.strerror}.", where=str(output), hint=hint) from None
