"""Which rows serve which activity, as conditions, and the negation that empty values need."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from ombud.inventory.model import CorrespondentIn, Inventory, Isnt, Place, Selector, Test, When
from ombud.plan.model import ALWAYS, NEVER, UNKNOWN_START, Condition, Every, Is, IsNot, Knows, NoStart, Owns, Passed, Running, Some, Under


def serves(place: Place, activity: str) -> Condition:
    """Build the condition that a row serves an activity; never, for one the dataset does not name."""
    selector = place.dataset.activities.get(activity)
    if selector is None:
        return NEVER
    if selector == "otherwise":
        others = [a for a, s in place.dataset.activities.items() if s != "otherwise"]
        return Every(tuple(negated(serves(place, other)) for other in others))
    return _condition(selector, activity)


def serves_any(place: Place) -> Condition:
    """Build the condition that a row serves any activity at all; one that serves none is a finding and is never erased."""
    served = tuple(serves(place, activity) for activity in place.dataset.activities)
    return ALWAYS if ALWAYS in served else Some(served)


def classed_by(inventory: Inventory) -> tuple[tuple[Place, str, Place], ...]:
    """List which mail is known for what it is by rows of which other dataset: the mail, the activity, the dataset."""
    said = [(place, activity, s) for place in inventory.datasets() for activity, s in place.dataset.activities.items()]
    return tuple((place, activity, inventory.at(s.correspondent_in)) for place, activity, s in said if isinstance(s, CorrespondentIn))


def _condition(selector: Selector, activity: str) -> Condition:
    match selector:
        case When(when):
            return Every(tuple(_test(column, test) for column, test in when.items()))
        case CorrespondentIn(dataset):
            return Knows(dataset, activity, expected=True)
        case _:
            return ALWAYS


def _test(column: str, test: Test) -> Condition:
    match test:
        case Isnt(values):
            return IsNot(column, _values(values))
        case _:
            return Is(column, _values(test))


def _values(test: str | tuple[str, ...]) -> tuple[str | None, ...]:
    given = (test,) if isinstance(test, str) else test
    return tuple(None if value in ("null", "~") else value for value in given)


def negated(condition: Condition) -> Condition:  # noqa: C901, PLR0911 - one answer for each kind of condition
    """Turn a condition around so that it holds for exactly the other rows, those with empty values included."""
    match condition:
        case Is(column, values):
            return IsNot(column, values)
        case IsNot(column, values):
            return Is(column, values)
        case Every(of):
            return Some(tuple(negated(part) for part in of))
        case Some(of):
            return Every(tuple(negated(part) for part in of))
        case Knows(dataset, activity, expected):
            return Knows(dataset, activity, not expected)
        case Owns(dataset, link, expected):
            return Owns(dataset, link, not expected)
        case Under(link, inner, expected):
            return Under(link, inner, not expected)
        case Passed(clock, cutoff, absent):
            return Running(clock, cutoff) if absent else Some((Running(clock, cutoff), NoStart(clock)))
        case Running(clock, cutoff):
            return Passed(clock, cutoff, absent=True)
        case NoStart(clock):
            return Passed(clock, UNKNOWN_START - timedelta(1))
        case _:
            assert_never(condition)


def both(*conditions: Condition) -> Condition:
    """Join conditions that must all hold, without the empty ones."""
    flat: list[Condition] = []
    for condition in conditions:
        flat.extend(condition.of if isinstance(condition, Every) else (condition,))
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else Every(unique)


def either(*conditions: Condition) -> Condition:
    """Join conditions of which one must hold; always, when one of them always does."""
    flat: list[Condition] = []
    for condition in conditions:
        flat.extend(condition.of if isinstance(condition, Some) else (condition,))
    unique = tuple(dict.fromkeys(flat))
    if ALWAYS in unique:
        return ALWAYS
    return unique[0] if len(unique) == 1 else Some(unique)


def columns_needed(place: Place) -> tuple[str, ...]:
    """List the columns that telling a row's activities and persons apart takes."""
    tested = [column for s in place.dataset.activities.values() if isinstance(s, When) for column in s.when]
    return tuple(dict.fromkeys([*place.dataset.key, *place.identifying(), *tested]))
