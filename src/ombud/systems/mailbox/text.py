"""The text of a message, plain and HTML, attached messages included, and what it mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message
from html.parser import HTMLParser

from ombud.policy.spelling import folded
from ombud.systems.mailbox.header import CORRESPONDENCE, decoded, fields, octets

UNREADABLE = (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the standard library raises for mail and HTML that are malformed on purpose or by accident."""

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,256}+@\w[\w.-]*+")
_SPACE = re.compile(r"\s+")


def body(raw: bytes) -> str:
    """Read all text of a message; one that cannot be taken apart is read as it stands."""
    try:
        return "\n".join(text for part in message_from_bytes(raw).walk() for text in _texts(part))
    except UNREADABLE:
        return octets(raw)


def attachments(raw: bytes) -> tuple[str, ...]:
    """List the file names of the parts that have one."""
    try:
        named = (part.get_filename() for part in message_from_bytes(raw).walk())
        return tuple(decoded(str(name)) for name in named if name)
    except UNREADABLE:
        return ()


def plain(html: str) -> str:
    """Read the text of HTML, and the addresses behind its mail links."""
    reader = _Html()
    try:
        reader.feed(html)
        reader.close()
    except UNREADABLE:
        return re.sub(r"<[^>]*+>", " ", html)
    return "".join(reader.read)


def mentioned(values: Iterable[str], text: str) -> frozenset[str]:
    """Tell which of the values a text mentions: addresses whole, anything else at word bounds; spelling is folded.

    `anna@x.example` is not mentioned by `hanna@x.example`, nor `Bo` by `Bornholm`.
    """
    spread = _SPACE.sub(" ", folded(text))
    addresses = set(_addresses(spread))
    return frozenset(value for value in values if _mentioned(value, spread, addresses))


def _mentioned(value: str, text: str, addresses: set[str]) -> bool:
    wanted = _SPACE.sub(" ", folded(value)).strip()
    if "@" in wanted:
        return wanted in addresses
    return bool(wanted) and wanted in text and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


def _addresses(text: str) -> Iterator[str]:
    for found in _ADDRESS.finditer(text):
        local, _, domain = found[0].partition("@")
        # a quote or a query sign may stand before an address: `?to=anna@x.example`, `'anna@x.example'`
        for start in {0, *(each.end() for each in re.finditer(r"[^\w.+-]", local))}:
            yield folded(f"{local[start:].lstrip('.+-')}@{domain.rstrip('.-')}")


def _texts(part: Message) -> Iterator[str]:
    if part.get_content_type() == "message/rfc822" and isinstance(inner := part.get_payload(), list):
        yield from (_head(each) for each in inner if isinstance(each, Message))
    elif part.get_content_maintype() == "text":
        data = part.get_payload(decode=True)
        text = octets(data, part.get_content_charset("utf-8")) if isinstance(data, bytes) else ""
        yield plain(text) if part.get_content_subtype() == "html" else text


def _head(inner: Message) -> str:
    """Read who an attached message is from and to: its header is text of the message that carries it."""
    lines = "\n".join(f"{name}: {value}" for name, value in inner.raw_items()).encode("utf-8", "surrogateescape")
    return "\n".join(decoded(value) for name, value in fields(lines) if name in {*CORRESPONDENCE, "subject"})


class _Html(HTMLParser):
    """Gathers the text of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"script", "style"}
        # inline marks stand inside words; everything else ends one
        self.read.append("" if tag in {"a", "b", "em", "i", "span", "strong", "u"} else " ")
        self.read.extend(f" {link} " for name, link in attrs if name == "href" and link and link.lower().startswith("mailto:"))

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in {"script", "style"}))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.read.append(data)
