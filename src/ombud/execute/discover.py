"""Find everything about the subjects in every system: ask, follow what unique identifiers lead to, ask again until nothing is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ombud.errors import UnavailableError
from ombud.execute.join import Identified, fold, identified
from ombud.execute.sweep import CHUNK, key_of
from ombud.inventory.model import Place
from ombud.plan.clocks import Scene, rule_start
from ombud.plan.model import Col, Matching, OfPerson, Own, Term
from ombud.plan.reach import ByIdentifier, ByOwner, Lookup, Person, Row, leads_on, lookups
from ombud.plan.retention import columns_needed, rules_of
from ombud.plan.rights import value_name
from ombud.systems.connector import Connector


@dataclass(slots=True)
class Discovery:
    """Who was asked for, what was found, and which systems did not answer."""

    persons: list[Person]
    unavailable: dict[str, str] = field(default_factory=dict)


def discover(subjects: Sequence[tuple[Identified, ...]], scene: Scene, systems: Mapping[str, Connector]) -> Discovery:
    """Find the rows of each subject in all systems; a system that is down is named, and the rest is still found."""
    folded = [tuple((kind, fold(kind, value, scene)) for kind, value in given) for given in subjects]
    found = Discovery([Person(given) for given in folded])
    fresh, asked = True, set[tuple[int, object]]()
    while fresh:
        fresh = False
        for lookup in lookups(scene):
            if lookup.place.system not in found.unavailable:
                fresh |= _ask(lookup, found, scene, systems, asked)
    return found


def _ask(lookup: Lookup, found: Discovery, scene: Scene, systems: Mapping[str, Connector], asked: set[tuple[int, object]]) -> bool:
    wanted = _wanted(lookup, found, asked, scene)
    fresh = False
    try:
        for chunk in _chunks(list(wanted)):
            for values in _read(lookup, chunk, scene, systems):
                fresh |= _assign(lookup, values, wanted, scene)
    except UnavailableError as error:
        found.unavailable[lookup.place.system] = error.message
    return fresh


def _wanted(lookup: Lookup, found: Discovery, asked: set[tuple[int, object]], scene: Scene) -> dict[tuple[object, ...], list[Person]]:
    """List the values to look for that were not looked for before, each with the subjects it stands for."""
    wanted: dict[tuple[object, ...], list[Person]] = {}
    for number, person in enumerate(found.persons):
        for value in _values(lookup, person, scene):
            if (mark := (number, (id(lookup.place.dataset), _columns(lookup), value))) not in asked:
                asked.add(mark)
                wanted.setdefault(value, []).append(person)
    return wanted


def _values(lookup: Lookup, person: Person, scene: Scene) -> Iterator[tuple[object, ...]]:
    match lookup:
        case ByIdentifier(_, _, kind):
            yield from ((value,) for k, value in person.identifiers if k == kind and (leads_on(kind, scene) or (k, value) in person.given))
        case ByOwner(_, link, owner):
            for row in person.of(owner):
                value = tuple(row.values.get(theirs) for theirs in link.on.values())
                if None not in value:
                    yield value


def _columns(lookup: Lookup) -> tuple[str, ...]:
    return (lookup.column,) if isinstance(lookup, ByIdentifier) else tuple(lookup.link.on)


def _chunks(values: list[tuple[object, ...]]) -> Iterator[tuple[tuple[object, ...], ...]]:
    return (tuple(values[at : at + CHUNK]) for at in range(0, len(values), CHUNK))


def _read(
    lookup: Lookup, chunk: tuple[tuple[object, ...], ...], scene: Scene, systems: Mapping[str, Connector]
) -> Iterator[dict[str, object]]:
    names, terms = terms_of(lookup.place, scene)
    folded = isinstance(lookup, ByIdentifier) and _folds(lookup.kind, scene)
    rows = systems[lookup.place.system].read(lookup.place.name, terms, Matching(_columns(lookup), chunk, fold=folded))
    return (dict(zip(names, row, strict=True)) for row in rows)


def _folds(kind: str, scene: Scene) -> bool:
    declared = scene.policy.identifiers.get(kind)
    return declared is not None and declared.match == "casefold"


def terms_of(place: Place, scene: Scene) -> tuple[list[str], list[Term]]:
    """List what must be read of a row to follow it and to decide on it: keys, identifiers, links, tests and clocks."""
    key = key_of(scene, place.system, place.name)
    pointed = [theirs for p in scene.inventory.datasets() for link in p.dataset.links if link.to == place.id for theirs in link.on.values()]
    mine = [column for link in place.dataset.links for column in link.on]
    columns = list(dict.fromkeys([*key, *columns_needed(place), *pointed, *mine]))
    starts = {rule_start(rule, place, scene) for _, rule in rules_of(place, scene)}
    ruled = {start.clock for start in starts if start and not isinstance(start.clock, OfPerson)}
    clocks = sorted(ruled | {Own(name) for name, column in place.typed().items() if column.events()}, key=repr)
    return [*columns, *map(value_name, clocks)], [*map(Col, columns), *clocks]


def _assign(lookup: Lookup, values: dict[str, object], wanted: Mapping[tuple[object, ...], list[Person]], scene: Scene) -> bool:
    place = lookup.place
    key = tuple(values[name] for name in key_of(scene, place.system, place.name))
    fresh = False
    for matched in _matched(lookup, values, scene):
        for person in wanted.get(matched, ()):
            if (place.id, key) not in person.rows:
                person.rows[place.id, key] = Row(place.id, key, values, "owner" if isinstance(lookup, ByOwner) else "identifier")
                _learn(person, place, values, scene)
                fresh = True
    return fresh


def _matched(lookup: Lookup, values: Mapping[str, object], scene: Scene) -> Iterable[tuple[object, ...]]:
    if isinstance(lookup, ByOwner):
        return (tuple(values[column] for column in lookup.link.on),)
    return [(value,) for _, value in identified([(lookup.kind, values[lookup.column])], scene)]


def _learn(person: Person, place: Place, values: Mapping[str, object], scene: Scene) -> None:
    """Take up the identifiers of a row that is the subject's alone; of a row with several people, none."""
    pairs = [(kind, values[column]) for column, kind in place.identifying().items()]
    if any(isinstance(value, tuple) and len(value) > 1 for _, value in pairs):
        return
    person.identifiers.update(who for who in identified(pairs, scene) if leads_on(who[0], scene))
