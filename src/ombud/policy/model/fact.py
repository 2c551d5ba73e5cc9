"""What every part of a policy is made of: closed words, gaps, sentences of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar

Language = Literal["da", "sv", "nb", "en"]
Action = Literal["erase", "anonymise", "restrict"]
Limit = Literal["exactly", "at_most", "at_least"]
Letter = Literal["6.1.a", "6.1.b", "6.1.c", "6.1.d", "6.1.e", "6.1.f", "5.2"]


def key(name: str) -> Any:  # noqa: ANN401 - a dataclass field has the type of its annotation
    """Give a field a key in the file that Python keeps for itself."""
    return field(metadata={"key": name})


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact the law wants and nobody has given yet; it fails the check until it is decided."""

    gap: str


T = TypeVar("T")


def known(fact: T | Gap | None) -> T | None:
    """Give a fact; nothing where it is absent or still open."""
    return None if isinstance(fact, Gap) else fact


@dataclass(frozen=True, slots=True)
class Says:
    """A sentence only this organisation can say: the id of one of its own texts."""

    text: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who accepted a gap for now, why and when: it silences the alarm for 90 days."""

    by: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class GapNote:
    """What is missing, which law asks for it, who owns the question."""

    what: str
    law: tuple[str, ...]
    owner: str | None = None
    accepted: Accepted | None = None
