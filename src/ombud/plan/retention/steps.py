"""What a sweep consists of: changes to datasets in order, what must be done around each, and what no step can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ombud.inventory.model import Link
from ombud.plan.model import Change, Condition, Where
from ombud.policy.model import Leaves


@dataclass(frozen=True, slots=True)
class Tally:
    """A count the plan owes its reader: rows without a clock, or kept by a law, under which rule."""

    kind: Literal["no_clock", "kept"]
    rule: str
    condition: Condition
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Columns of another dataset that only name a row which goes; they are emptied first.

    `columns` leaves out what is part of the naming row's own key, or ties it to its owner.
    """

    dataset: str
    link: Link
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One change to one dataset, the rules behind it, and what must be done around it.

    `preview` tells the same rows before anything has happened: rows that own others which go first, each row in one step only;
    it is NEVER where nothing can be told before the steps above have been made.
    """

    id: str
    system: str
    dataset: str
    rules: tuple[str, ...]
    change: Change
    preview: Condition
    tallies: tuple[Tally, ...] = ()
    mentions: tuple[Mention, ...] = ()
    leaves: tuple[Leaves, ...] = ()
    below: tuple[Below, ...] = ()

    @property
    def condition(self) -> Condition:
        """Tell which rows are due."""
        return condition_of(self.change)


@dataclass(frozen=True, slots=True)
class Below:
    """Rows that go in the same transaction as the rows they belong to, whose clock they carry."""

    link: Link
    step: Step


def condition_of(change: Change) -> Condition:
    return change.within.condition if isinstance(change.within, Where) else change.within.also


@dataclass(frozen=True, slots=True)
class NotSwept:
    """A dataset, a rule of it or an activity of it that no step covers, and why."""

    system: str
    dataset: str
    why: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Sweep:
    """All that is due on a day: steps in the order they must be done, and what no step can do."""

    steps: tuple[Step, ...]
    not_swept: tuple[NotSwept, ...]
