"""Clocks and acquaintances over several systems, joined by identifier: gathered once, spilled to a temporary file, memory flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from ombud.inventory.model import CorrespondentIn, Link, Place, parted
from ombud.plan.clocks import Scene, local_clock, local_clocks, owners, ties
from ombud.plan.evaluate import atoms, holds
from ombud.plan.model import (
    UNKNOWN_START,
    Clock,
    Col,
    Condition,
    Everything,
    Knows,
    NoStart,
    OfOwned,
    OfPerson,
    Own,
    Passed,
    Running,
    Term,
    Where,
    Within,
)
from ombud.plan.parts import answered, asks_elsewhere, clocks_in, columns_in, own_part
from ombud.plan.reach import fold
from ombud.plan.retention.due import row_due, rules_of
from ombud.plan.serving import both, either, negated, serves
from ombud.systems.connector import Connector

_TABLES = """
    CREATE TABLE starts (event TEXT, kind TEXT, value TEXT, start TEXT, PRIMARY KEY (event, kind, value)) WITHOUT ROWID;
    CREATE TABLE ties (owner TEXT, tie TEXT, kind TEXT, value TEXT, PRIMARY KEY (owner, tie, kind, value)) WITHOUT ROWID;
    CREATE TABLE known (place TEXT, kind TEXT, value TEXT, PRIMARY KEY (place, kind, value)) WITHOUT ROWID;
"""
_LATER = """
    INSERT INTO starts VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET start = max(start, excluded.start)
"""


Answer = Callable[[Condition], bool]
"""A row's answer to a condition."""
Identified = tuple[str, str]
"""A kind of identifier and a value, folded as its kind says."""

_Row = tuple[Mapping[str, object], Sequence[Identified], object]
"""What is read of a row: its columns, whom it names, and what its clock reads."""
_ALL = Everything()


