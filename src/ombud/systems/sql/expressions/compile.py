"""Conditions and clocks as SQL; every test is true or false, never NULL, so that it may be turned around."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

import sqlalchemy as sa

from ombud.errors import RefusedError
from ombud.inventory.model import Column, Link
from ombud.plan.evaluate import refuse_across
from ombud.plan.model import (
    UNKNOWN_START,
    Clock,
    Condition,
    Every,
    Is,
    IsNot,
    Knows,
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
)
from ombud.systems.days import Zones
from ombud.systems.sql.catalog import Catalog
from ombud.systems.sql.expressions.clocks import OwnClock, Typed, own_clock
from ombud.systems.sql.expressions.columns import Element, Rows, Test


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows of another dataset that a link ties to a row of the statement."""

    rows: Rows
    to: sa.FromClause
    on: Test

    def some(self, *tests: Test) -> Test:
        """Build the test that one of them passes the tests."""
        return sa.exists(sa.literal_column("1")).select_from(self.rows.rows).where(self.on, *tests).correlate(self.to)

    def one(self, element: Element) -> Element:
        """Read something of them."""
        return sa.select(element).select_from(self.rows.rows).where(self.on).correlate(self.to).scalar_subquery()


@dataclass(frozen=True, slots=True)
class OfOne:
    """The clock of the one row that a row belongs to."""

    owner: Beside
    clock: ClockSql

    @property
    def absent(self) -> Test:
        """There is no such row, or it has no start."""
        return sa.not_(self.owner.some(sa.not_(self.clock.absent)))

    @property
    def started(self) -> Test:
        """It has a start that can be known."""
        return self.owner.some(self.clock.started)

    @property
    def latest(self) -> Element:
        """What is read."""
        return self.owner.one(self.clock.latest)

    def passed(self, cutoff: date) -> Test:
        """Its start lies on the cut-off or before it."""
        return self.owner.some(self.clock.passed(cutoff))

    def running(self, cutoff: date) -> Test:
        """Its start lies after the cut-off, or cannot be known."""
        return self.owner.some(self.clock.running(cutoff))

    def read(self, value: object) -> date | None:
        """Tell the day that was read."""
        return self.clock.read(value)


@dataclass(frozen=True, slots=True)
class OfMany:
    """The latest clock of several rows; unknown where one of them has no start; rows that only lead on and lead to none tell nothing."""

    owned: Beside
    clock: ClockSql

    @property
    def _told(self) -> tuple[Test, ...]:
        """Leave out the rows that lead to no rows themselves: nothing has happened below them, whether they stay or go."""
        return (sa.not_(self.clock.absent),) if isinstance(self.clock, OfMany) else ()

    @property
    def absent(self) -> Test:
        """There are no such rows."""
        return sa.not_(self.owned.some(*self._told))

    @property
    def started(self) -> Test:
        """All of them have a start that can be known."""
        return sa.and_(self.owned.some(*self._told), sa.not_(self.owned.some(*self._told, sa.not_(self.clock.started))))

    @property
    def latest(self) -> Element:
        """What is read; it counts only where `started`."""
        return self.owned.one(sa.func.max(self.clock.latest))

    def passed(self, cutoff: date) -> Test:
        """The starts of all of them lie on the cut-off or before it."""
        return sa.and_(self.owned.some(*self._told), sa.not_(self.owned.some(*self._told, sa.not_(self.clock.passed(cutoff)))))

    def running(self, cutoff: date) -> Test:
        """One of the starts lies after the cut-off, or cannot be known."""
        if cutoff == UNKNOWN_START:
            return sa.false()
        return self.owned.some(*self._told, sa.or_(self.clock.running(cutoff), sa.not_(self.clock.started)))

    def read(self, value: object) -> date | None:
        """Tell the day that was read."""
        return self.clock.read(value)


ClockSql = OwnClock | OfOne | OfMany


