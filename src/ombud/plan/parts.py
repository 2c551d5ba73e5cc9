"""What a condition asks of other systems, and what is left of it for the system itself."""

from __future__ import annotations

from ombud.plan.evaluate import across, atoms, clocks
from ombud.plan.model import ALWAYS, Clock, Condition, Every, Is, IsNot, Knows, NoStart, Passed, Running, Some


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