class Join:
    """What all systems together know about persons, for the questions that no single system can answer."""

    def __init__(self, scene: Scene, systems: Mapping[str, Connector]) -> None:
        """Start with nothing gathered; SQLite keeps the temporary file and deletes it."""
        self._scene, self._systems = scene, systems
        self._spill = sqlite3.connect("")
        self._spill.executescript("PRAGMA secure_delete = ON; PRAGMA cache_size = -16384;" + _TABLES)
        self._gathered: set[str] = set()

    def close(self) -> None:
        """Delete the temporary file."""
        self._spill.close()

    def prepare(self, place: Place, conditions: Iterable[Condition]) -> None:
        """Gather all that some conditions on a dataset will ask before the first row goes: what is erased can no longer be asked."""
        for part in dict.fromkeys(part for condition in conditions for part in atoms(condition)):
            match part:
                case Knows(dataset, activity):
                    self.knows(dataset, activity, ())
                case Passed(OfPerson(event)) | Running(OfPerson(event)) | NoStart(OfPerson(event)):
                    self.latest(event, ())
                    self.above(place, dict.fromkeys(ties(place, self._scene)))
                case _:
                    pass

    def latest(self, event: str, persons: Iterable[Identified]) -> date | None:
        """Tell the latest start of an event over all systems for any of the identifiers; None when no system has one.

        It is UNKNOWN_START where one of the rows that end with the event has not ended: a former customer who is one again.
        """
        self._once(f"starts/{event}", lambda: self._gather_starts(event))
        query = "SELECT start FROM starts WHERE event = ? AND kind = ? AND value = ?"
        found = [row[0] for kind, value in persons for row in self._spill.execute(query, (event, kind, value))]
        return date.fromisoformat(max(found)) if found else None

    def above(self, place: Place, values: Mapping[str, object]) -> list[Identified]:
        """Tell whom the rows name that a row belongs to, alone or with others, and the rows that these belong to."""
        self._gather_above(place)
        return list(dict.fromkeys(self._above(place, values)))

    def knows(self, dataset: str, activity: str, persons: Iterable[Identified]) -> bool:
        """Tell whether a dataset has one of the identifiers on a row that serves the activity; mail that is due is there no longer."""
        place = f"{dataset}/{activity}"
        self._once(f"known/{place}", lambda: self._gather_known(dataset, activity))
        query = "SELECT 1 FROM known WHERE place = ? AND kind = ? AND value = ?"
        return any(self._spill.execute(query, (place, kind, value)).fetchone() for kind, value in persons)

    def answers(
        self, place: Place, key: tuple[str, ...], conditions: list[Condition], within: Within
    ) -> Iterator[tuple[tuple[object, ...], Answer]]:
        """Stream a dataset's rows by their keys, each with a way to ask it conditions that need other systems."""
        clocks = [clock for clock in dict.fromkeys(c for x in conditions for c in clocks_in(x)) if not isinstance(clock, OfPerson)]
        asks = any(isinstance(clock, OfPerson) for condition in conditions for clock in clocks_in(condition))
        tied = ties(place, self._scene) if asks else ()
        columns = list(dict.fromkeys([*place.identifying(), *tied, *(c for x in conditions for c in columns_in(x))]))
        terms: list[Term] = [*map(Col, key), *map(Col, columns), *clocks]
        for row in self._systems[place.system].read(place.name, terms, within):
            values = dict(zip(columns, row[len(key) :], strict=False))
            read: dict[Clock, Any] = dict(zip(clocks, row[len(key) + len(columns) :], strict=True))
            persons = identified(((kind, values[c]) for c, kind in place.identifying().items()), self._scene)
            whose = [*persons, *self.above(place, values)] if tied else persons
            yield tuple(row[: len(key)]), self._answer(values, read, persons, whose)

    def _answer(
        self, values: Mapping[str, object], read: Mapping[Clock, Any], persons: list[Identified], whose: list[Identified]
    ) -> Answer:
        """Make a row's answers: mail is known by `persons`, whom the row names; a clock is `whose` row it is, its owners' as well."""

        def clock(asked: Clock) -> date | None:
            return self.latest(asked.event, whose) if isinstance(asked, OfPerson) else read[asked]

        def knows(dataset: str, activity: str) -> bool:
            return self.knows(dataset, activity, persons)

        return lambda condition: holds(answered(condition), values, clock, knows)

    def _once(self, what: str, gather: Callable[[], None]) -> None:
        if what not in self._gathered:
            with self._spill:
                gather()
            self._gathered.add(what)

    def _gather_above(self, place: Place) -> None:
        self._once(f"above/{place.id}", lambda: self._climb(place, frozenset()))

    def _climb(self, place: Place, below: frozenset[str]) -> None:
        """Gather by which values a dataset's rows are tied to whom, what stands highest first; a circle is broken where it is met."""
        for link, owner in _owners(place, self._scene):
            if owner.id not in below:
                self._climb(owner, below | {place.id})
            self._once(f"ties/{tied_to(link)}", partial(self._gather_ties, link, owner))

    def _gather_ties(self, link: Link, owner: Place) -> None:
        rows = self._rows(owner, tuple(link.on.values()), above=True)
        tied = ((tied_to(link), tie, *who) for values, persons, _ in rows if (tie := tie_of(values, link.on.values())) for who in persons)
        self._spill.executemany("INSERT OR IGNORE INTO ties VALUES (?, ?, ?, ?)", tied)

    def _above(self, place: Place, values: Mapping[str, object]) -> Iterator[Identified]:
        for link, _ in _owners(place, self._scene):
            if tie := tie_of(values, link.on):
                yield from self._spill.execute("SELECT kind, value FROM ties WHERE owner = ? AND tie = ?", (tied_to(link), tie)).fetchall()

    def _gather_starts(self, event: str) -> None:
        for place in self._scene.inventory.datasets():
            clocks, above = local_clocks(event, place, self._scene), unread_above(event, place, self._scene)
            if above:
                self._gather_above(place)
            for clock in clocks if place.identifying() or above else ():
                self._later(event, self._rows(place, (), clock, above=above))
            if clocks and isinstance(clocks[0], Own) and (going_on := without_start(event, clocks[0], place, self._scene)):
                self._later(event, self._rows(place, (), None, Where(going_on), above=above), UNKNOWN_START)

    def _later(self, event: str, rows: Iterable[_Row], start: date | None = None) -> None:
        """Keep the latest start of each person."""
        told = ((event, *who, str(start or read)) for _, persons, read in rows if start or read is not None for who in persons)
        self._spill.executemany(_LATER, told)

    def _gather_known(self, dataset: str, activity: str) -> None:
        place = self._scene.place(*parted(dataset))
        if isinstance(place.dataset.activities.get(activity), CorrespondentIn):
            staying = both(serves(place, activity), negated(row_due(place, self._scene)))
            self.prepare(place, [staying])
            persons = self._staying(place, staying)
        else:
            persons = (who for _, named, _ in self._rows(place, (), within=Where(serves(place, activity))) for who in named)
        rows = ((f"{dataset}/{activity}", *who) for who in persons)
        self._spill.executemany("INSERT OR IGNORE INTO known VALUES (?, ?, ?)", rows)

    def _staying(self, mail: Place, staying: Condition) -> Iterator[Identified]:
        """Tell whom mail names that is not due: what is due goes before what it is known by."""
        columns = mail.identifying()
        for named, answer in self.answers(mail, tuple(columns), [staying], Where(own_part(staying))):
            if answer(staying):
                yield from identified(zip(columns.values(), named, strict=True), self._scene)

    def _rows(
        self, place: Place, more: Iterable[str], clock: Clock | None = None, within: Within = _ALL, *, above: bool = False
    ) -> Iterator[_Row]:
        """Stream some columns of a dataset's rows, whom each row names (`above`: whom what it belongs to names as well), and a clock."""
        kinds = place.identifying()
        columns = list(dict.fromkeys([*kinds, *more, *(ties(place, self._scene) if above else ())]))
        terms: list[Term] = [*map(Col, columns), *([clock] if clock else [])]
        for row in self._systems[place.system].read(place.name, terms, within):
            values = dict(zip(columns, row, strict=False))
            persons = identified(((kind, values[name]) for name, kind in kinds.items()), self._scene)
            yield values, [*persons, *self._above(place, values)] if above else persons, row[-1] if clock else None


