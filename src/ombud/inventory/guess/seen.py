"""What is looked at, what the policy already has words for, and what comes out: a meaning and the reason for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ombud.inventory.model import Column, Link
from ombud.policy.model import Activity, Policy, RetentionRule


@dataclass(frozen=True, slots=True)
class Seen:
    """A column as a system has it, with some of its values; empty ones are left out."""

    name: str
    type: str
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Refers:
    """A reference that a table enforces: these columns name a row of that table."""

    columns: tuple[str, ...]
    to: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a system has it; `nullable` names the columns that may be empty."""

    name: str
    columns: tuple[Seen, ...]
    key: tuple[str, ...] = ()
    refers: tuple[Refers, ...] = ()
    nullable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """The words of the policy a draft is made for; without a policy every usual word will do."""

    has_policy: bool = False
    data: frozenset[str] = frozenset()
    free_text: tuple[str, ...] = ()
    identifiers: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    started: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    """For each activity the events that start its clocks."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column may mean and why we think so; `person` when that speaks of somebody."""

    column: Column | Literal["none"]
    why: str
    person: bool = False


@dataclass(frozen=True, slots=True)
class GuessedLink:
    """What a reference may mean and why; without a link it leads to nobody."""

    refers: Refers
    link: Link | None
    why: str


@dataclass(frozen=True, slots=True)
class Guessed:
    """A table with the meaning of each of its columns and references."""

    table: Table
    columns: Mapping[str, Guess] = field(hash=False)
    links: tuple[GuessedLink, ...] = ()
    people: bool = False


def known(policy: Policy | None, system: str) -> Known:
    """Take the words of a policy, of its events only those that show in the system."""
    if policy is None:
        return Known()
    events = (n for n, e in policy.events.items() if not e.fiscal_year_of and (not e.systems or system in e.systems))
    free = tuple(name for name, datum in policy.data.items() if datum.free_text)
    started = {name: frozenset(_starts(policy, activity)) for name, activity in policy.activities.items()}
    return Known(
        has_policy=True,
        data=frozenset(policy.data),
        free_text=free,
        identifiers=frozenset(policy.identifiers),
        events=frozenset(events),
        started=started,
    )


def _starts(policy: Policy, activity: Activity) -> Iterator[str]:
    """Name the events that start an activity's clocks; one derived from another by that other."""
    for rule in activity.retention:
        if isinstance(rule, RetentionRule) and isinstance(rule.after, str):
            event = policy.events.get(rule.after)
            yield event.fiscal_year_of if event and event.fiscal_year_of else rule.after


def activities_of(guessed: Guessed, known: Known) -> tuple[str, ...]:
    """Name the activities whose clocks start with an event of a table: its rows may serve them."""
    shown = {event for guess in guessed.columns.values() if isinstance(guess.column, Column) for event in guess.column.events()}
    return tuple(name for name, events in known.started.items() if events & shown)
