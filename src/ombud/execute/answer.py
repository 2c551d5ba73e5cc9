"""Carry out what was decided for persons: one transaction a system, then look again (DESIGN §6); and read what they may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ombud.execute.sweep import CHUNK, key_of, refused_mention
from ombud.inventory.model import Place, parted
from ombud.plan.acts import Act, before
from ombud.plan.clocks import Scene
from ombud.plan.model import Change, Col, Matching
from ombud.plan.reach import GONE, Person, Row
from ombud.systems.connector import Connector
from ombud.systems.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Made:
    """One act as it was made: rows changed, and rows still as before when looked at again."""

    act: Act
    changed: int
    left: int


def by_system(acts: Sequence[Act]) -> list[tuple[str, tuple[Act, ...]]]:
    """Group acts by system, in the order in which systems must act."""
    order = list(dict.fromkeys(act.system for act in acts))
    return [(system, tuple(act for act in acts if act.system == system)) for system in order]


def make(system: str, acts: Sequence[Act], scene: Scene, systems: Mapping[str, Connector]) -> tuple[Made, ...]:
    """Make all acts of one system in one transaction and look again."""
    changes: list[Change] = []
    mine: list[int] = []
    for act in acts:
        changes.extend(before(act, scene))
        mine.append(len(changes))
        changes.append(act.change())
    counts = systems[system].apply(changes)
    return tuple(Made(act, counts[at], systems[system].count(act.dataset, act.left())) for act, at in zip(acts, mine, strict=True))


def refusals(acts: Iterable[Act], scene: Scene, systems: Mapping[str, Connector]) -> dict[str, Refusal]:
    """Ask each system what it could never carry out, before anything is promised."""
    asked = ((f"{act.system}.{act.dataset}", _refusal(act, scene, systems[act.system])) for act in acts)
    return {place: why for place, why in asked if why}


def _refusal(act: Act, scene: Scene, system: Connector) -> Refusal | None:
    return refused_mention(before(act, scene), system) or system.refuse(act.change())


SENDER = "sender"
"""The column of mail that tells who wrote a message."""


def collect(
    person: Person, scene: Scene, systems: Mapping[str, Connector], *, senders: bool = False
) -> Iterator[tuple[Row, dict[str, object]]]:
    """Read the personal columns of every row of a person, each row once; of mail also who wrote it, if asked."""
    rows = sorted((row for row in person.rows.values() if row.via != GONE), key=lambda row: (row.place, repr(row.key)))
    for name, group in groupby(rows, key=lambda row: row.place):
        place, members = scene.place(*parted(name)), {row.key: row for row in group}
        columns = [*([SENDER] if senders and place.dataset.folders else []), *place.personal()]
        yield from _collect(place, list(dict.fromkeys(columns)), members, scene, systems)


def _collect(
    place: Place, columns: list[str], rows: Mapping[tuple[object, ...], Row], scene: Scene, systems: Mapping[str, Connector]
) -> Iterator[tuple[Row, dict[str, object]]]:
    key, keys = key_of(scene, place.system, place.name), list(rows)
    for at in range(0, len(keys), CHUNK):
        within = Matching(key, tuple(keys[at : at + CHUNK]))
        for read in systems[place.system].read(place.name, [Col(name) for name in (*key, *columns)], within):
            yield rows[tuple(read[: len(key)])], dict(zip(columns, read[len(key) :], strict=True))
