"""The rows of an invented home: one person each, or one thing of a person, made from what the inventory says of each column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from ombud.cli.demo.invent.clocks import Broken, Calendar
from ombud.cli.demo.invent.values import value
from ombud.cli.demo.people import Person, invented
from ombud.inventory.model import CorrespondentIn, Dataset, Inventory, Isnt, Place, Selector, Test, When

Value = str | int | date | None
_PEOPLE, _REGULARS = 40, 4
_FIRST = 1001


@dataclass(frozen=True, slots=True)
class Row:
    """One row, message or file: whose it is, which activities it serves, what stands in its columns."""

    place: Place
    serving: tuple[str, ...]
    person: Person
    values: Mapping[str, Value]


@dataclass
class Crowd:
    """The people of a home: some for each activity, and a few regulars whom every system knows."""

    rng: Random
    known: dict[tuple[str, str], str | int] = field(default_factory=dict)
    _people: Iterator[Person] = field(init=False)
    _of: dict[str, tuple[Person, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let the regulars come first."""
        self._people = invented(self.rng)
        self.regulars = self.some(_REGULARS)

    def some(self, number: int) -> tuple[Person, ...]:
        """Invent people whom nobody has seen yet."""
        return tuple(next(self._people) for _ in range(number))

    def of(self, activity: str) -> tuple[Person, ...]:
        """Tell whose data an activity has."""
        if activity not in self._of:
            self._of[activity] = self.some(_PEOPLE)
        return self._of[activity]

    def identifier(self, kind: str, person: Person) -> str | int:
        """Give a person's identifier, the same one everywhere once it is known: the address, or a number nobody else has."""
        if kind == "email":
            return person.email
        return self.known.setdefault((kind, person.email), self.rng.randint(10**9, 10**10 - 1))

    def numbered(self, kind: str, person: Person, row: int) -> int:
        """Let the number of a row identify its person."""
        self.known.setdefault((kind, person.email), row)
        return row


@dataclass
class Maker:
    """Makes rows, and remembers how many of each dataset there are and whose."""

    calendar: Calendar
    crowd: Crowd
    made: dict[str, list[Row]] = field(default_factory=dict)

    def usual(self, place: Place) -> Iterator[Row]:
        """Make the rows of a dataset that are not overdue."""
        for serving, selector in groups(place.dataset):
            for person in self._whose(place, serving, selector):
                yield self.row(place, serving, selector, person)

    def row(self, place: Place, serving: tuple[str, ...], selector: Selector, person: Person, broken: Broken | None = None) -> Row:
        """Make one row of a person."""
        rows = self.made.setdefault(place.id, [])
        number = _FIRST + len(rows)
        values = {name: self._value(place, name, serving, person, broken) for name in place.typed()}
        blank: dict[str, Value] = dict.fromkeys(place.dataset.columns)
        keys = {name: number for name in place.dataset.key if values.get(name) is None}
        row = Row(place, serving, person, blank | _chosen(place.dataset, selector) | values | keys | self._owner(place, serving, person))
        rows.append(row)
        return row

    def _whose(self, place: Place, serving: tuple[str, ...], selector: Selector) -> Sequence[Person]:
        owners = [row.person for link in _owners(place) for row in self.made.get(link, ()) if set(row.serving) & set(serving)]
        if _owners(place):
            return [person for person in owners for _ in range(self.crowd.rng.randint(1, 2))]
        if isinstance(selector, CorrespondentIn):
            return [row.person for row in self.made.get(selector.correspondent_in, ()) if set(row.serving) & set(serving)]
        return self.crowd.of(serving[-1]) if selector == "otherwise" else (*self.crowd.regulars, *self.crowd.of(serving[-1]))

    def _value(self, place: Place, name: str, serving: tuple[str, ...], person: Person, broken: Broken | None) -> Value:
        column = place.typed()[name]
        if column.event:
            return self.calendar.day(self.crowd.rng, serving, column.events(), broken)
        if column.identifies and column.identifies != "email" and name in place.dataset.key:
            return self.crowd.numbered(column.identifies, person, _FIRST + len(self.made[place.id]))
        if column.identifies:
            return self.crowd.identifier(column.identifies, person)
        return value(self.crowd.rng, column.is_, person) if column.is_ else None

    def _owner(self, place: Place, serving: tuple[str, ...], person: Person) -> dict[str, Value]:
        """Point at the row of the person that owns this one, for the same activity."""
        found: dict[str, Value] = {}
        for link in (link for link in place.dataset.links if link.as_ == "owner"):
            theirs = (row for row in reversed(self.made.get(link.to, [])) if row.person == person and set(row.serving) & set(serving))
            mine = next(theirs, None)
            found |= {here: mine.values[there] for here, there in link.on.items()} if mine else {}
        return found


def groups(dataset: Dataset) -> tuple[tuple[tuple[str, ...], Selector], ...]:
    """Tell which kinds of rows a dataset has: the activities each serves, and what picks it."""
    always = tuple(name for name, selector in dataset.activities.items() if selector == "all")
    picked = [(name, selector) for name, selector in dataset.activities.items() if selector != "all"]
    if not picked:
        return ((always, "all"),)
    first = [selector for at, (_, selector) in enumerate(picked) if selector not in [other for _, other in picked[:at]]]
    return tuple(((*always, *(name for name, other in picked if other == selector)), selector) for selector in first)


def in_order(inventory: Inventory) -> tuple[Place, ...]:
    """List the datasets so that owners, and those whose people write letters, come before what hangs on them."""
    left, done = list(inventory.datasets()), list[Place]()
    while left:
        ready = [place for place in left if not _needs(place) & {other.id for other in left if other is not place}]
        done += ready or left
        left = [place for place in left if place not in done]
    return tuple(done)


def _needs(place: Place) -> set[str]:
    known = (selector.correspondent_in for selector in place.dataset.activities.values() if isinstance(selector, CorrespondentIn))
    return {*_owners(place), *known}


def _owners(place: Place) -> tuple[str, ...]:
    return tuple(link.to for link in place.dataset.links if link.as_ == "owner")


def _chosen(dataset: Dataset, selector: Selector) -> dict[str, Value]:
    """Fill the columns that tell which activity a row serves, and the one that would restrict it."""
    free: dict[str, Value] = {dataset.restrict.column: 0} if dataset.restrict else {}
    if not isinstance(selector, When):
        return free
    return free | {name: _passing(test) for name, test in selector.when.items()}


def _passing(test: Test) -> str:
    """Give a value that passes a test: one of those named, or a word that is none of those forbidden."""
    if not isinstance(test, Isnt):
        return test if isinstance(test, str) else test[0]
    return "other" if "other" not in test.values else "another"
