"""Compare what the inventory says of a system with what the system holds: drift, columns that are not what they are said to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from ombud.errors import OmbudError, UnavailableError
from ombud.inventory.drift import Drift, Exists, drift
from ombud.inventory.model import Dataset, Inventory, Kind, Link, Place
from ombud.plan.model import NEVER, UNKNOWN_START, Col, Everything, Own, Where
from ombud.policy.finding import Finding, Value
from ombud.systems.connector import Connector, Description

DATES = 500
"""Values of an event looked at."""
KEYS = 100_000
"""Keys looked at; more would be held in memory."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise than the inventory says, or worth a word; each language tells the finding."""

    finding: Finding
    system: str
    dataset: str
    column: str | None = None


def differences(inventory: Inventory, system: str, connector: Connector) -> Iterator[Difference]:
    """Tell everything that differs in one system."""
    kind, described = inventory.systems[system].kind, connector.describe()
    declared = inventory.systems[system].datasets
    found = drift(inventory, system, [_exists(kind, declared, each) for each in described])
    yield from (_drifted(kind, one) for one in found)
    gone = {(one.name, one.column) for one in found}
    for each in described:
        if each.dataset is not None and each.dataset in declared:
            look = _Look(connector, kind, Place(system, each.dataset, declared[each.dataset]), each, gone)
            yield from look.differences()


def _exists(kind: Kind, declared: Mapping[str, Dataset], found: Description) -> Exists:
    """Take what is there; columns that every letter or line has need no declaration, and are there when they have one."""
    dataset = declared.get(found.dataset or "")
    columns = tuple(shape.name for shape in found.columns)
    always = (
        dataset.columns if dataset and kind == "mailbox" else {"path", "line"} & set(dataset.columns) if dataset and dataset.csv else ()
    )
    return Exists(found.name, found.dataset, (*columns, *(name for name in always if name not in columns)))


def _drifted(kind: Kind, found: Drift) -> Difference:
    if found.kind == "gone_dataset" and kind == "files":
        return Difference(Finding("dataset-empty", "note"), found.system, found.name)
    return Difference(Finding(found.kind.replace("_", "-"), "error", {"system": found.system}), found.system, found.name, found.column)


@dataclass(frozen=True, slots=True)
class _Look:
    """One dataset under the eye; `gone` names columns that were told already."""

    connector: Connector
    kind: Kind
    place: Place
    found: Description
    gone: set[tuple[str, str | None]]

    def differences(self) -> Iterator[Difference]:
        unreadable = tuple(self._tried(self._rows))
        yield from unreadable
        for look in () if unreadable else (self._dates, self._keys):
            yield from self._tried(look)
        if self.kind == "sql":
            yield from self._links()

    def _tried(self, look: Callable[[], Iterator[Difference]]) -> Iterator[Difference]:
        """Look; what cannot be looked at is told and does not stop the rest, but a system that is down does."""
        try:
            yield from look()
        except UnavailableError:
            raise
        except OmbudError as error:
            yield self._refused(error)

    def _refused(self, error: OmbudError) -> Difference:
        """Tell why a dataset cannot be read; one whose rows its key does not tell apart has a finding of its own."""
        key = self.place.dataset.key
        if key and error.code == "rows-not-told-apart":
            return self._told(Finding("key-not-unique", "error", {"columns": tuple(key)}), key[0])
        values = {"error": error.code, "problem": error.message.rstrip("."), "hint": error.hint.rstrip(".")}
        return self._told(Finding("not-looked-at", "error", values))

    def _rows(self) -> Iterator[Difference]:
        """Look whether all rows of a table can be read: one that hides some from the account answers with an error."""
        if self.kind == "sql":
            self.connector.count(self.place.name, Where(NEVER))
        yield from ()

    def _dates(self) -> Iterator[Difference]:
        for name, column in self.place.typed().items():
            if column.events() and not self._is_gone(name):
                rows = islice(self.connector.read(self.place.name, [Col(name), Own(name)], Everything()), DATES)
                read = [(stored, day) for stored, day in rows if stored not in (None, "")]
                if bad := sum(not isinstance(stored, date) and day in (None, UNKNOWN_START) for stored, day in read):
                    values: dict[str, Value] = {"events": tuple(column.events()), "bad": bad, "looked": len(read)}
                    yield self._told(Finding("event-no-date", "error", values), name)

    def _keys(self) -> Iterator[Difference]:
        key = self.place.dataset.key
        if not key or self._is_unique(key) or any(self._is_gone(name) for name in key):
            return
        columns = [Col(name) for name in (("path", *key) if self.place.dataset.csv else key)]
        seen: set[tuple[object, ...]] = set()
        for row in islice(self.connector.read(self.place.name, columns, Everything()), KEYS):
            if row in seen:
                yield self._told(Finding("key-not-unique", "error", {"columns": tuple(key)}), key[0])
                return
            seen.add(row)

    def _is_unique(self, key: Sequence[str]) -> bool:
        own = self.found.key
        return (bool(own) and set(own) <= set(key)) or any(shape.unique and shape.name in key for shape in self.found.columns)

    def _links(self) -> Iterator[Difference]:
        for link in self.place.dataset.links:
            if link.as_ == "owner" and not self._is_indexed(link) and not any(self._is_gone(name) for name in link.on):
                yield self._told(Finding("link-without-index", "note", {"columns": tuple(link.on)}), next(iter(link.on), None))

    def _is_indexed(self, link: Link) -> bool:
        return any(set(index[: len(link.on)]) == set(link.on) for index in self.found.indexes)

    def _is_gone(self, column: str) -> bool:
        return (self.place.name, column) in self.gone or (self.place.name, column.split(".", 1)[0]) in self.gone

    def _told(self, finding: Finding, column: str | None = None) -> Difference:
        return Difference(finding, self.place.system, self.place.name, column)
