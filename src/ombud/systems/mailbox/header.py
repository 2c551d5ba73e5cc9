"""Header fields and addresses of mail as it really comes: broken lines, any charset, groups; never refused, nothing overlooked."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from unicodedata import normalize

CORRESPONDENCE = ("from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-to", "resent-cc", "resent-bcc")
"""The fields whose outside addresses own a message."""

# quantifiers are possessive and local parts bounded, so that no crafted header takes more than linear time
_FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:(.*)", re.DOTALL)
_WORD = re.compile(r"=\?([^?*\s]++)(?:\*[^?\s]*+)?\?([bBqQ])\?([^?]*+)\?=")
_RUN = re.compile(rf"{_WORD.pattern}(?:\s*+{_WORD.pattern})*+")
_ATOM = r'[^\s<>,;:"@()\[\]\\]'
_ADDRESS = re.compile(rf'(?:"(?:\\.|[^"\\]){{1,256}}+"|{_ATOM}{{1,256}}+)@(?:\[[^\]\s]++\]|{_ATOM}++)')
_LOCAL = re.compile(rf"{_RUN.pattern}(?=@)")
_TOKEN = re.compile(
    r'(?P<local>"(?:\\.|[^"\\])*+"@)|"(?P<quoted>(?:\\.|[^"\\])*+)"|(?P<comment>\((?:[^()\\]|\\.|\([^()]*+\))*+\))'
    r'|<(?P<angle>[^>]*+)>?|(?P<end>[,;])|(?P<group>:)|(?P<other>[^"(<,;:]++|.)',
    re.DOTALL,
)

Mailbox = tuple[str, str]
"""A display name and an address."""


def fields(head: bytes) -> tuple[tuple[str, str], ...]:
    """Read header fields as (lower-case name, unfolded text); a line that is no field is passed over, so that no later field is lost."""
    found: list[tuple[bytes, list[bytes]]] = []
    for line in head.lstrip(b"\r\n").splitlines():
        if not line:
            break
        if line[:1] in (b" ", b"\t"):
            if found:
                found[-1][1].append(line)
        elif matched := _FIELD.fullmatch(line):
            found.append((matched[1].lower(), [matched[2]]))
    return tuple((name.decode("ascii"), octets(b"".join(lines)).strip()) for name, lines in found)


def octets(data: bytes, charset: str = "utf-8") -> str:
    """Decode text in the charset it claims, else as UTF-8, else as Windows-1252: never refused."""
    for name in (charset, "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def decoded(text: str) -> str:
    """Decode the encoded words of a header; letters split over two words are joined first (RFC 2047 §2, §6.2)."""
    return _RUN.sub(_decoded_run, text)


def mailboxes(text: str) -> Iterator[Mailbox]:
    """Read the addresses of a header field with their display names: lists, groups, comments, quotes, and what is only nearly so."""
    entry = _Entry()
    for token in _TOKEN.finditer(_LOCAL.sub(_local, text)):
        if token.lastgroup != "end":
            entry.take(token)
        # a comma may be missing, or hidden in an encoded word: an address in brackets ends an entry too
        if token.lastgroup == "end" or _ADDRESS.search(token["angle"] or ""):
            yield from entry.mailboxes()
            entry = _Entry()
    yield from entry.mailboxes()


@dataclass(slots=True)
class _Entry:
    """One entry of an address list while it is read; `bare` is text that may be an address, `words` what may be a name."""

    words: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    angle: str = ""
    comment: str = ""

    def take(self, token: re.Match[str]) -> None:
        text = token[0]
        self.whole.append(text)
        match token.lastgroup:
            case "quoted":
                self.words.append(re.sub(r"\\(.)", r"\1", token["quoted"]))
            case "comment":
                self.comment = text[1:-1]
            case "angle":
                self.angle = token["angle"]
            case "group":
                self.words.clear()
                self.bare.append(" ")
            case _:
                self.words.append(text)
                self.bare.append(text)

    def mailboxes(self) -> Iterator[Mailbox]:
        found = _ADDRESS.findall(self.angle) or _ADDRESS.findall("".join(self.bare)) or _ADDRESS.findall(decoded("".join(self.whole)))
        for address in found:
            yield (self.name(address) if len(found) == 1 else "", address)

    def name(self, address: str) -> str:
        words = " ".join("".join(self.words).replace(address, " ").split())
        return " ".join(normalize("NFC", decoded(words or self.comment)).split())


def _local(run: re.Match[str]) -> str:
    """Decode a local part that a mail program wrote as an encoded word, against RFC 2047 §5; one that would read as more stays as it is."""
    letters = _decoded_run(run)
    return letters if re.fullmatch(rf"{_ATOM}{{1,256}}+", letters) and "@" not in letters else run[0]


def _decoded_run(run: re.Match[str]) -> str:
    words = ((charset.lower(), _payload(kind, text)) for charset, kind, text in _WORD.findall(run[0]))
    return "".join(octets(b"".join(data for _, data in same), charset) for charset, same in groupby(words, key=lambda word: word[0]))


def _payload(kind: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    if kind in "qQ":
        return binascii.a2b_qp(data, header=True)
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return data
