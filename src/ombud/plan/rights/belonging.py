"""Rows that belong to rows, and rows by which mail is known for what it is: what stays must not hang in the air (docs/decisions/0008)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ombud.plan.clocks import Scene
from ombud.plan.evaluate import holds
from ombud.plan.parts import columns_in
from ombud.plan.reach import Person, Row
from ombud.plan.retention.columns import can_set, holding
from ombud.plan.rights.decision import At, Decision, Stay
from ombud.plan.rights.reading import clock_of, nobody, place_of
from ombud.plan.rights.sharing import identified, ties
from ombud.plan.rights.staying import longest, staying_for
from ombud.plan.serving import classed_by, serves


@dataclass(frozen=True, slots=True)
class _Classing:
    """Columns of a row by which mail that stays is known for what it is, and why that mail stays."""

    columns: frozenset[str] = frozenset()
    stays: tuple[Stay, ...] = ()


def held_up(found: dict[At, Decision], classing: Mapping[At, _Classing], person: Person, scene: Scene) -> dict[At, Decision]:
    """Empty, instead of erasing, rows to which something that stays belongs: without them it would hang in the air."""
    found |= {at: _hollowed(found[at], scene) for at in classing if found[at].action == "erase"}
    waiting = [row for at, row in person.rows.items() if at not in found or found[at].action != "erase"]
    while waiting:
        row = waiting.pop()
        for link in (link for link in place_of(row, scene).dataset.links if link.as_ == "owner"):
            for owner in person.of(link.to):
                at = (owner.place, owner.key)
                if at in found and found[at].action == "erase" and ties(row, link, owner):
                    found[at] = _hollowed(found[at], scene)
                    waiting.append(owner)
    return found | {at: _still_telling(found[at], needed, scene) for at, needed in classing.items()}


def classings(found: Mapping[At, Decision], person: Person, scene: Scene, ending: Collection[str]) -> dict[At, _Classing]:
    """List the columns by which mail that stays is known for what it is, and why that mail stays (docs/decisions/0008)."""
    needed: dict[At, _Classing] = {}
    for mail, activity, place in scene.once("classed by", lambda: classed_by(scene.inventory)):
        serving = serves(place, activity)
        for letter in person.of(mail.id):
            stays = staying_for(activity, letter, person, scene, ending)
            for row in person.of(place.id) if stays else ():
                at, columns = (row.place, row.key), _naming(row, letter, scene)
                if columns and at in found and holds(serving, row.values, clock_of(row, person, scene), nobody):
                    before = needed.get(at, _Classing())
                    needed[at] = _Classing(before.columns | columns | set(columns_in(serving)), (*before.stays, *stays))
    return needed


def _naming(row: Row, letter: Row, scene: Scene) -> frozenset[str]:
    """Name the columns of a row that identify one whom a letter names."""
    named = set(identified(letter, scene).values())
    return frozenset(column for (column, _), who in identified(row, scene).items() if who in named)


def _still_telling(decision: Decision, needed: _Classing, scene: Scene) -> Decision:
    """Leave what mail that stays is known by, and tell it on the grounds on which that mail stays."""
    left = tuple(column for column in decision.columns if column not in needed.columns)
    if decision.action != "empty" or left == decision.columns:
        return decision
    typed = place_of(decision.row, scene).typed()
    data = tuple(sorted({datum for column in needed.columns & set(decision.columns) if (datum := typed[column].is_)}))
    stays = longest((*decision.stays, *(replace(stay, data=data) for stay in needed.stays)))
    return replace(decision, action="empty" if left else "keep", columns=left, stays=stays)


def _hollowed(decision: Decision, scene: Scene) -> Decision:
    place = place_of(decision.row, scene)
    columns = tuple(holding(place)) if can_set(place, scene) else ()
    return replace(decision, action="empty" if columns else "keep", columns=columns)
