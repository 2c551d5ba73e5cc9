"""A message as a row: when it came, with whom outside the house, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from types import MappingProxyType
from unicodedata import normalize

from ombud.policy.spelling import folded
from ombud.systems.mailbox.header import CORRESPONDENCE, Mailbox, decoded, fields, mailboxes
from ombud.systems.mailbox.text import attachments, body, mentioned


@dataclass(frozen=True)
class Found:
    """A message found in a folder: its header, when it was stored, all of it once that was asked for, and its file if it has one."""

    folder: str
    id: str
    head: bytes
    stored: datetime
    size: int
    raw: bytes = b""
    file: str = ""

    @cached_property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The header fields."""
        return fields(self.head)

    @cached_property
    def received(self) -> datetime:
        """Tell when it came: a server knows; a file may have been copied since, so its header is believed first."""
        return received(self.fields, self.stored) if self.file else self.stored


class Letter:
    """A message read as a row; a column is worked out when it is asked for."""

    def __init__(self, found: Found, own_domains: tuple[str, ...]) -> None:
        """Take the message and the domains of the house, whose addresses are nobody outside."""
        self.found = found
        self._own = own_domains

    def __call__(self, column: str) -> object:
        """Give the value of a pseudo-column."""
        return COLUMNS[column](self)

    @cached_property
    def outside(self) -> tuple[Mailbox, ...]:
        """Everyone outside the house whom a header field of correspondence names, first seen first."""
        named = [each for name, value in self.found.fields if name in CORRESPONDENCE for each in mailboxes(value)]
        return tuple((name, folded(address)) for name, address in named if not is_own(folded(address), self._own))

    @property
    def correspondents(self) -> tuple[str, ...]:
        """The outside addresses, each once."""
        return tuple(dict.fromkeys(address for _, address in self.outside))

    @property
    def sender(self) -> tuple[str, ...]:
        """Who wrote it, the house included: the addresses in From, else in Sender (RFC 5322 §3.6.2)."""
        named = (
            [folded(address) for name, value in self.found.fields if name == field for _, address in mailboxes(value)] for field in WRITERS
        )
        return tuple(dict.fromkeys(next((found for found in named if found), ())))

    @property
    def names(self) -> tuple[str, ...]:
        """The display names of the outside addresses, each once."""
        return tuple(dict.fromkeys(name for name, _ in self.outside if name))

    @property
    def subject(self) -> str:
        """The subject in letters."""
        return next((normalize("NFC", decoded(value)) for name, value in self.found.fields if name == "subject"), "")

    @cached_property
    def text(self) -> str:
        """The text of the body."""
        return body(self.found.raw)

    @property
    def attached(self) -> tuple[str, ...]:
        """The names of attached files."""
        return attachments(self.found.raw)

    def mentions_others(self, values: Iterable[str]) -> bool:
        """Tell whether subject, body or the name of an attachment mentions a value that does not own the message already."""
        own = {*self.correspondents, *map(folded, self.names)}
        wanted = [value for value in values if folded(value) not in own]
        return bool(mentioned(wanted, "\n".join((self.subject, self.text, *self.attached))))


COLUMNS: Mapping[str, Callable[[Letter], object]] = MappingProxyType(
    {
        "received": lambda letter: letter.found.received,
        "correspondents": lambda letter: letter.correspondents,
        "sender": lambda letter: letter.sender,
        "names": lambda letter: letter.names,
        "subject": lambda letter: letter.subject,
        "body": lambda letter: letter.text,
        "message": lambda letter: letter.found.raw,
        "attachments": lambda letter: letter.attached,
        "folder": lambda letter: letter.found.folder,
        "id": lambda letter: letter.found.id,
        "size": lambda letter: letter.found.size,
    }
)
WRITERS = ("from", "sender")
"""The fields that tell who wrote a message, the first that names somebody."""
WHOLE = frozenset({"body", "message", "attachments"})
"""The columns for which the header of a message is not enough."""


def is_own(address: str, own_domains: Iterable[str]) -> bool:
    """Tell whether an address is the house's own: in one of its domains or below it."""
    domain = address.rpartition("@")[2]
    return any(domain == own or domain.endswith(f".{own}") for own in own_domains)


def received(named: Iterable[tuple[str, str]], stored: datetime) -> datetime:
    """Tell when a stored message came: its newest Received line, else its Date, else when it was stored, and never later than that."""
    hops, dates = list[str](), list[str]()
    for name, value in named:
        if name == "received":
            hops.append(value.rpartition(";")[2])
        elif name == "date":
            dates.append(value)
    read = next((moment for moment in map(_moment, (*hops, *dates)) if moment), stored)
    return min(read, stored)


def _moment(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
