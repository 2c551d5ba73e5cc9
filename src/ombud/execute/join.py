"""Clocks and acquaintances over several systems, joined by identifier: gathered once, spilled to a temporary file, memory flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from ombud.inventory.model import Place, parted
from ombud.plan.clocks import Scene, local_clocks
from ombud.plan.evaluate import atoms
from ombud.plan.model import (
    UNKNOWN_START,
    Col,
    Condition,
    Everything,
    Knows,
    NoStart,
    OfPerson,
    Own,
    Passed,
    Running,
    Term,
    Where,
    Within,
)
from ombud.plan.parts import asks_elsewhere, own_part
from ombud.plan.reach import fold
from ombud.plan.retention import rules_of
from ombud.plan.serving import both, either, serves
from ombud.systems.connector import Connector

_TABLES = """
    CREATE TABLE starts (event TEXT, kind TEXT, value TEXT, start TEXT, PRIMARY KEY (event, kind, value)) WITHOUT ROWID;
    CREATE TABLE known (place TEXT, kind TEXT, value TEXT, PRIMARY KEY (place, kind, value)) WITHOUT ROWID;
"""
_LATER = """
    INSERT INTO starts VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET start = max(start, excluded.start)
"""


Identified = tuple[str, str]
"""A kind of identifier and a value, folded as its kind says."""


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

    def prepare(self, conditions: Iterable[Condition]) -> None:
        """Gather all that some conditions will ask before the first row goes: what is erased can no longer be asked."""
        for part in dict.fromkeys(part for condition in conditions for part in atoms(condition)):
            match part:
                case Knows(dataset, activity):
                    self.knows(dataset, activity, ())
                case Passed(OfPerson(event)) | Running(OfPerson(event)) | NoStart(OfPerson(event)):
                    self.latest(event, ())
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

    def knows(self, dataset: str, activity: str, persons: Iterable[Identified]) -> bool:
        """Tell whether a dataset has one of the identifiers on a row that serves the activity."""
        place = f"{dataset}/{activity}"
        self._once(f"known/{place}", lambda: self._gather_known(dataset, activity))
        query = "SELECT 1 FROM known WHERE place = ? AND kind = ? AND value = ?"
        return any(self._spill.execute(query, (place, kind, value)).fetchone() for kind, value in persons)

    def _once(self, what: str, gather: Callable[[], None]) -> None:
        if what not in self._gathered:
            with self._spill:
                gather()
            self._gathered.add(what)

    def _gather_starts(self, event: str) -> None:
        for place in self._scene.inventory.datasets():
            clocks = local_clocks(event, place, self._scene) if place.identifying() else ()
            for clock in clocks:
                rows = ((event, *who, start) for who, start in self._read(place, clock, Everything()))
                self._spill.executemany(_LATER, rows)
            own = clocks[0] if clocks else None
            if isinstance(own, Own) and (going_on := without_start(event, own, place, self._scene)):
                open_rows = ((event, *who, str(UNKNOWN_START)) for who, _ in self._read(place, None, Where(going_on)))
                self._spill.executemany(_LATER, open_rows)

    def _gather_known(self, dataset: str, activity: str) -> None:
        place = self._scene.place(*parted(dataset))
        within = Where(own_part(serves(place, activity)))  # mail that is known by the asking row has its address, and that is asked next
        rows = ((f"{dataset}/{activity}", *who) for who, _ in self._read(place, None, within))
        self._spill.executemany("INSERT OR IGNORE INTO known VALUES (?, ?, ?)", rows)

    def _read(self, place: Place, clock: Term | None, within: Within) -> Iterator[tuple[Identified, str]]:
        columns = place.identifying()
        terms = [Col(name) for name in columns] + ([clock] if clock else [])
        for row in self._systems[place.system].read(place.name, terms, within):
            start = row[len(columns)] if clock else ""
            if start is not None:
                yield from ((who, str(start)) for who in identified(zip(columns.values(), row, strict=False), self._scene))


def without_start(event: str, clock: Own, place: Place, scene: Scene) -> Condition | None:
    """Build the condition that a row serves what ends with the event and has not ended: then it has not for the person either."""
    declared = scene.policy.events.get(event)
    if declared is None or declared.latest_of_person:
        return None
    counted = {event, *(name for name, other in scene.policy.events.items() if other.fiscal_year_of == event)}
    ended = dict.fromkeys(activity for activity, rule in rules_of(place, scene) if rule.after in counted)
    serving = [condition for activity in ended if not asks_elsewhere(condition := serves(place, activity))]
    return both(NoStart(clock), either(*serving)) if serving and place.identifying() else None


def identified(pairs: Iterable[tuple[str, object]], scene: Scene) -> list[Identified]:
    """Fold identifier values, several in one column included, so that they compare the same on every engine."""
    flat = ((kind, one) for kind, value in pairs for one in (value if isinstance(value, tuple) else (value,)))
    return [(kind, fold(kind, str(value), scene)) for kind, value in flat if value not in (None, "")]
