"""An invented home's database: the tables the inventory tells of, with their keys and references, in SQLite."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

from ombud.cli.demo.invent.rows import Row, Value
from ombud.inventory.model import Column, Link, Place

_NOON = time(11, 20)


def create(database: sqlite3.Connection, places: Sequence[Place]) -> None:
    """Make the empty tables."""
    here = {place.id: place for place in places}
    for place in places:
        columns = [f'"{name}" {_type(place, name, column)}' for name, column in place.dataset.columns.items()]
        keys = ", ".join(f'"{name}"' for name in place.dataset.key)
        references = [_reference(link, here[link.to]) for link in place.dataset.links if link.to in here]
        parts = (*columns, *([f"PRIMARY KEY ({keys})"] if keys else []), *references)
        database.execute(f'CREATE TABLE "{table(place)}" ({", ".join(parts)})')
        for link in place.dataset.links:
            _index(database, place, tuple(link.on))
        for name in place.identifying():
            _index(database, place, (name,))


def insert(database: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Write rows."""
    for row in rows:
        names, marks = ", ".join(f'"{name}"' for name in row.values), ", ".join("?" * len(row.values))
        plain = [stored(row.place.typed().get(name), given) for name, given in row.values.items()]
        database.execute(f'INSERT INTO "{table(row.place)}" ({names}) VALUES ({marks})', plain)  # noqa: S608 - names of the inventory


def open_at(path: Path) -> sqlite3.Connection:
    """Open a database whose references hold."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    database.execute("PRAGMA foreign_keys = ON")
    return database


def table(place: Place) -> str:
    """Name the table of a dataset."""
    return place.dataset.table or place.name


def stored(column: Column | None, given: Value) -> str | int | None:
    """Write a value as its column holds it; what happened, happened before noon."""
    if not isinstance(given, date):
        return given
    if column and column.type == "timestamp":
        return datetime.combine(given, _NOON).isoformat(" ")
    return int(datetime.combine(given, _NOON).timestamp()) if column and column.type == "epoch" else given.isoformat()


def _type(place: Place, name: str, column: object) -> str:
    referring = any(name in link.on for link in place.dataset.links)
    if not isinstance(column, Column) or not column.event:
        return "INTEGER" if referring or name in place.dataset.key else "TEXT"
    return {"timestamp": "DATETIME", "epoch": "INTEGER", "text": "TEXT"}.get(column.type or "", "DATE")


def _reference(link: Link, to: Place) -> str:
    mine, theirs = (", ".join(f'"{name}"' for name in names) for names in (link.on, link.on.values()))
    return f'FOREIGN KEY ({mine}) REFERENCES "{table(to)}" ({theirs})'


def _index(database: sqlite3.Connection, place: Place, columns: tuple[str, ...]) -> None:
    named = ", ".join(f'"{name}"' for name in columns)
    database.execute(f'CREATE INDEX IF NOT EXISTS "{table(place)}_{"_".join(columns)}" ON "{table(place)}" ({named})')
