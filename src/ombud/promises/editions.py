"""The published versions of a policy as a look sees them: numbers, days, notices, and what was changed without a new number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Edition:
    """One published version: its number, its first day, the languages it was to be said in, and those whose notice stands unaltered."""

    version: str
    effective: date
    promised: Collection[str]
    said: Collection[str]


@dataclass(frozen=True, slots=True)
class Editions:
    """Every published version in its order, how many facts changed since without a new number; the code of what is wrong, and where."""

    published: Sequence[Edition] = field(default_factory=tuple)
    unannounced: int = 0
    problem: str = ""
    where: str = ""
