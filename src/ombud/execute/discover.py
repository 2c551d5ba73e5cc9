"""Find everything about the subjects in every system: ask, follow what unique identifiers lead to, ask again until nothing is new."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ombud.errors import UnavailableError
from ombud.execute.join import Identified, identified
from ombud.execute.sweep import CHUNK, key_of
from ombud.inventory.model import Place
from ombud.plan.clocks import Scene, starts_of
from ombud.plan.model import Col, Matching, OfPerson, Own, Term
from ombud.plan.reach import ByIdentifier, ByOwner, Flock, Lookup, Person, Row, fold, leads_on, lookups
from ombud.plan.retention.due import rules_of
from ombud.plan.rights.reading import value_name
from ombud.plan.rights.staying import withstands
from ombud.plan.serving import columns_needed
from ombud.systems.connector import Connector

Value = tuple[object, ...]
"""What is looked for in the columns of a lookup."""


@dataclass(slots=True)
class Discovery:
    """Who was asked for, what was found, and which systems did not answer; flocks are found of all persons together."""

    persons: list[Person]
    flocks: dict[str, Flock] = field(default_factory=dict)
    unavailable: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Leads:
    """What was found so far in the order it was found, so that every lookup takes up only what is new to it."""

    identifiers: dict[str, list[tuple[Person, str]]] = field(default_factory=dict)
    rows: dict[str, list[tuple[Person, Row]]] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)
    asked: set[tuple[int, int, Value]] = field(default_factory=set)

    def identify(self, person: Person, found: Iterable[Identified]) -> None:
        """Note identifiers that a person turns out to have."""
        for kind, value in found:
            self.identifiers.setdefault(kind, []).append((person, value))


def discover(
    subjects: Sequence[tuple[Identified, ...]], scene: Scene, systems: Mapping[str, Connector], flocks: Collection[str] = ()
) -> Discovery:
    """Find the rows of each subject in all systems; a system that is down is named, and the rest is still found.

    Rows of the datasets named as `flocks`, which lead to no others but flocks, are only gathered.
    """
    folded = [tuple((kind, fold(kind, value, scene)) for kind, value in given) for given in subjects]
    found, leads = Discovery([Person(given) for given in folded]), _Leads()
    for person in found.persons:
        leads.identify(person, person.identifiers)
    gathered = [way for way in lookups(scene) if isinstance(way, ByOwner) and way.place.id in flocks]
    ways, fresh = [(number, way) for number, way in enumerate(lookups(scene)) if way.place.id not in flocks], True
    while fresh:
        fresh = False
        for number, lookup in ways:
            if lookup.place.system not in found.unavailable:
                fresh |= _ask(number, lookup, found, leads, scene, systems)
    for way in gathered:
        if way.place.system not in found.unavailable:
            _gather(way, found, leads, scene, systems)
    return found


def _gather(way: ByOwner, found: Discovery, leads: _Leads, scene: Scene, systems: Mapping[str, Connector]) -> None:
    """Read a flock: each row is found once, by the one row it belongs to."""
    names, _ = _terms(way.place, scene)
    flock = Flock(way.owner, way.link.on, tuple(names), len(key_of(scene, way.place.system, way.place.name)))
    theirs, above = tuple(way.link.on.values()), found.flocks.get(way.owner)
    rows = (tuple(map(row.values.get, theirs)) for _, row in leads.rows.get(way.owner, ()))
    values = dict.fromkeys(above.values(theirs, above.rows) if above else rows)
    try:
        for chunk in _chunks([value for value in values if None not in value]):
            flock.rows.extend(_rows(way, chunk, scene, systems))
    except UnavailableError as error:
        found.unavailable[way.place.system] = error.message
    if flock.rows:
        found.flocks[way.place.id] = flock


def _ask(number: int, lookup: Lookup, found: Discovery, leads: _Leads, scene: Scene, systems: Mapping[str, Connector]) -> bool:
    wanted = _wanted(number, lookup, leads)
    if not wanted:
        return False
    take, fresh = _taker(lookup, wanted, leads, scene), False
    try:
        for chunk in _chunks(list(wanted)):
            for values in _read(lookup, chunk, scene, systems):
                fresh |= take(values)
    except UnavailableError as error:
        found.unavailable[lookup.place.system] = error.message
    return fresh


def _wanted(number: int, lookup: Lookup, leads: _Leads) -> dict[Value, list[Person]]:
    """List the values to look for that were not looked for before, each with the subjects it stands for."""
    wanted: dict[Value, list[Person]] = {}
    for person, value in _new(number, lookup, leads):
        if (mark := (number, id(person), value)) not in leads.asked:
            leads.asked.add(mark)
            wanted.setdefault(value, []).append(person)
    return wanted


def _new(number: int, lookup: Lookup, leads: _Leads) -> Iterator[tuple[Person, Value]]:
    start = leads.taken.get(number, 0)
    match lookup:
        case ByIdentifier(_, _, kind):
            known = leads.identifiers.get(kind, [])
            yield from ((person, (value,)) for person, value in known[start:])
            leads.taken[number] = len(known)
        case ByOwner(_, link, owner):
            rows, theirs = leads.rows.get(owner, []), tuple(link.on.values())
            # what belongs to a share, or shares in it, is not the subject's alone: it is not followed
            values = ((person, tuple(map(row.values.get, theirs))) for person, row in rows[start:] if row.via != "shared")
            yield from ((person, value) for person, value in values if None not in value)
            leads.taken[number] = len(rows)


def _columns(lookup: Lookup) -> tuple[str, ...]:
    return (lookup.column,) if isinstance(lookup, ByIdentifier) else tuple(lookup.link.on)


def _chunks(values: list[Value]) -> Iterator[tuple[Value, ...]]:
    return (tuple(values[at : at + CHUNK]) for at in range(0, len(values), CHUNK))


def _read(lookup: Lookup, chunk: tuple[Value, ...], scene: Scene, systems: Mapping[str, Connector]) -> Iterator[dict[str, object]]:
    names, _ = _terms(lookup.place, scene)
    return (dict(zip(names, row, strict=True)) for row in _rows(lookup, chunk, scene, systems))


def _rows(lookup: Lookup, chunk: tuple[Value, ...], scene: Scene, systems: Mapping[str, Connector]) -> Iterator[Value]:
    _, terms = _terms(lookup.place, scene)
    folded = isinstance(lookup, ByIdentifier) and _folds(lookup.kind, scene)
    return systems[lookup.place.system].read(lookup.place.name, terms, Matching(_columns(lookup), chunk, fold=folded))


def _folds(kind: str, scene: Scene) -> bool:
    declared = scene.policy.identifiers.get(kind)
    return declared is not None and declared.match == "casefold"


def _terms(place: Place, scene: Scene) -> tuple[list[str], list[Term]]:
    return scene.once(("terms", place.id), lambda: terms_of(place, scene))


def terms_of(place: Place, scene: Scene) -> tuple[list[str], list[Term]]:
    """List what must be read of a row to follow it and to decide on it: keys, identifiers, links, tests and clocks."""
    key = key_of(scene, place.system, place.name)
    pointed = [theirs for p in scene.inventory.datasets() for link in p.dataset.links if link.to == place.id for theirs in link.on.values()]
    mine = [column for link in place.dataset.links for column in link.on]
    columns = list(dict.fromkeys([*key, *columns_needed(place), *pointed, *mine]))
    withstanding = [rule for _, rule in rules_of(place, scene) if withstands(rule, scene)]
    starts = [start for rule in withstanding for start in starts_of(rule, place, scene)]
    ruled = {clock for start in starts for clock in start.clocks if not isinstance(clock, OfPerson)}
    clocks = sorted(ruled | {Own(name) for name, column in place.typed().items() if column.events()}, key=repr)
    return [*columns, *map(value_name, clocks)], [*map(Col, columns), *clocks]


def _taker(lookup: Lookup, wanted: Mapping[Value, list[Person]], leads: _Leads, scene: Scene) -> Callable[[dict[str, object]], bool]:
    """Make what gives each row that was read to the subjects it belongs to, and tells whether it is new to one of them."""
    place, via, matched = lookup.place, lookup.via, _matcher(lookup, scene)
    named, rows, identifies = key_of(scene, place.system, place.name), leads.rows.setdefault(place.id, []), place.identifying()

    def take(values: dict[str, object]) -> bool:
        row = Row(place.id, tuple([values[name] for name in named]), values, via)
        at, fresh = (row.place, row.key), False
        for value in matched(values):
            for person in wanted.get(value, ()):
                if at not in person.rows:
                    person.rows[at], fresh = row, True
                    rows.append((person, row))
                    if identifies and via != "shared" and not place.of_several:
                        leads.identify(person, _learn(person, identifies, values, scene))
        return fresh

    return take


def _matcher(lookup: Lookup, scene: Scene) -> Callable[[Mapping[str, object]], Iterable[Value]]:
    """Make what tells which of the wanted values a row has."""
    if isinstance(lookup, ByIdentifier):
        kind, column = lookup.kind, lookup.column
        return lambda values: [(value,) for _, value in identified([(kind, values[column])], scene)]
    columns = tuple(lookup.link.on)
    return lambda values: (tuple([values[column] for column in columns]),)


def _learn(person: Person, identifies: Mapping[str, str], values: Mapping[str, object], scene: Scene) -> list[Identified]:
    """Take up the identifiers of a row that is the subject's alone, and tell which are new; of a row with several people, none."""
    pairs = [(kind, values[column]) for column, kind in identifies.items()]
    if any(isinstance(value, tuple) and len(value) > 1 for _, value in pairs):
        return []
    new = [who for who in identified(pairs, scene) if leads_on(who[0], scene) and who not in person.identifiers]
    person.identifiers.update(new)
    return new


def frozen(
    subjects: Sequence[tuple[Identified, ...]], scene: Scene, systems: Mapping[str, Connector]
) -> dict[str, frozenset[tuple[object, ...]]]:
    """Find the rows that standing holds freeze, by dataset; a system that cannot be asked stops whatever would change them."""
    found = discover(subjects, scene, systems) if subjects else Discovery([])
    if found.unavailable:
        names = ", ".join(found.unavailable)
        raise UnavailableError(
            "hold-unseen", f"A hold stands, and {names} cannot be asked what it freezes.", hint="Run again when it answers."
        )
    rows = [row for person in found.persons for row in person.rows.values()]
    return {place: frozenset(row.key for row in rows if row.place == place) for place in {row.place for row in rows}}
