"""What a person's wish does to each row about them: what goes, what stays, on which ground, until when (GDPR Art. 17–21)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from types import MappingProxyType

from ombud.inventory.model import Place
from ombud.plan.clocks import Scene, starts_of
from ombud.plan.evaluate import across
from ombud.plan.parts import asks_elsewhere, columns_in
from ombud.plan.reach import Person, Row
from ombud.plan.retention.columns import can_set
from ombud.plan.retention.due import rules_of
from ombud.plan.rights.belonging import classings, held_up
from ombud.plan.rights.decision import At, Decision, Stay
from ombud.plan.rights.reading import CLOCK, activities_of, place_of
from ombud.plan.rights.sharing import decide_shared, several_people
from ombud.plan.rights.staying import longest, stays_of, whole, withstands
from ombud.plan.serving import serves

_NONE: Mapping[At, Stay] = MappingProxyType({})
_REMEMBERED = 10_000
"""Decisions about rows that are alike, kept while one question is answered."""


def decide(
    person: Person, scene: Scene, ending: Collection[str], frozen: Collection[At] = (), left: Mapping[At, Stay] = _NONE
) -> tuple[Decision, ...]:
    """Decide on every row of a person for whom some activities end; rows that serve none of these are left alone.

    Rows that a hold freezes stay as they are, and so do those that somebody decided to leave, for the reason given.
    """
    decided: dict[Hashable, Decision | None] = scene.once(("decided", tuple(ending)), dict)
    found: dict[At, Decision] = {}
    for at, row in person.rows.items():
        held = whole(place_of(row, scene), "hold") if at in frozen else left.get(at)
        alike = None if held else _alike(row, scene)
        if alike is None:
            made = _decide_row(row, person, scene, ending, held)
        elif alike in decided:
            made = _of_row(decided[alike], row)
        else:
            made = _decide_row(row, person, scene, ending, held)
            if len(decided) < _REMEMBERED:
                decided[alike] = made
        if made:
            found[at] = made
    return tuple(held_up(found, classings(found, person, scene, ending), person, scene).values())


def _of_row(decision: Decision | None, row: Row) -> Decision | None:
    return Decision(row, decision.action, decision.columns, decision.stays, decision.activities) if decision else None


def _alike(row: Row, scene: Scene) -> Hashable:
    """Tell what a row has in common with those about which nothing else can be decided; None for one that must be looked at alone."""
    telling = scene.once(("telling", row.place), lambda: _telling(place_of(row, scene), row, scene))
    if telling is None:
        return None
    values = tuple([row.values.get(name) for name in telling])
    try:
        hash(values)
    except TypeError:  # a value of JSON or an array
        return None
    return row.place, values, tuple(map(type, values))


def _telling(place: Place, row: Row, scene: Scene) -> tuple[str, ...] | None:
    """Name the values of a row that decide about it; None where other rows of the person, or other persons, have a say."""
    conditions = [serves(place, activity) for activity in place.dataset.activities]
    withstanding = [rule for _, rule in rules_of(place, scene) if withstands(rule, scene)]
    clocks = [clock for rule in withstanding for start in starts_of(rule, place, scene) for clock in start.clocks]
    shares = place.dataset.shared or any(link.as_ == "shared" for link in place.dataset.links)
    if shares or place.dataset.folders or any(map(across, clocks)) or any(map(asks_elsewhere, conditions)):
        return None
    tested = [column for condition in conditions for column in columns_in(condition)]
    return (*dict.fromkeys(tested), *(name for name in row.values if name.startswith(CLOCK)))


def _decide_row(row: Row, person: Person, scene: Scene, ending: Collection[str], held: Stay | None) -> Decision | None:
    place, served = place_of(row, scene), activities_of(row, person, scene)
    if served and not set(served) & set(ending):
        return None
    if not served:
        return Decision(row, "by_hand", activities=served)
    if held:
        return Decision(row, "keep", (), (held,), served)
    stays = longest(stays_of(row, person, scene, served, ending))
    if place.dataset.shared != "any" and several_people(row, place, person, scene):
        return decide_shared(row, place, person, served, scene)
    return _outcome(row, place, stays, served, scene)


def _outcome(row: Row, place: Place, stays: tuple[Stay, ...], served: tuple[str, ...], scene: Scene) -> Decision:
    if not stays:
        return Decision(row, "erase", activities=served)
    kept = {datum for stay in stays for datum in stay.data}
    free = tuple(name for name, column in place.personal().items() if column.is_ and column.is_ not in kept)
    if free and can_set(place, scene):
        return Decision(row, "empty", free, stays, served)
    return Decision(row, "keep", (), stays, served)
