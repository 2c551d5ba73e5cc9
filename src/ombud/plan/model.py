"""A plan as values: conditions on rows, clocks, changes; predicates, constants and keys, never a person's rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ombud.inventory.model import Link

UNKNOWN_START = date.max
"""What a clock over several rows reads when one of them has no start: never passed, never absent."""
DEFAULT_START = date(1970, 1, 1)
"""A start that is a system's default rather than an event: a finding, never due."""

Value = str | int | None
Keys = tuple[tuple[object, ...], ...]

# ------------------------------------------------------------------ clocks: terms whose value is a day in the policy's zone


@dataclass(frozen=True, slots=True)
class Own:
    """The event in a column of the row."""

    column: str


@dataclass(frozen=True, slots=True)
class OfOwner:
    """The clock of the row that this row belongs to, in the same system."""

    link: Link
    clock: Clock


@dataclass(frozen=True, slots=True)
class OfOwned:
    """The latest clock among the rows of `dataset` that belong to this row, in the same system."""

    dataset: str
    link: Link
    clock: Clock


@dataclass(frozen=True, slots=True)
class OfPerson:
    """The latest start of an event over all systems that bind it, joined by identifier; no single system can tell it."""

    event: str


Clock = Own | OfOwner | OfOwned | OfPerson


@dataclass(frozen=True, slots=True)
class Col:
    """The value of a column as it stands."""

    name: str


Term = Col | Clock

# ------------------------------------------------------------------ conditions: true or false for each row, empty values included


@dataclass(frozen=True, slots=True)
class Is:
    """The column has one of the values; None means empty."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class IsNot:
    """The column has none of the values; an empty column has none of them unless None is listed."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """The clock started on `cutoff` or before, at no default day; `absent` says what holds for a row without a start."""

    clock: Clock
    cutoff: date
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """The clock has started, at no default day, and later than `cutoff`."""

    clock: Clock
    cutoff: date


@dataclass(frozen=True, slots=True)
class NoStart:
    """The clock has no start, a default one, or rests on a row without one."""

    clock: Clock


@dataclass(frozen=True, slots=True)
class Owns:
    """Whether rows of `dataset` still belong to this row."""

    dataset: str
    link: Link
    expected: bool


@dataclass(frozen=True, slots=True)
class Under:
    """Whether the row that this row belongs to, in the same system, passes a condition."""

    link: Link
    condition: Condition
    expected: bool


@dataclass(frozen=True, slots=True)
class Knows:
    """Whether an identifier of the row is known to another dataset, in any system (`system.dataset`), under an activity."""

    dataset: str
    activity: str
    expected: bool


@dataclass(frozen=True, slots=True)
class Every:
    """All of the conditions hold; none at all is always true."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of the conditions holds; none at all is never true."""

    of: tuple[Condition, ...]


Condition = Is | IsNot | Passed | Running | NoStart | Owns | Under | Knows | Every | Some
ALWAYS = Every(())
NEVER = Some(())

# ------------------------------------------------------------------ which rows, and what is done to them


@dataclass(frozen=True, slots=True)
class Everything:
    """All rows of a dataset; for looking, never for changing."""


@dataclass(frozen=True, slots=True)
class Where:
    """The rows for which a condition holds."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Matching:
    """The rows whose columns equal one of the value tuples (`fold`: after NFC and casefold) and for which `also` holds."""

    columns: tuple[str, ...]
    values: Keys
    fold: bool = False
    also: Condition = ALWAYS

    def __post_init__(self) -> None:
        """Refuse a selection by nothing."""
        if not self.columns or not self.values:
            reason = "a selection needs at least one value"
            raise ValueError(reason)


Within = Everything | Where | Matching


@dataclass(frozen=True, slots=True)
class EraseRows:
    """Erase whole rows: table rows, messages, files, lines."""

    dataset: str
    within: Where | Matching


@dataclass(frozen=True, slots=True)
class SetFields:
    """Write values into columns: emptying, rectifying (GDPR Art. 16) or marking as restricted (GDPR Art. 18)."""

    dataset: str
    values: tuple[tuple[str, Value], ...]
    within: Where | Matching


Change = EraseRows | SetFields


def selects_nothing_named(within: Within) -> bool:
    """Tell whether a selection names no row in particular, so that no change may use it."""
    return isinstance(within, Everything) or (isinstance(within, Where) and within.condition in (ALWAYS, NEVER))
