"""The mailbox in which people write: each message is handed over once, whatever stops in between."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from ombud.messages import threads
from ombud.messages.incoming import LARGEST, Head, Incoming, Threaded, digest, followed, head_of, incoming
from ombud.messages.models import SeenRow
from ombud.systems.mailbox.imap import Imap
from ombud.systems.mailbox.maildir import Maildir
from ombud.systems.mailbox.message import Found

FOLDER = "INBOX"
REMEMBERED = timedelta(days=30)
"""How long a message is remembered that is no longer in the mailbox: a server that numbers its mail anew brings it back."""
KEPT = timedelta(days=365)
"""How long the id of a message leads to its case, where the case does not say."""
_AT_ONCE = 500


class Source(Protocol):
    """Where the mailbox is: on a server or on disk."""

    def ids(self, folder: str) -> Iterator[str]: ...
    def heads(self, folder: str, ids: Collection[str] | None = None) -> Iterator[Found]: ...
    def whole(self, folder: str, heads: Sequence[Found]) -> Iterator[Found]: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Inbox:
    """The rights mailbox: where it is, the name under which its messages are remembered, and from which day on they are taken in."""

    source: Source
    name: str
    since: date | None = None

    @classmethod
    def at(cls, url: str, where: str, since: date | None = None) -> Inbox:
        """Take `imap(s)://user:password@host` or `maildir:/folder`; nothing is asked of it yet."""
        if url.startswith("maildir:"):
            return cls(Maildir(where, Path(url.removeprefix("maildir:"))), _named(url), since)
        parts = urlsplit(url)
        return cls(Imap(where, url), _named(f"{parts.username}@{parts.hostname}"), since)


class _Taken(Exception):  # noqa: N818 - not a fault: somebody else was quicker
    """Another process has taken a message in."""


def poll(inbox: Inbox, now: datetime) -> Iterator[Incoming]:
    """Hand over each message that is new, oldest first.

    What the caller writes while it handles a message is one transaction with the memory that it was handled: where the caller fails or
    is killed, the message comes again; where it is done, never.
    """
    try:
        present = list(inbox.source.ids(FOLDER))
        known = set(SeenRow.objects.filter(mailbox=inbox.name).values_list("place", flat=True))
        for found in _new(inbox, [one for one in present if one not in known]):
            with suppress(_Taken):
                yield from _once(inbox, found, now)
        _forget(inbox, known - set(present), now)
    finally:
        inbox.source.close()


def lying(inbox: Inbox, since: datetime) -> tuple[int, int]:
    """Count the messages in a mailbox, and those that have lain there since a moment and were not taken in."""
    try:
        present = list(inbox.source.ids(FOLDER))
        known = set(SeenRow.objects.filter(mailbox=inbox.name).values_list("place", flat=True))
        new = [one for one in present if one not in known]
        chunks = (new[at : at + _AT_ONCE] for at in range(0, len(new), _AT_ONCE))
        return len(present), sum(head.received <= since for some in chunks for head in inbox.source.heads(FOLDER, some))
    finally:
        inbox.source.close()


def _new(inbox: Inbox, ids: list[str]) -> Iterator[Found]:
    """Read new messages whole, one after the other; one that is too large is read by its head alone."""
    for start in range(0, len(ids), _AT_ONCE):
        for head in sorted(inbox.source.heads(FOLDER, ids[start : start + _AT_ONCE]), key=lambda found: found.received):
            yield from [head] if head.size > LARGEST else inbox.source.whole(FOLDER, [head])


def _once(inbox: Inbox, found: Found, now: datetime) -> Iterator[Incoming]:
    head = head_of(found)
    with transaction.atomic():
        fresh = _remember(inbox, found, head, now)
        if fresh and (inbox.since is None or found.received.date() >= inbox.since):
            thread, threaded = _thread(found, head)
            if thread is not None:
                threads.join(head.message_id, thread, (now + KEPT).date())
            yield incoming(found, head, thread, threaded)


def _remember(inbox: Inbox, found: Found, head: Head, now: datetime) -> bool:
    """Remember where a message lies; tell whether it is new, and not one that was known at another place."""
    says = digest(found, head)
    known = SeenRow.objects.filter(mailbox=inbox.name, digest=says).exists()
    try:
        with transaction.atomic():
            SeenRow.objects.create(mailbox=inbox.name, place=found.id, digest=says, seen_at=now)
    except IntegrityError:
        raise _Taken from None
    return not known


def _thread(found: Found, head: Head) -> tuple[str | None, Threaded]:
    if (thread := threads.named_by(followed(found, head))) is not None:
        return thread, "id"
    if (thread := threads.written_as(head.references)) is not None:
        return thread, "reference"
    return None, ""


def _forget(inbox: Inbox, gone: set[str], now: datetime) -> None:
    """Forget messages that left the mailbox a while ago."""
    old = SeenRow.objects.filter(mailbox=inbox.name, seen_at__lt=now - REMEMBERED)
    for start in range(0, len(places := sorted(gone)), _AT_ONCE):
        old.filter(place__in=places[start : start + _AT_ONCE]).delete()


def _named(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
