"""What a look says, by its code and the facts in it: no word of any language, so that each language tells it in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ombud.policy.finding import Finding, Value, Word
from ombud.policy.period import Period

Fact = int | str | Word | tuple["str | Word", ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of `promises/languages`: its code, and what fills its places; as plain as JSON, since looks are kept."""

    code: str
    slots: Mapping[str, Fact] = field(default_factory=dict)


def phrase(code: str, /, **slots: Value | Iterable[str] | None) -> Phrase:
    """Name a phrase and what fills it; a slot that is None or an empty list is not there."""
    return Phrase(code, {name: fact for name, value in slots.items() if (fact := _fact(value)) not in (None, ())})


def fault(finding: Finding) -> Phrase:
    """Say what is wrong as the policy check says it."""
    return phrase(f"finding.{finding.wording or finding.code}", **finding.values, also=finding.also)


def remedy(finding: Finding) -> Phrase:
    """Say what to write as the policy check says it."""
    return phrase(f"remedy.{finding.wording or finding.code}", **finding.values, advice=finding.advice or None)


def read_phrase(kept: Mapping[str, object] | None) -> Phrase | None:
    """Read a phrase that was kept with `dataclasses.asdict`."""
    match kept:
        case {"code": str(code), "slots": dict(slots)}:
            return Phrase(code, {name: _kept(value) for name, value in slots.items()})
        case _:
            return None


def _fact(value: Value | Iterable[str] | None) -> Fact | None:
    match value:
        case None | int() | str() | Word():
            return value
        case date():
            return value.isoformat()
        case Period():
            return str(value)
        case _:
            return tuple(value)


def _kept(value: object) -> Fact:
    match value:
        case {"name": str(name)}:
            return Word(name)
        case list():
            return tuple(one if isinstance(one, str) else Word(one["name"]) for one in value)
        case int():
            return value
        case _:
            return str(value)
