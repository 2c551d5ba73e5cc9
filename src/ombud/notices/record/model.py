"""What a record of processing is made of, before any layout: parts, rows, and cells that say where a fact is missing (GDPR Art. 30)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a cell says, with the id it has in the policy; `open` where the fact is missing."""

    id: str
    text: str
    open: bool = False


Cell = tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the point of the law that asks for it, and its heading."""

    id: str
    article: str
    heading: str


@dataclass(frozen=True, slots=True)
class Row:
    """One processing activity, or one controller for whom data are processed, with a cell for every column."""

    id: str
    name: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two records: who answers for it (a), its columns, its rows."""

    article: str
    title: str
    who: tuple[tuple[Column, Cell], ...]
    named: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A fact that is missing: its id in the policy, what it is, which law asks for it, who owns the question."""

    id: str
    what: str
    law: str
    owner: str


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record: of which version, the day on it, its parts, and the list of what is open."""

    version: str | None
    effective: date | None
    day: date
    parts: tuple[Part, ...]
    gaps: tuple[OpenGap, ...]
