"""What terms and selections read of one file or line: columns as they stand, dates in names and columns as days."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ombud.errors import BadInputError, RefusedError
from ombud.inventory.model import Column, Dataset, DateType
from ombud.plan.evaluate import atoms, chooser, clocks, columns, refuse_across
from ombud.plan.model import ALWAYS, Clock, Col, Everything, Matching, Own, Owns, Term, Under, Where, Within
from ombud.systems.days import Zones, day_of

Cells = Callable[[str], object]
"""A row: its columns' values by name."""
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one dataset is read: its declaration, its zones, the columns it has (None: its files tell), and its name for errors."""

    dataset: Dataset
    zones: Zones
    known: frozenset[str] | None
    where: str

    def needed(self, terms: Sequence[Term], within: Within) -> frozenset[str]:
        """List the columns that terms and selection read; refuse a column there cannot be, and clocks over other rows."""
        condition = ALWAYS if isinstance(within, Everything) else within.condition if isinstance(within, Where) else within.also
        refuse_across(condition)
        asked = [*(term for term in terms if not isinstance(term, Col)), *clocks(condition)]
        if any(isinstance(each, Owns | Under) for each in atoms(condition)) or not all(isinstance(clock, Own) for clock in asked):
            raise RefusedError("system-refused", "Nothing belongs to a file or line, so it has no clock but its own.", where=self.where)
        named = {term.name if isinstance(term, Col) else term.column for term in terms if isinstance(term, Col | Own)} | columns(within)
        if self.known is not None and (unknown := sorted(named - self.known)):
            hint = f"It has {', '.join(sorted(self.known))}."
            raise BadInputError("system-shape", f"A file has no column `{unknown[0]}`.", where=self.where, hint=hint)
        return frozenset(named)

    def value(self, row: Cells, term: Term) -> object:
        """Tell a column as it stands, a clock as a day."""
        return row(term.name) if isinstance(term, Col) else self.day(row, term)

    def chosen(self, within: Within) -> Callable[[Cells], bool]:
        """Make the test for the rows of a selection."""
        holds = chooser(within)
        return lambda row: holds(row, lambda clock: self.day(row, clock))

    def day(self, row: Cells, clock: Clock) -> date | None:
        """Tell the day an own clock reads; `20240501` in a name or a column is a date."""
        if not isinstance(clock, Own):
            raise RefusedError("system-refused", "Nothing belongs to a file or line, so it has no clock but its own.", where=self.where)
        stored, kind = row(clock.column), self._kind(clock.column)
        return day_of(_parsed(stored.strip(), kind) if isinstance(stored, str) else stored, self.zones, kind)

    def _kind(self, column: str) -> DateType | None:
        declared = self.dataset.columns.get(column)
        return declared.type if isinstance(declared, Column) else None


def paths_in(within: Within) -> frozenset[object] | None:
    """List the paths a selection names; None when it does not select by path."""
    if not isinstance(within, Matching) or "path" not in within.columns:
        return None
    place = within.columns.index("path")
    return frozenset(value[place] for value in within.values)


def _parsed(text: str, kind: DateType | None) -> object:
    if kind == "epoch" and re.fullmatch(r"-?\d{1,15}(\.\d+)?", text, re.ASCII):
        return float(text)
    compact = _COMPACT.fullmatch(text)
    return "-".join(compact.groups()) if compact else text
