"""Text to policy: every fault of the file at once, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ombud.policy.finding import Finding, Mark, Path
from ombud.policy.model import Policy
from ombud.policy.reader import Reading, compose, read

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A file as read: its value when nothing was wrong, the place of each path, and the faults."""

    value: T | None
    marks: Mapping[Path, Mark]
    faults: tuple[Finding, ...]


def parse_as(kind: type[T], text: str, file: str) -> Parsed[T]:
    """Read one YAML text as a frozen dataclass."""
    reading = Reading(file)
    node = compose(text, reading)
    if node is None and not reading.faults:
        reading.faults.append(Finding("yaml-empty", "error", file=file, line=1, column=1))
    value = read(kind, node, (), reading) if node else None
    return Parsed(value if isinstance(value, kind) else None, reading.marks, tuple(reading.faults))


def parse(text: str, file: str = "policy.yaml") -> Parsed[Policy]:
    """Read a privacy policy; `value` is None when there are faults."""
    return parse_as(Policy, text, file)
