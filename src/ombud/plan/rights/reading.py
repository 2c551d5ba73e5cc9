"""What a row says by itself and together with the person's other rows: the activities it serves, its clocks."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from ombud.inventory.model import Place, parted
from ombud.plan.clocks import Scene
from ombud.plan.evaluate import Days, Known, holds
from ombud.plan.model import DEFAULT_START, Clock, OfPerson, Own
from ombud.plan.reach import Person, Row
from ombud.plan.serving import serves


def activities_of(row: Row, person: Person, scene: Scene) -> tuple[str, ...]:
    """Name the activities a row serves; whether the person is known elsewhere follows from the other rows found."""
    place = place_of(row, scene)
    served = scene.once(("serves", place.id), lambda: [(a, serves(place, a)) for a in place.dataset.activities])
    clock, knows = clock_of(row, person, scene), _knows(person, scene)
    return tuple([activity for activity, condition in served if holds(condition, row.values, clock, knows)])


def place_of(row: Row, scene: Scene) -> Place:
    """Find the dataset a row stands in."""
    return scene.inventory.at(row.place)


def _knows(person: Person, scene: Scene) -> Known:
    def knows(dataset: str, activity: str) -> bool:
        place = scene.place(*parted(dataset))
        return any(holds(serves(place, activity), row.values, clock_of(row, person, scene), nobody) for row in person.of(dataset))

    return knows


def nobody(_dataset: str, _activity: str) -> bool:
    """Know of no row elsewhere: what a row of another dataset says of itself."""
    return False


def clock_of(row: Row, person: Person, scene: Scene) -> Days:
    """Read the clocks of a row: its own, and those over all rows of the person."""

    def clock(asked: Clock) -> date | None:
        return latest_of(asked.event, person, scene) if isinstance(asked, OfPerson) else _day(row.values.get(value_name(asked)))

    return clock


def latest_of(event: str, person: Person, scene: Scene) -> date | None:
    """Tell the latest start of an event among all rows found of the person."""
    starts = [
        _day(row.values.get(value_name(Own(name))))
        for row in person.rows.values()
        for name, column in place_of(row, scene).typed().items()
        if event in column.events()
    ]
    return max((start for start in starts if start and start != DEFAULT_START), default=None)


CLOCK = "clock:"
"""How the names of clocks begin among the values of a row."""


@lru_cache(4096)
def value_name(clock: Clock) -> str:
    """Name a clock among the values of a row."""
    return f"{CLOCK}{clock!r}"


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
