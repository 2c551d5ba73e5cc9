"""CSV as bytes: records and fields cut apart so that what is not changed is written back byte for byte (RFC 4180, read leniently)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import BinaryIO

CHUNK = 1 << 16
LONGEST = 1 << 27
"""A longer record is a quote that never closes."""
DELIMITERS = (",", ";", "\t")
_BOM = codecs.BOM_UTF8
_END = re.compile(rb"(?:\r\n|\n|\r)\Z")


class MalformedError(Exception):
    """A quoted field that never closes: the rest of the file could be anything; `record` counts from 1."""

    def __init__(self, record: int) -> None:
        """Keep where it begins."""
        super().__init__(f"record {record} does not end")
        self.record = record


@dataclass(frozen=True, slots=True)
class Form:
    """How one CSV file is written: what stands between fields, its encoding, its columns."""

    delimiter: str
    encoding: str
    columns: tuple[str, ...]


def records(stream: BinaryIO, delimiter: str) -> Iterator[bytes]:
    """Cut a file into records with their line ends, memory flat; joined again they are the file."""
    pattern, held, chunk, number = _record(delimiter), b"", CHUNK, 0
    while True:
        fresh = stream.read(chunk)
        held, position = held + fresh, 0
        # a record that reaches the end of what was read may go on
        while (found := pattern.match(held, position)) and found.end() > position and (found.end() < len(held) or not fresh):
            yield found[0]
            position, number = found.end(), number + 1
        # a record that does not fit is read in ever larger pieces, so that a long one costs no square of its length
        held, chunk = held[position:], CHUNK if position else chunk * 2
        if (held and not fresh) or len(held) > LONGEST:
            raise MalformedError(number + 1)
        if not fresh:
            return


def fields(record: bytes, delimiter: str) -> list[bytes]:
    """Cut a record without its line end into its fields, quotes included."""
    return [found[0] for found in _field(delimiter).finditer(record)] if record else []


def is_blank(record: bytes) -> bool:
    """Tell whether a record is an empty line, which is no row."""
    return not without_end(record.removeprefix(_BOM))[0]


def without_end(record: bytes) -> tuple[bytes, bytes]:
    """Part a record from its line end."""
    end = _END.search(record)
    return (record[: end.start()], end[0]) if end else (record, b"")


def form_of(stream: BinaryIO, declared: Iterable[str]) -> Form | None:
    """Tell how a file is written from its header and, for the encoding, all of its bytes; None for an empty file."""
    encoding = _encoding(stream)
    stream.seek(0)
    forms = [Form(each, encoding, _header(stream, each, encoding)) for each in DELIMITERS]
    wanted = set(declared)
    best = max(forms, key=lambda form: (wanted <= set(form.columns), len(form.columns)))
    return best if best.columns else None


def value(field: bytes, encoding: str) -> str | None:
    """Read a field; one without content is empty."""
    quoted = re.fullmatch(rb'"((?:[^"]|"")*+)"(.*)', field, re.DOTALL)
    text = quoted[1].replace(b'""', b'"') + quoted[2] if quoted else field
    return text.decode(encoding, "replace") or None


def written(text: str, old: bytes, form: Form) -> bytes:
    """Write a field as its neighbours are written: quoted if it was, or if it must be."""
    data = text.encode(form.encoding)
    must = any(each in text for each in (form.delimiter, '"', "\r", "\n"))
    return b'"' + data.replace(b'"', b'""') + b'"' if must or old.startswith(b'"') else data


def digest(record: bytes) -> str:
    """Name a line by its content."""
    return sha256(record).hexdigest()[:32]


def _header(stream: BinaryIO, delimiter: str, encoding: str) -> tuple[str, ...]:
    stream.seek(0)
    first = next((record for record in records(stream, delimiter) if not is_blank(record)), b"").removeprefix(_BOM)
    return tuple((value(field, encoding) or "").strip() for field in fields(without_end(first)[0], delimiter))


def _encoding(stream: BinaryIO) -> str:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while data := stream.read(1 << 20):
            decoder.decode(data)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


# possessive quantifiers: no file takes more than linear time; a quote inside an unquoted field is an ordinary character
@lru_cache
def _record(delimiter: str) -> re.Pattern[bytes]:
    one = _one(delimiter)
    return re.compile(rb"(?:%b)(?:%b(?:%b))*+(?:\r\n|\n|\r|\Z)" % (one, delimiter.encode(), one))


@lru_cache
def _field(delimiter: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?:(?<=%b)|(?<![\s\S]))(?:%b)" % (delimiter.encode(), _one(delimiter)))


def _one(delimiter: str) -> bytes:
    plain = rb"[^%b\r\n]" % delimiter.encode()
    return rb'"(?:[^"]++|"")*+"%b*+|(?!")%b*+' % (plain, plain)
