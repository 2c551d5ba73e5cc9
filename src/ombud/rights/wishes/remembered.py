"""The rows a begun run found: kept until it is done, since what an interrupted run has erased cannot be found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from ombud.plan.reach import GONE, Flock, Person, Row, belonging

Remembered = Mapping[tuple[str, str], Row]
"""The rows of one person by their place and the text of their key."""


def rows_of(person: Person) -> Remembered:
    """Tell the rows of a person, those remembered included."""
    return {(row.place, _name(row)): row for row in person.rows.values()}


def recall(person: Person, known: Remembered) -> None:
    """Put the rows that are not there any more among those found, so that the same is decided as before the interruption."""
    there = rows_of(person)
    for (place, name), row in known.items():
        if (place, name) not in there:
            person.rows[place, (name,)] = Row(place, (name,), row.values, GONE)


def written(rows: Remembered) -> list[tuple[str, str, dict[str, object]]]:
    """Lay rows out for JSON; their keys as text, since a row that is gone is never asked for again."""
    return [(place, name, row.values) for (place, name), row in rows.items()]


def written_flocks(flocks: Mapping[str, Flock]) -> list[object]:
    """Lay flocks out for JSON, column by column; with the text of their keys where JSON would change it."""
    told = ((place, flock, list(zip(*flock.rows, strict=True))) for place, flock in flocks.items())
    return [[place, flock.owner, dict(flock.on), flock.columns, flock.key, values, _names(flock)] for place, flock, values in told]


def _names(flock: Flock) -> list[str] | None:
    told_by_json = {type(part) for key in flock.row_keys() for part in key} <= {int, str}
    return None if told_by_json else [repr(key) for key in flock.row_keys()]


def told_apart(rows: Remembered, flocks: list[Any]) -> Remembered:
    """Add to the rows of a person, as read back, those of the flocks that `written_flocks` wrote."""
    known, person = dict[str, Flock](), Person((), rows={(row.place, row.key): row for row in rows.values()})
    for place, owner, on, columns, key, values, names in flocks:
        members = list(zip(*values, strict=True))
        named = names or [repr(tuple(member[:key])) for member in members]
        known[place] = Flock(
            owner, on, (*columns, ""), key, [(*map(_value, member), name) for member, name in zip(members, named, strict=True)]
        )
    mine = belonging(person, known)
    return {**rows, **{(place, str(row[-1])): _row(place, known[place].columns, row) for place, found in mine.items() for row in found}}


def _row(place: str, columns: tuple[str, ...], member: tuple[object, ...]) -> Row:
    return Row(place, (member[-1],), dict(zip(columns[:-1], member, strict=False)), GONE)


def read_rows(rows: Iterable[tuple[str, str, dict[str, Any]]]) -> Remembered:
    """Read back what `written` wrote."""
    return {(place, name): Row(place, (name,), {c: _value(v) for c, v in values.items()}, GONE) for place, name, values in rows}


def _name(row: Row) -> str:
    return str(row.key[0]) if row.via == GONE else repr(row.key)


def plain(value: object) -> object:
    """Write a value that JSON does not know."""
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case _:
            return str(value)


def _value(value: Any) -> object:  # noqa: ANN401 - whatever JSON holds
    match value:
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case list():
            return tuple(_value(one) for one in value)
        case _:
            return value
