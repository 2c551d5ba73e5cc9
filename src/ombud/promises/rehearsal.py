"""Some people whom the systems really hold, found as a request would find them, and what each right would do to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ombud.execute.answer import collect
from ombud.execute.discover import discover
from ombud.execute.join import Identified
from ombud.plan.clocks import Scene
from ombud.plan.reach import Person, RowKey, ambiguous
from ombud.plan.rights.deciding import decide
from ombud.plan.rights.decision import Decision
from ombud.plan.rights.reading import activities_of
from ombud.systems.connector import Connector

Decided = tuple[tuple[Person, Decision], ...]


@dataclass
class Rehearsal:
    """People found in all systems, and decisions on their rows, each made once; people who seem to be two are only counted."""

    scene: Scene
    systems: Mapping[str, Connector]
    persons: tuple[Person, ...]
    ambiguous: int
    unavailable: Mapping[str, str]
    frozen: Collection[tuple[str, RowKey]]
    _decided: dict[tuple[str, ...], Decided] = field(default_factory=dict)

    @cached_property
    def crowd(self) -> Person:
        """Take everybody together, for what is asked of each row alike."""
        return Person((), rows={place: row for person in self.persons for place, row in person.rows.items()})

    @cached_property
    def copies(self) -> Mapping[tuple[str, RowKey], Mapping[str, object]]:
        """Read the personal columns of every row of everybody, each row once, as an access answer would."""
        return {(row.place, row.key): values for row, values in collect(self.crowd, self.scene, self.systems)}

    def deciding(self, ending: tuple[str, ...]) -> Decided:
        """Decide on every row of everybody for whom some activities end."""
        if ending not in self._decided:
            made = ((person, decide(person, self.scene, ending, self.frozen)) for person in self.persons)
            self._decided[ending] = tuple((person, decision) for person, decisions in made for decision in decisions)
        return self._decided[ending]

    def of(self, activities: Collection[str]) -> tuple[Person, ...]:
        """List the people who have rows that serve some activities."""
        return tuple(p for p in self.persons if any(set(activities_of(row, p, self.scene)) & set(activities) for row in p.rows.values()))


def rehearse(
    people: Iterable[Iterable[Identified]],
    scene: Scene,
    systems: Mapping[str, Connector],
    held: Mapping[str, Collection[RowKey]],
) -> Rehearsal:
    """Find people by one identifier each, as a request would."""
    found = discover([(who,) for who in dict.fromkeys(who for some in people for who in some)], scene, systems)
    there = [person for person in found.persons if person.rows]
    clear = tuple(person for person in there if not ambiguous(person, scene))
    frozen = frozenset((place, key) for place, keys in held.items() for key in keys)
    return Rehearsal(scene, systems, clear, len(there) - len(clear), found.unavailable, frozen)
