"""Conditions and selections told in Python, one row at a time: for mail, files, memory and what no single system can tell; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import product
from typing import TypeVar, assert_never

from ombud.errors import RefusedError
from ombud.plan.model import (
    DEFAULT_START,
    UNKNOWN_START,
    Clock,
    Condition,
    Every,
    Everything,
    Is,
    IsNot,
    Knows,
    Matching,
    NoStart,
    OfOwned,
    OfOwner,
    OfPerson,
    Own,
    Owns,
    Passed,
    Running,
    Some,
    Under,
    Value,
    Where,
    Within,
)
from ombud.policy.spelling import folded

Row = Mapping[str, object] | Callable[[str], object]
"""A row as column to value; a cell that is a tuple holds several values, and an empty tuple is an empty cell."""
Days = Callable[[Clock], date | None]
"""What a clock of the row reads: a day in the policy's zone, or None without a start."""
T = TypeVar("T")
Known = Callable[[str, str], bool]
Beside = Callable[[Owns | Under], bool]
"""What the rows of the same system that a row owns or belongs to say."""


def holds(condition: Condition, row: Row, clock: Days, knows: Known | None = None, beside: Beside | None = None) -> bool:
    """Tell whether a condition holds for a row; never undecided: an empty cell makes it true or false as `plan.model` says."""
    match condition:
        case Is(column, values):
            return _has(_cell(row, column), values)
        case IsNot(column, values):
            return not _has(_cell(row, column), values)
        case Passed() | Running() | NoStart():
            return _started(condition, clock(condition.clock))
        case Owns() | Under():
            return _given(beside)(condition) == condition.expected
        case Knows(dataset, activity, expected):
            return _given(knows)(dataset, activity) == expected
        case Every(of):
            return all(holds(each, row, clock, knows, beside) for each in of)
        case Some(of):
            return any(holds(each, row, clock, knows, beside) for each in of)
        case _:
            assert_never(condition)


def chooser(within: Within, same: Callable[[str, object], str] | None = None) -> Callable[[Row, Days], bool]:
    """Make the test for the rows of a selection; `same` tells how a column's values are compared when text alone is not enough."""
    match within:
        case Everything():
            return lambda _row, _clock: True
        case Where(condition):
            refuse_across(condition)
            return lambda row, clock: holds(condition, row, clock)
        case Matching(also=also):
            refuse_across(also)
            matches = _matcher(within, same or (lambda _column, value: folded(as_text(value)) if within.fold else as_text(value)))
            return lambda row, clock: matches(row) and holds(also, row, clock)
        case _:
            assert_never(within)


def atoms(condition: Condition) -> Iterator[Condition]:
    """List the conditions that a condition is made of, without `Every` and `Some`."""
    if isinstance(condition, Every | Some):
        for each in condition.of:
            yield from atoms(each)
    else:
        yield condition


def clocks(condition: Condition) -> Iterator[Clock]:
    """List the clocks that a condition asks."""
    yield from (each.clock for each in atoms(condition) if isinstance(each, Passed | Running | NoStart))


def columns(within: Within) -> frozenset[str]:
    """List the row's own columns that a selection looks at."""
    if isinstance(within, Everything):
        return frozenset()
    condition = within.condition if isinstance(within, Where) else within.also
    named = {each.column for each in atoms(condition) if isinstance(each, Is | IsNot)}
    started = {each.column for each in clocks(condition) if isinstance(each, Own)}
    return frozenset(named | started | set(within.columns if isinstance(within, Matching) else ()))


def refuse_across(condition: Condition) -> None:
    """Refuse a condition that rests on other systems: only `execute` can tell it."""
    if any(isinstance(each, Knows) for each in atoms(condition)) or any(map(across, clocks(condition))):
        raise RefusedError("condition-across-systems", "The condition rests on other systems, which one connector cannot see.")


def across(clock: Clock) -> bool:
    """Tell whether a clock is read over several systems."""
    match clock:
        case Own():
            return False
        case OfPerson():
            return True
        case OfOwner() | OfOwned():
            return across(clock.clock)
        case _:
            assert_never(clock)


def as_text(value: object) -> str:
    """Write a value as an inventory would: `true`, `7`, `2024-05-01`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _started(condition: Passed | Running | NoStart, start: date | None) -> bool:
    match condition:
        case Passed(_, cutoff, absent):
            return absent if start is None else start not in (DEFAULT_START, UNKNOWN_START) and start <= cutoff
        case Running(_, cutoff):
            return start is not None and start != DEFAULT_START and start > cutoff
        case NoStart():
            return start is None or start in (DEFAULT_START, UNKNOWN_START)
        case _:
            assert_never(condition)


def _has(cell: object, values: tuple[Value, ...]) -> bool:
    wanted = {as_text(value) for value in values if value is not None}
    cells = _cells(cell)
    return any(as_text(each) in wanted for each in cells) if cells else None in values


def _cell(row: Row, column: str) -> object:
    return row[column] if isinstance(row, Mapping) else row(column)


def _cells(cell: object) -> tuple[object, ...]:
    return cell if isinstance(cell, tuple) else () if cell is None else (cell,)


def _matcher(within: Matching, same: Callable[[str, object], str]) -> Callable[[Row], bool]:
    named = within.columns
    # an empty value equals nothing: it would select by nothing
    wanted = {tuple(map(same, named, value)) for value in within.values if None not in value}

    def matches(row: Row) -> bool:
        cells = ([same(column, each) for each in _cells(_cell(row, column))] for column in named)
        return any(found in wanted for found in product(*cells))

    return matches


def _given(answer: T | None) -> T:
    if answer is None:
        raise RefusedError("condition-across-rows", "The condition rests on other rows, which were not given.")
    return answer