class Compiler:
    """Turns conditions on a dataset's rows into SQL."""

    def __init__(self, catalog: Catalog, zones: Zones) -> None:
        """Take what the database is like and how its times are to be read."""
        self.catalog, self.zones = catalog, zones
        self._rows: dict[str, Rows] = {}

    def rows(self, dataset: str) -> Rows:
        """Stand a dataset in a statement."""
        if dataset not in self._rows:
            table = self.catalog.table(dataset)
            self._rows[dataset] = Rows(dataset, table, table, self.catalog.family)
        return self._rows[dataset]

    def test(self, condition: Condition, rows: Rows) -> Test:
        """Build the test that a condition holds for a row; raise RefusedError for one that rests on other systems."""
        refuse_across(condition)
        return self._test(condition, rows)

    def _test(self, condition: Condition, rows: Rows) -> Test:
        match condition:
            case Is(column, values):
                return _is(rows, column, values)
            case IsNot(column, values):
                return sa.not_(_is(rows, column, values))
            case Passed() | Running() | NoStart():
                return self._on_clock(condition, self.clock(condition.clock, rows))
            case Owns(dataset, link, expected):
                owned = self._owned(dataset, link, rows).some()
                return owned if expected else sa.not_(owned)
            case Under(link, inner, expected):
                owner = self._owner(link, rows)
                passing = owner.some(self._test(inner, owner.rows))
                return passing if expected else sa.not_(passing)
            case Every(of):
                return sa.and_(sa.true(), *(self._test(part, rows) for part in of))
            case Some(of):
                return sa.or_(sa.false(), *(self._test(part, rows) for part in of))
            case Knows():
                raise _elsewhere()
            case _:
                assert_never(condition)

    @staticmethod
    def _on_clock(condition: Passed | Running | NoStart, clock: ClockSql) -> Test:
        match condition:
            case Passed(_, cutoff, absent):
                return sa.or_(clock.passed(cutoff), clock.absent) if absent else clock.passed(cutoff)
            case Running(_, cutoff):
                return clock.running(cutoff)
            case NoStart():
                return clock.unstarted if isinstance(clock, Typed) else sa.not_(clock.started)
            case _:
                assert_never(condition)

    # ------------------------------------------------------------------ clocks

    def clock(self, clock: Clock, rows: Rows) -> ClockSql:
        """Stand a clock of a row in a statement."""
        match clock:
            case Own(column):
                return self._own(column, rows)
            case OfOwner(link, inner):
                owner = self._owner(link, rows)
                kind = OfOne if set(link.on.values()) >= set(self.catalog.key(owner.rows.dataset)) else OfMany
                return kind(owner, self.clock(inner, owner.rows))
            case OfOwned(dataset, link, inner):
                owned = self._owned(dataset, link, rows)
                return OfMany(owned, self.clock(inner, owned.rows))
            case OfPerson():
                raise _elsewhere()
            case _:
                assert_never(clock)

    def _own(self, column: str, rows: Rows) -> OwnClock:
        declared = self.catalog.dataset(rows.dataset).columns.get(column)
        kind = declared.type if isinstance(declared, Column) else None
        return own_clock(rows.field(column), kind, self.zones, f"{self.catalog.name}.{rows.dataset}")

    def _owner(self, link: Link, rows: Rows) -> Beside:
        return self._beside(link.to, rows, {theirs: ours for ours, theirs in link.on.items()})

    def _owned(self, dataset: str, link: Link, rows: Rows) -> Beside:
        return self._beside(dataset, rows, dict(link.on))

    def _beside(self, dataset: str, rows: Rows, on: dict[str, str]) -> Beside:
        """Stand a dataset beside a row, tied by pairs of its column and the row's."""
        name = dataset.removeprefix(f"{self.catalog.name}.")
        if name not in self.catalog.system.datasets:
            raise _elsewhere()
        other = rows.other(name, self.catalog.table(name))
        ties = [other.field(theirs).element == rows.field(ours).element for theirs, ours in on.items()]
        return Beside(other, rows.rows, sa.and_(*ties))


def _is(rows: Rows, column: str, values: tuple[Value, ...]) -> Test:
    field = rows.field(column)
    among = field.among(values)
    return sa.or_(field.element.is_(None), among) if None in values else among


def _elsewhere() -> RefusedError:
    return RefusedError("condition-across-systems", "The condition rests on other systems, which one connector cannot see.")
