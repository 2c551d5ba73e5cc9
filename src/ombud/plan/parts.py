"""What a condition asks of other systems, and what is left of it for the system itself."""

from __future__ import annotations

from ombud.plan.evaluate import across, atoms, clocks
from ombud.plan.model import ALWAYS, Clock, Condition, Every, Is, IsNot, Knows, NoStart, OfOwned, Owns, Passed, Running, Some, Under


def clocks_in(condition: Condition) -> tuple[Clock, ...]:
    """List the clocks a condition reads, each once."""
    return tuple(dict.fromkeys(clocks(condition)))


def columns_in(condition: Condition) -> tuple[str, ...]:
    """List the columns a condition tests, each once."""
    return tuple(dict.fromkeys(part.column for part in atoms(condition) if isinstance(part, Is | IsNot)))


def asks_elsewhere(condition: Condition) -> bool:
    """Tell whether no single system can answer the condition."""
    return any(map(_elsewhere, atoms(condition)))


def _elsewhere(part: Condition) -> bool:
    return isinstance(part, Knows) or (isinstance(part, Passed | Running | NoStart) and across(part.clock))


def own_part(condition: Condition) -> Condition:
    """Weaken a condition to what the system itself can check, and checks again just before acting."""
    match condition:
        case Every(of):
            return Every(tuple(own_part(part) for part in of))
        case Some(of):
            return Some(tuple(own_part(part) for part in of))
        case _:
            return ALWAYS if _elsewhere(condition) else condition


def answered(condition: Condition) -> Condition:
    """Take out what only the system itself can tell, and has told through the condition's own part: what rows own and belong to."""
    match condition:
        case Every(of):
            return Every(tuple(answered(part) for part in of))
        case Some(of):
            return Some(tuple(answered(part) for part in of))
        case Owns() | Under():
            return ALWAYS
        case _:
            return condition


def after_below(condition: Condition) -> Condition:
    """Weaken a condition to what still holds once the rows that carried its clocks have gone, in the same transaction."""
    match condition:
        case Every(of):
            return Every(tuple(after_below(part) for part in of))
        case Some(of):
            return Some(tuple(after_below(part) for part in of))
        case Passed(clock) | Running(clock) | NoStart(clock):
            return ALWAYS if isinstance(clock, OfOwned) else condition
        case _:
            return condition


def without_owning(condition: Condition, datasets: frozenset[str]) -> Condition:
    """Take out of a condition that rows of some datasets no longer belong to a row."""
    match condition:
        case Every(of):
            return Every(tuple(without_owning(part, datasets) for part in of))
        case Some(of):
            return Some(tuple(without_owning(part, datasets) for part in of))
        case Owns(dataset):
            return ALWAYS if dataset in datasets else condition
        case _:
            return condition
