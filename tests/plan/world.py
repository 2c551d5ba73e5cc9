"""A small world: promises, datasets, rows and a day; opened in memory and on SQLite, swept, asked, and read back by other means."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis.vendor.pretty import RepresentationPrinter

from ombud.execute.answer import Made, by_system, collect, make
from ombud.execute.discover import discover
from ombud.execute.join import Join
from ombud.execute.sweep import Seen, Work, carry_out, key_of, look, prepare
from ombud.inventory.model import Place
from ombud.plan.acts import Act, erasing, flocks
from ombud.plan.clocks import Scene
from ombud.plan.model import Col, Everything
from ombud.plan.reach import Person
from ombud.plan.retention.sweeping import sweep
from ombud.plan.rights.deciding import decide
from ombud.plan.rights.wish import ended_by
from ombud.promises.asked import Asked
from ombud.promises.overdue import Tallies, tally
from ombud.systems.connector import Connector
from ombud.systems.memory import MemoryConnector
from ombud.systems.sql.connector import SqlConnector

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
Row = Mapping[str, object]
State = Mapping[str, list[Row]]
Systems = Mapping[str, Connector]


@dataclass(frozen=True, repr=False)
class World:
    """What was promised, where data lives, the day, and the rows of each dataset."""

    scene: Scene
    rows: Mapping[str, tuple[Row, ...]]

    def __repr__(self) -> str:
        """Tell only what this world has of its own: its rules, clocks, datasets and rows."""
        told = [f"today {self.scene.today}", *(f"{name}: {event}" for name, event in self.scene.policy.events.items())]
        told += [f"{name} {sorted(act.data)} {act.basis}" for name, act in self.scene.policy.activities.items()]
        told += [f"  {name} {rule}" for name, rule in self.scene.policy.rules()]
        told += [f"{place.id} {place.dataset}\n    rows {self.rows.get(place.id)}" for place in places(self)]
        return "\n".join(re.sub(r",? ?\w+=(None|\(\)|False)(?=[,)])", "", line) for line in told)

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:
        printer.text(repr(self))

    def state(self) -> State:
        """Give the rows as `read` gives them."""
        return {place.id: sorted((written(row, place) for row in self.rows.get(place.id, ())), key=repr) for place in places(self)}

    def left(self, state: State) -> World:
        """Give the world that a state leaves."""
        return World(self.scene, {place.id: tuple(_unwritten(row, place) for row in state[place.id]) for place in places(self)})


def places(world: World) -> tuple[Place, ...]:
    return world.scene.inventory.datasets()


def written(row: Row, place: Place) -> Row:
    """Write a row with every column of its dataset, days as text."""
    values = {name: row.get(name) for name in place.dataset.columns}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _unwritten(row: Row, place: Place) -> Row:
    events = {name for name, column in place.typed().items() if column.events()}
    return {name: date.fromisoformat(str(value)) if value and name in events else value for name, value in row.items()}


# ------------------------------------------------------------------ opening


@contextmanager
def opened(world: World, kind: str) -> Iterator[Systems]:
    """Open every system of a world, in memory or as files of SQLite."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory())) if kind == "sqlite" else None
        systems = {name: _open(world, name, folder) for name in world.scene.inventory.systems}
        for connector in systems.values():
            stack.callback(connector.close)
        yield systems


def _open(world: World, name: str, folder: Path | None) -> Connector:
    system = world.scene.inventory.systems[name]
    if folder is None:
        return MemoryConnector(system, name, COPENHAGEN, {d: [dict(r) for r in world.rows.get(f"{name}.{d}", ())] for d in system.datasets})
    with closing(sqlite3.connect(folder / name)) as database, database:
        for place in (p for p in places(world) if p.system == name):
            _create(database, place, world)
    return SqlConnector(system, name, f"sqlite:{folder / name}", COPENHAGEN, read_only=False)


def _create(database: sqlite3.Connection, place: Place, world: World) -> None:
    columns = list(place.dataset.columns)
    inside = [link for link in place.dataset.links if link.to.startswith(f"{place.system}.")]
    keys = [f"FOREIGN KEY ({', '.join(link.on)}) REFERENCES {link.to.partition('.')[2]} ({', '.join(link.on.values())})" for link in inside]
    parts = [*columns, f"PRIMARY KEY ({', '.join(place.dataset.key)})", *keys]
    database.execute(f"CREATE TABLE {place.name} ({', '.join(parts)})")
    rows = [tuple(written(row, place).values()) for row in world.rows.get(place.id, ())]
    database.executemany(f"INSERT INTO {place.name} VALUES ({', '.join('?' * len(columns))})", rows)


def read(world: World, systems: Systems) -> State:
    """Read every row of every dataset."""
    return {place.id: sorted(_rows(place, systems[place.system]), key=repr) for place in places(world)}


def _rows(place: Place, connector: Connector) -> Iterator[Row]:
    names = list(place.dataset.columns)
    for row in connector.read(place.name, [Col(name) for name in names], Everything()):
        yield written(dict(zip(names, row, strict=True)), place)


# ------------------------------------------------------------------ doing


@contextmanager
def working(world: World, systems: Systems) -> Iterator[Work]:
    """Make what a sweep needs."""
    join = Join(world.scene, systems)
    try:
        yield Work(world.scene, systems, join)
    finally:
        join.close()


Notes = list[tuple[str, str, Mapping[str, str | int]]]


def swept(world: World, systems: Systems) -> Notes:
    """Carry out a sweep, step by step, and give what was noted."""
    notes: Notes = []
    with working(world, systems) as work:
        steps = sweep(world.scene).steps
        prepare(steps, work)
        for step in steps:
            for _ in carry_out(step, work, lambda kind, step, **facts: notes.append((kind, step, facts))):
                pass
    return notes


def person(address: str, world: World, systems: Systems) -> Person:
    """Find the rows of whoever has an address."""
    return discover([(("email", address),)], world.scene, systems).persons[0]


def erase(who: Person, world: World, systems: Systems) -> tuple[Made, ...]:
    """Carry out the wish of a person to be erased, system by system."""
    return _made(erasing(decide(who, world.scene, ended_by("erase", world.scene)), world.scene, key_of), world, systems)


def erase_at_once(address: str, world: World, systems: Systems) -> tuple[Made, ...]:
    """Carry out the same wish, the rows that all go with what they belong to gathered instead of told apart."""
    ending = ended_by("erase", world.scene)
    found = discover([(("email", address),)], world.scene, systems, flocks(world.scene, ending))
    return _made(erasing(decide(found.persons[0], world.scene, ending), world.scene, key_of, found.flocks), world, systems)


def _made(acts: tuple[Act, ...], world: World, systems: Systems) -> tuple[Made, ...]:
    return tuple(made for system, mine in by_system(acts) for made in make(system, mine, world.scene, systems))


def export(address: str, world: World, systems: Systems) -> list[tuple[str, Row]]:
    """Tell what somebody would be shown of themselves."""
    return [(row.place, values) for row, values in collect(person(address, world, systems), world.scene, systems)]


def shown(world: World, systems: Systems) -> dict[str, Seen]:
    """Look at every step of a sweep and change nothing."""
    with working(world, systems) as work:
        return {step.id: look(step, work) for step in sweep(world.scene).steps}


def counted(world: World, systems: Systems) -> Tallies:
    """Count with the probe that never uses the predicate of the sweep."""
    with working(world, systems) as work:
        return tally(world.scene, systems, work.join, {}, frozenset(), Asked(world.scene, systems, None))
