"""How identifiers lead from one dataset to the next: what to look up, and what the answers mean (DESIGN §5, Reach)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from ombud.inventory.model import Link, Place
from ombud.plan.clocks import Scene, owned
from ombud.policy.spelling import spelled

Identified = tuple[str, str]
RowKey = tuple[object, ...]
Via = Literal["identifier", "owner", "shared"]
"""How a row is tied to a person: it names them, belongs to a row of theirs, or is theirs among others."""


@dataclass(frozen=True, slots=True)
class ByIdentifier:
    """Look for rows whose column holds an identifier of this kind."""

    place: Place
    column: str
    kind: str

    @property
    def via(self) -> Via:
        """Tell how a row found is tied to the person."""
        return "identifier"


@dataclass(frozen=True, slots=True)
class ByOwner:
    """Look for rows that belong to rows already found in `owner`, alone or with others."""

    place: Place
    link: Link
    owner: str

    @property
    def via(self) -> Via:
        """Tell how a row found is tied to the person."""
        return "shared" if self.link.as_ == "shared" else "owner"


Lookup = ByIdentifier | ByOwner


GONE = "gone"
"""How a row was found that a begun run remembers and that is not there any more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row about a subject: where it stands, its key, and the values that were read of it."""

    place: str
    key: RowKey
    values: dict[str, object] = field(hash=False)
    via: str = "identifier"


@dataclass(slots=True)
class Person:
    """What is known of one subject so far: identifiers, and the rows found by them."""

    given: tuple[Identified, ...]
    identifiers: set[Identified] = field(default_factory=set)
    rows: dict[tuple[str, RowKey], Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what was given."""
        self.identifiers.update(self.given)

    def of(self, place: str) -> list[Row]:
        """List the rows found in one dataset."""
        return [row for row in self.rows.values() if row.place == place]


@dataclass(frozen=True)
class Flock:
    """Rows of one dataset that all go with the rows they belong to, so that they are not told apart: as they were read, their key first."""

    owner: str
    on: Mapping[str, str]
    columns: tuple[str, ...]
    key: int
    rows: list[tuple[object, ...]] = field(default_factory=list)

    def row_keys(self) -> list[RowKey]:
        """Tell the keys of the rows."""
        return [row[: self.key] for row in self.rows]

    def values(self, columns: Iterable[str], rows: Iterable[tuple[object, ...]]) -> Iterator[RowKey]:
        """Tell what some rows hold in some columns."""
        at = [self.columns.index(name) for name in columns]
        return (tuple([row[one] for one in at]) for row in rows)

    @cached_property
    def by_owner(self) -> dict[RowKey, list[tuple[object, ...]]]:
        """Tell the rows by what names the row they belong to."""
        found: dict[RowKey, list[tuple[object, ...]]] = {}
        for value, row in zip(self.values(self.on, self.rows), self.rows, strict=True):
            found.setdefault(value, []).append(row)
        return found


def belonging(person: Person, flocks: Mapping[str, Flock]) -> dict[str, list[tuple[object, ...]]]:
    """Tell which rows of flocks are a person's: those that belong to rows found of the person, or to such rows of flocks."""
    mine: dict[str, list[tuple[object, ...]]] = {}
    for place, flock in flocks.items():  # owners stand before what they own
        theirs = tuple(flock.on.values())
        found = (tuple(map(row.values.get, theirs)) for row in person.of(flock.owner))
        values = flocks[flock.owner].values(theirs, mine[flock.owner]) if flock.owner in mine else found
        mine[place] = [row for value in dict.fromkeys(values) for row in flock.by_owner.get(value, ())]
    return mine


def lookups(scene: Scene) -> tuple[Lookup, ...]:
    """List every way a person's rows can be found, identifiers first and owners before what they own."""
    places = scene.inventory.datasets()
    direct: list[Lookup] = [ByIdentifier(p, column, kind) for p in places for column, kind in p.identifying().items()]
    found: list[Lookup] = [ByOwner(child, link, p.id) for p in _downward(scene) for link, child in owned(p, scene)]
    shares: list[Lookup] = [
        ByOwner(p, link, link.to) for p in places for link in p.dataset.links if link.as_ == "shared" and _beside(p, link)
    ]
    return tuple(direct + found + shares)


def _beside(place: Place, link: Link) -> bool:
    return link.to.partition(".")[0] == place.system


def _downward(scene: Scene) -> list[Place]:
    """Order datasets so that owners stand before what they own; a circle is broken where it is met."""
    ordered: list[Place] = []

    def visit(place: Place, above: frozenset[str]) -> None:
        if place not in ordered:
            for link in place.dataset.links:
                system, _, name = link.to.partition(".")
                if link.as_ == "owner" and system == place.system and link.to not in above:
                    visit(scene.place(system, name), above | {place.id})
            if place not in ordered:
                ordered.append(place)

    for place in scene.inventory.datasets():
        visit(place, frozenset({place.id}))
    return ordered


def unreached(scene: Scene) -> tuple[Place, ...]:
    """List the datasets in which no person can be found: they hold no identifier and belong to nothing that does."""
    reached = {lookup.place.id for lookup in lookups(scene) if isinstance(lookup, ByIdentifier)}
    for lookup in lookups(scene):
        if isinstance(lookup, ByOwner) and lookup.owner in reached:
            reached.add(lookup.place.id)
    return tuple(place for place in scene.inventory.datasets() if place.id not in reached)


def leads_on(kind: str, scene: Scene) -> bool:
    """Tell whether an identifier of this kind belongs to one person only, so that it may be followed."""
    declared = scene.policy.identifiers.get(kind)
    return declared is None or declared.unique


def ambiguous(person: Person, scene: Scene) -> tuple[str, ...]:
    """Name the kinds of identifier of which the subject seems to have several, though a person has only one."""
    single = [kind for kind, declared in scene.policy.identifiers.items() if declared.only_one and declared.unique]
    return tuple(kind for kind in single if len({value for k, value in person.identifiers if k == kind}) > 1)


def comparable(place: Place, columns: Iterable[str], values: Iterable[object], scene: Scene) -> tuple[object, ...]:
    """Bring those of some values that identify a person to the spelling in which they compare; the others stay as they stand."""
    kinds = place.identifying()
    return tuple(
        fold(kinds[name], value, scene) if name in kinds and isinstance(value, str) else value
        for name, value in zip(columns, values, strict=True)
    )


def fold(kind: str, value: str, scene: Scene) -> str:
    """Bring an identifier to the spelling in which its kind compares."""
    declared = scene.policy.identifiers.get(kind)
    return spelled(value, casefold=declared is not None and declared.match == "casefold")
