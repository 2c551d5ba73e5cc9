"""A policy taken apart generically: whatever shape the model grows, its facts are found by path as the file would write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from typing import Any

from ombud.policy.finding import Path
from ombud.policy.period import Period

Scalar = str | int | bool | date | Period
_SCALARS = (str, int, bool, date, Period)
PRESENT = ""
"""The fact of an empty list or mapping: that it is there."""


def is_scalar(value: object) -> bool:
    """Tell a value that is written as one word from one with parts."""
    return isinstance(value, _SCALARS)


def written(value: object) -> str:
    """Write a scalar as the file does."""
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def parts(value: object) -> tuple[tuple[str, object], ...]:
    """List what a value holds, each part by the name that paths give it; what is not said is left out."""
    if isinstance(value, Mapping):
        return tuple((str(name), item) for name, item in value.items())
    if isinstance(value, tuple):
        return tuple((item_name(item, at), item) for at, item in enumerate(value))
    if is_dataclass(value) and not isinstance(value, type) and not is_scalar(value):
        named = ((_key(f), getattr(value, f.name), f) for f in fields(value))
        return tuple((name, item) for name, item, spec in named if not _unsaid(item, spec))
    return ()


def item_name(item: object, at: int) -> str:
    """Name an item of a list: a word by itself, a record by its `rule` or `id`, anything else by its place."""
    if is_scalar(item):
        return written(item)
    own = getattr(item, "rule", None) or getattr(item, "id", None)
    return own if isinstance(own, str) else str(at)


def facts(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """List every fact below a value with its path; the same word twice in a list is one fact."""
    if is_scalar(value):
        yield path, written(value)
        return
    inside = parts(value)
    if not inside:
        yield path, PRESENT
    for name, item in inside:
        yield from facts(item, (*path, name))


def _key(spec: Field[Any]) -> str:
    return str(spec.metadata.get("key", spec.name))


def _unsaid(item: object, spec: Field[Any]) -> bool:
    """Tell an absent part: None, or an empty list or mapping where that is what absence means."""
    if item is None:
        return True
    return item in ((), {}) and (spec.default is not MISSING or spec.default_factory is not MISSING) and spec.default is not None
