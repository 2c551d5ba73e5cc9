"""Rows in memory: a connector for demonstrations and tests, and the plainest form of what every connector must do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import assert_never
from zoneinfo import ZoneInfo

from ombud.errors import MisconfiguredError, RefusedError
from ombud.inventory.model import Column, Dataset, Link, System
from ombud.plan.evaluate import as_text, holds, refuse_across
from ombud.plan.model import (
    DEFAULT_START,
    UNKNOWN_START,
    Change,
    Clock,
    Col,
    Condition,
    EraseRows,
    Everything,
    Keys,
    Matching,
    OfOwned,
    OfOwner,
    OfPerson,
    Own,
    Owns,
    SetFields,
    Term,
    Under,
    Where,
    Within,
    selects_nothing_named,
)
from ombud.policy.spelling import folded
from ombud.systems.connector import Ability, Description, Shape
from ombud.systems.days import Zones, day_of
from ombud.systems.refusal import Refusal
from ombud.systems.wire import Wire

Row = dict[str, object]


class MemoryConnector:
    """Datasets as lists of rows; columns hold what the lists hold."""

    abilities: frozenset[Ability] = frozenset({"erase", "set", "one_transaction", "in_place_conditions"})

    def __init__(
        self,
        system: System,
        name: str,
        zone: ZoneInfo,
        rows: Mapping[str, Sequence[Row]] | None = None,
        read_only: bool = False,  # noqa: FBT001, FBT002 - the registry's one form
    ) -> None:
        """Take the system, its name, the policy's zone, and the rows of each dataset."""
        self._system, self._name, self._read_only = system, name, read_only
        self._zones = Zones.of(system, zone)
        self._rows: dict[str, list[Row]] = {dataset: [dict(row) for row in (rows or {}).get(dataset, ())] for dataset in system.datasets}

    def probe(self) -> None:
        """Memory always answers."""

    def retains(self) -> tuple[str, ...]:
        """Keep nothing."""
        return ()

    def wire(self) -> Wire:
        """Memory is here."""
        return "here"

    def readers(self, dataset: str) -> None:
        """Nobody else reads what is in memory; nothing tells so."""

    def close(self) -> None:
        """Memory needs no letting go."""

    def describe(self) -> tuple[Description, ...]:
        """Tell the datasets, with the columns that their rows have or the inventory names."""
        return tuple(self._describe(name, dataset) for name, dataset in self._system.datasets.items())

    def _describe(self, name: str, dataset: Dataset) -> Description:
        columns = dict.fromkeys([*dataset.columns, *(column for row in self._rows[name] for column in row)])
        return Description(name, name, tuple(Shape(column, "") for column in columns), dataset.key)

    def read(self, dataset: str, terms: Sequence[Term], within: Within) -> Iterator[tuple[object, ...]]:
        """Read one tuple a row in key order."""
        for row in self._select(dataset, within):
            yield tuple(row.get(term.name) if isinstance(term, Col) else self._clock(dataset, row, term) for term in terms)

    def count(self, dataset: str, within: Within) -> int:
        """Count the rows."""
        return len(self._select(dataset, within))

    def refuse(self, change: Change) -> Refusal | None:
        """Refuse a change that names no row in particular, or sets a part of the key."""
        if selects_nothing_named(change.within):
            return Refusal("rows-unnamed")
        key = self._dataset(change.dataset).key
        written = [name for name, _ in change.values] if isinstance(change, SetFields) else []
        return next((Refusal("column-key", {"column": name}) for name in written if name in key), None)

    def apply(self, changes: Sequence[Change]) -> tuple[int, ...]:
        """Carry out the changes in order; an error takes all of them back."""
        before, counts = deepcopy(self._rows), list[int]()
        try:
            counts.extend(self._carry_out(change) for change in changes)
        finally:
            if len(counts) < len(changes):
                self._rows = before
        return tuple(counts)

    def sweep(self, change: Change) -> Iterator[int]:
        """Carry out one change; memory is one window."""
        yield from self.apply([change])

    def _carry_out(self, change: Change) -> int:
        if self._read_only:
            raise RefusedError("system-read-only", "The system was opened for looking only.", where=self._name)
        if selects_nothing_named(change.within):
            raise RefusedError("change-unnamed", "The change names no row in particular.", where=f"{self._name}.{change.dataset}")
        chosen = self._select(change.dataset, change.within)
        match change:
            case EraseRows(dataset):
                gone = set(map(id, chosen))
                self._rows[dataset] = [row for row in self._rows[dataset] if id(row) not in gone]
                return len(chosen)
            case SetFields(_, values):
                return sum(_write(row, values) for row in chosen)
            case _:
                assert_never(change)

    # ------------------------------------------------------------------ selecting

    def _dataset(self, name: str) -> Dataset:
        if name not in self._system.datasets:
            raise MisconfiguredError("system-shape", "The dataset does not exist.", where=f"{self._name}.{name}")
        return self._system.datasets[name]

    def _select(self, dataset: str, within: Within) -> list[Row]:
        key, means = self._dataset(dataset).key, self._test(dataset, within)
        return sorted(filter(means, self._rows[dataset]), key=lambda row: [_sortable(row.get(column)) for column in key])

    def _test(self, dataset: str, within: Within) -> Callable[[Row], bool]:
        match within:
            case Everything():
                return lambda _row: True
            case Where(condition):
                return lambda row: self._holds(dataset, condition, row)
            case Matching(columns, values, fold, also):
                told = _matcher(columns, values, folded if fold else str)
                return lambda row: told(row) and self._holds(dataset, also, row)
            case _:
                assert_never(within)

    def _holds(self, dataset: str, condition: Condition, row: Row) -> bool:
        refuse_across(condition)
        return holds(condition, row.get, lambda clock: self._clock(dataset, row, clock), beside=lambda asked: self._beside(row, asked))

    def _beside(self, row: Row, asked: Owns | Under) -> bool:
        match asked:
            case Owns(child, link):
                return bool(self._owned(row, child, link))
            case Under(link, condition):
                owner = link.to.removeprefix(f"{self._name}.")
                return any(self._holds(owner, condition, other) for other in self._owners(row, owner, link))
            case _:
                assert_never(asked)

    # ------------------------------------------------------------------ clocks

    def _clock(self, dataset: str, row: Row, clock: Clock) -> date | None:
        match clock:
            case Own(name):
                column = self._dataset(dataset).columns.get(name)
                return day_of(row.get(name), self._zones, column.type if isinstance(column, Column) else None)
            case OfOwner(link, inner):
                owner = link.to.removeprefix(f"{self._name}.")
                readings = [self._clock(owner, other, inner) for other in self._owners(row, owner, link)]
                sole = set(link.on.values()) >= set(self._dataset(owner).key)
                return next(iter(readings), None) if sole else _latest(readings)
            case OfOwned(child, link, inner):
                below = [self._clock(child, other, inner) for other in self._owned(row, child, link)]
                return _latest([read for read in below if read is not None] if isinstance(inner, OfOwned) else below)
            case OfPerson():
                raise RefusedError("condition-across-systems", "The condition rests on other systems, which one connector cannot see.")
            case _:
                assert_never(clock)

    def _owners(self, row: Row, owner: str, link: Link) -> list[Row]:
        self._dataset(owner)
        return [other for other in self._rows[owner] if _tied({theirs: row.get(ours) for ours, theirs in link.on.items()}, other)]

    def _owned(self, row: Row, child: str, link: Link) -> list[Row]:
        name = child.removeprefix(f"{self._name}.")
        self._dataset(name)
        return [other for other in self._rows[name] if _tied({theirs: row.get(ours) for theirs, ours in link.on.items()}, other)]


def _latest(readings: Sequence[date | None]) -> date | None:
    """Tell the latest of several readings; unknown where one of them is no start, nothing where there are none."""
    known = [reading for reading in readings if reading is not None and reading not in (DEFAULT_START, UNKNOWN_START)]
    return UNKNOWN_START if len(known) < len(readings) else max(known, default=None)


def _tied(wanted: Mapping[str, object], row: Row) -> bool:
    return all(value is not None and row.get(column) == value for column, value in wanted.items())


def _matcher(columns: Sequence[str], values: Keys, spelled: Callable[[str], str]) -> Callable[[Row], bool]:
    """Make the test that columns equal one of the values; an empty value equals nothing."""
    wanted = {tuple(spelled(as_text(one)) for one in value) for value in values if None not in value}

    def told(row: Row) -> bool:
        cells = [row.get(column) for column in columns]
        return None not in cells and tuple(spelled(as_text(cell)) for cell in cells) in wanted

    return told


def _write(row: Row, values: Sequence[tuple[str, object]]) -> bool:
    changed = any(row.get(column) != value for column, value in values)
    row.update(values)
    return changed


def _sortable(value: object) -> tuple[str, object]:
    return (type(value).__name__, str(value) if value is None else value)