def without_start(event: str, clock: Own, place: Place, scene: Scene) -> Condition | None:
    """Build the condition that a row serves what ends with the event and has not ended: then it has not for the person either."""
    declared = scene.policy.events.get(event)
    if declared is None or declared.latest_of_person:
        return None
    counted = {event, *(name for name, other in scene.policy.events.items() if other.fiscal_year_of == event)}
    ended = dict.fromkeys(activity for activity, rule in rules_of(place, scene) if rule.after in counted)
    serving = [condition for activity in ended if not asks_elsewhere(condition := serves(place, activity))]
    return both(NoStart(clock), either(*serving)) if serving and (place.identifying() or unread_above(event, place, scene)) else None


def unread_above(event: str, place: Place, scene: Scene) -> bool:
    """Tell whether a dataset shows an event that no clock of what its rows belong to reads: theirs is another, or the rows are shared."""
    return isinstance(local_clock(event, place, scene), Own) and _unread(event, place, scene, frozenset())


def _unread(event: str, place: Place, scene: Scene, below: frozenset[str]) -> bool:
    above = [(link, owner) for link, owner in owners(place, scene, sharing=True) if owner.id not in below]
    return any(
        link.as_ == "shared"
        or not isinstance(local_clock(event, owner, scene), OfOwned)
        or _unread(event, owner, scene, below | {place.id})
        for link, owner in above
    )


def _owners(place: Place, scene: Scene) -> tuple[tuple[Link, Place], ...]:
    return scene.once(("owners", place.id), lambda: owners(place, scene, sharing=True))


def tied_to(link: Link) -> str:
    """Name what a link ties to: the same for all that point to the same columns."""
    return f"{link.to}({', '.join(link.on.values())})"


def tie_of(values: Mapping[str, object], columns: Iterable[str]) -> str:
    """Write the values of a tie so that both ends compare, whatever their columns' types; nothing where one is missing.

    Engines differ in what case and trailing blanks mean to a key: two that differ in these only are taken for one, and data stay longer.
    """
    found = [values[column] for column in columns]
    return "" if None in found else repr([_spelled(value) for value in found])


def _spelled(value: object) -> str:
    if isinstance(value, Decimal | float) and value % 1 == 0:
        return str(int(value))
    return str(value).rstrip().casefold()


def identified(pairs: Iterable[tuple[str, object]], scene: Scene) -> list[Identified]:
    """Fold identifier values, several in one column included, so that they compare the same on every engine."""
    flat = ((kind, one) for kind, value in pairs for one in (value if isinstance(value, tuple) else (value,)))
    return [(kind, fold(kind, str(value), scene)) for kind, value in flat if value not in (None, "")]
