"""What a check looks at: the values, where they stand in the file, the day, the rule packs; and how it says what it found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Any

from ombud.policy.check.rulepack import Index, Rulepack
from ombud.policy.finding import Finding, Mark, Path, Severity, Value, worded
from ombud.policy.model import Gap, Policy

ACCEPTED_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Bindings:
    """What an inventory tells a policy: which events some column shows, and in which systems each activity has rows."""

    events: frozenset[str]
    served: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Sheet:
    """A file under the eye: its name and the place of every path in it."""

    file: str
    marks: Mapping[Path, Mark]

    def found(
        self,
        severity: Severity,
        wording: str,
        path: Path,
        article: str = "",
        advice: str = "",
        also: tuple[str, ...] = (),
        /,
        **values: Value,
    ) -> Finding:
        """Say what was found, at the path or the nearest place above it that exists."""
        near = path
        while near and near not in self.marks:
            near = near[:-1]
        at = self.marks.get(near, Mark(1, 1))
        return Finding(worded(wording), severity, values, wording, advice, also, at.file or self.file, at.line, at.column, article, path)

    def error(self, wording: str, path: Path, article: str = "", /, **values: Value) -> Finding:
        """Say what must be mended."""
        return self.found("error", wording, path, article, **values)

    def warning(self, wording: str, path: Path, article: str = "", /, **values: Value) -> Finding:
        """Say what is probably wrong."""
        return self.found("warning", wording, path, article, **values)

    def note(self, wording: str, path: Path, article: str = "", /, **values: Value) -> Finding:
        """Say what is worth a look."""
        return self.found("note", wording, path, article, **values)

    def unknown(self, kind: str, name: str, path: Path, known: Collection[str]) -> Finding:
        """Say that a name stands for nothing, and which one was probably meant."""
        near = get_close_matches(name, known, 1)
        advice = "near" if near else "declare" if known else "declare-first"
        return self.found("error", f"unknown-{kind}", path, "", advice, name=name, known=near[0] if near else tuple(sorted(known)))


@dataclass(frozen=True)
class Look(Sheet):
    """A policy under the eye, with all that a check may ask about."""

    policy: Policy
    as_of: date
    bindings: Bindings | None
    packs: tuple[Rulepack, ...]
    items: Index
    nodes: tuple[tuple[Path, object], ...]
    zones: Collection[str] | None = None

    @cached_property
    def records(self) -> tuple[tuple[Path, object], ...]:
        """The nodes that have parts of their own: what is left of a policy when all single facts are taken out."""
        return tuple((path, value) for path, value in self.nodes if is_dataclass(value))

    def accepted(self, gap: Gap) -> bool:
        """Tell whether somebody who owns the gap has accepted it within the last 90 days."""
        note = self.policy.gaps.get(gap.gap)
        return bool(note and note.owner and note.accepted and note.accepted.on <= self.as_of <= note.accepted.on + ACCEPTED_FOR)


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """List every value with its path as the file writes it."""
    yield path, value
    for name, part in _parts(value):
        yield from walk(part, (*path, name))


def _parts(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, tuple):
        yield from ((item_name(item, at), item) for at, item in enumerate(value))
    elif isinstance(value, Mapping):
        yield from value.items()
    elif is_dataclass(value) and not isinstance(value, type):
        yield from ((key, getattr(value, name)) for key, name in _keys(type(value)))


def item_name(item: object, at: int) -> str:
    """Name a list item as the reader does: by its rule or id, else by its number."""
    name = getattr(item, "rule", None) or getattr(item, "id", None)
    return name if isinstance(name, str) else str(at)


@cache
def _keys(kind: Any) -> tuple[tuple[str, str], ...]:  # noqa: ANN401 - any dataclass
    return tuple((f.metadata.get("key", f.name), f.name) for f in fields(kind))
