"""What came: a message of the mailbox read as somebody's letter, as an automatic one, or as news that a letter of ours did not arrive."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from typing import Literal

from ombud.systems.mailbox.header import decoded, fields, mailboxes
from ombud.systems.mailbox.message import Found, Letter
from ombud.systems.mailbox.text import UNREADABLE

Automatic = Literal["", "bounce", "reply", "list"]
"""Written by a person; by a mail system about a letter; by a machine that answers; or to many at once."""
Threaded = Literal["", "id", "reference"]
"""How a message found its case: not; by an id that only its recipient knows; by a reference that anybody may have written."""

LARGEST = 40 * 2**20
"""Bytes of a message that is taken apart; a larger one is told by its head."""
_ID = re.compile(r"<([^<>\s]{1,400})>")
_REFERENCE = re.compile(r"\[([A-Za-z0-9][A-Za-z0-9._-]{0,63})\]")
_MACHINES = {"mailer-daemon", "postmaster"}
_BULK = {"bulk", "list", "junk"}
_SENT_TO_MANY = ("List-Id", "List-Unsubscribe", "Feedback-ID")


@dataclass(frozen=True, slots=True)
class Attached:
    """What is told of a file that came with a message."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came; `thread` is its case, and `threaded` tells what that rests on: a sender's address proves nothing."""

    message_id: str
    sender: str
    subject: str
    text: str
    received_at: datetime
    thread: str | None
    threaded: Threaded
    automatic: Automatic
    follows: tuple[str, ...]
    """The ids of the letters that it answers or brings back, the nearest last."""
    attachments: tuple[Attached, ...]
    whole: bool = True
    sign: str = ""
    """The field by which mail of a tool that a person may have written with looks automatic; a bounce or an answering machine has none."""

    @property
    def is_automatic(self) -> bool:
        """Tell whether no person wrote it: a bounce, an automatic reply, a mailing list (RFC 3834 §2)."""
        return self.automatic != ""


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a message as far as threads and automatic mail need it; a field that came twice counts each time."""

    named: tuple[tuple[str, str], ...]

    def all(self, *names: str) -> list[str]:
        return [value for name, value in self.named if name in names]

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    @property
    def message_id(self) -> str:
        found = _ID.search(self.first("message-id"))
        return found[1] if found else ""

    @property
    def follows(self) -> list[str]:
        """The ids of the messages it answers, the nearest last (RFC 5322 §3.6.4)."""
        return [one for value in (*self.all("references"), *self.all("in-reply-to")) for one in _ID.findall(value)]

    @property
    def references(self) -> list[str]:
        """The case references in its addresses (RFC 5233 §2) and its subject."""
        to = [address for value in self.all("to", "cc", "delivered-to", "x-original-to", "envelope-to") for _, address in mailboxes(value)]
        plus = [local.partition("+")[2] for local in (address.rpartition("@")[0] for address in to) if "+" in local]
        return [*plus, *_REFERENCE.findall(decoded(self.first("subject")))]

    @property
    def sender(self) -> str:
        return next((address for value in self.all("from", "sender") for _, address in mailboxes(value)), "")

    def automatic(self) -> Automatic:
        """Tell what kind of machine wrote it, by every sign that mail systems give."""
        kind = self.first("content-type").casefold().lstrip()
        local = self.sender.partition("@")[0].casefold()
        if kind.startswith("multipart/report") or self.first("return-path").strip() == "<>" or local in _MACHINES:
            return "bounce"
        if self.all("list-id", "list-unsubscribe") or _word(self.first("precedence")) in _BULK:
            return "list"
        if _word(self.first("auto-submitted") or "no") != "no" or self.all("x-autoreply", "x-autorespond", "feedback-id"):
            return "reply"
        return "reply" if _word(self.first("precedence")) == "auto_reply" else ""

    def sign(self) -> str:
        """Name the first field that lists, newsletters and ticket tools write, unless a machine answers by it or brings a letter back."""
        submitted, precedence = _word(self.first("auto-submitted")), _word(self.first("precedence"))
        answers = submitted == "auto-replied" or precedence == "auto_reply" or self.all("x-autoreply", "x-autorespond")
        if answers or self.automatic() in {"", "bounce"}:
            return ""
        many = [name for name in _SENT_TO_MANY if self.all(name.casefold())]
        return many[0] if many else "Precedence" if precedence in _BULK else "Auto-Submitted"


def head_of(found: Found) -> Head:
    """Read the header of a message."""
    return Head(fields(found.raw or found.head))


def returned(raw: bytes) -> list[str]:
    """List the ids of the messages that a report brings back (RFC 3464 §2, RFC 6522 §3)."""
    try:
        return [one for text in _brought_back(message_from_bytes(raw)) for one in _ID.findall(text)]
    except UNREADABLE:
        return []


def followed(found: Found, head: Head) -> list[str]:
    """List the ids of the messages that one answers or, written by a machine, brings back."""
    return [*returned(found.raw), *head.follows] if head.automatic() else head.follows


def lost(raw: bytes) -> bool:
    """Tell whether a report says that a letter did not arrive, and not that it is late or was read (RFC 3464 §2.3.3, RFC 8098 §3.2.6)."""
    try:
        parts = list(message_from_bytes(raw).walk())
    except UNREADABLE:
        return True
    about = [_fields(part, "action") for part in parts if part.get_content_type() == "message/delivery-status"]
    read = any(part.get_content_type() == "message/disposition-notification" for part in parts)
    return "failed" in {action for some in about for action in some} if about else not read


def _fields(status: Message, name: str) -> list[str]:
    """Read a field of each block of a report."""
    blocks = status.get_payload()
    return [_word(str(block.get(name, ""))) for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []


def incoming(found: Found, head: Head, thread: str | None, threaded: Threaded) -> Incoming:
    """Tell a message as what it says; one that cannot be taken apart is told as it stands."""
    letter, automatic = Letter(found, ()), head.automatic()
    return Incoming(
        _letters(head.message_id),
        _letters(head.sender),
        _letters(letter.subject),
        _letters(letter.text),
        found.received,
        thread,
        threaded,
        "reply" if automatic == "bounce" and not lost(found.raw) else automatic,
        tuple(map(_letters, followed(found, head))),
        tuple(_attached(found.raw)),
        whole=bool(found.raw),
        sign=head.sign(),
    )


def digest(found: Found, head: Head) -> str:
    """Digest what a message says and not how it came, so that it is known again when a server numbers its mail anew."""
    content = found.raw.partition(b"\r\n\r\n")[2] or found.raw.partition(b"\n\n")[2]
    parts = [head.message_id, *head.all("date", "from", "subject"), hashlib.sha256(content).hexdigest()]
    parts += [] if found.raw else [found.received.isoformat(), str(found.size)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _letters(text: str) -> str:
    """Leave out what no database keeps: NUL, and halves of characters that a false charset made."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _word(text: str) -> str:
    return re.split(r"[\s;(]", text.strip().casefold(), maxsplit=1)[0]


def _brought_back(report: Message) -> Iterable[str]:
    for part in report.walk():
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            yield from (str(inner.get("message-id", "")) for inner in payload if isinstance(inner, Message))
        elif part.get_content_type() == "text/rfc822-headers":
            data = part.get_payload(decode=True)
            yield from (value for name, value in fields(data if isinstance(data, bytes) else b"") if name == "message-id")


def _attached(raw: bytes) -> Iterator[Attached]:
    try:
        for part in message_from_bytes(raw).walk():
            if name := part.get_filename():
                data = part.get_payload(decode=True)
                yield Attached(_letters(decoded(str(name))), part.get_content_type(), len(data) if isinstance(data, bytes) else 0)
    except UNREADABLE:
        return
