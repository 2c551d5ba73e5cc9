"""Datasets on which nobody can decide while systems do not answer: what keeps their rows may stand there (GDPR Art. 17(3))."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ombud.inventory.model import CorrespondentIn, Place, parted
from ombud.plan.clocks import Scene, innermost, owned, starts_of
from ombud.plan.model import OfPerson
from ombud.plan.retention.due import rules_of
from ombud.plan.rights.staying import withstands
from ombud.plan.serving import classed_by


def waiting(scene: Scene, down: Collection[str]) -> frozenset[str]:
    """Name the datasets of which a wish to erase must leave every row alone until the systems that are down answer again."""
    needs = {place.id: (place, set(_asked(place, scene))) for place in scene.inventory.datasets()} if down else {}
    found: set[str] = set()
    while more := {at for at, (place, asked) in needs.items() if at not in found and (place.system in down or asked & {*down, *found})}:
        found |= more
    return frozenset(found)


def _asked(place: Place, scene: Scene) -> Iterator[str]:
    """Name the systems and datasets that have a say in what becomes of a dataset's rows."""
    for rows in place.dataset.activities.values():
        if isinstance(rows, CorrespondentIn):
            yield parted(rows.correspondent_in)[0]
    for event in _joined(place, scene):
        yield from (other.system for other in scene.inventory.datasets() if any(event in c.events() for c in other.typed().values()))
    yield from (mail.id for mail, _, known_in in classed_by(scene.inventory) if known_in == place)
    yield from (child.id for _, child in owned(place, scene))


def _joined(place: Place, scene: Scene) -> Iterator[str]:
    """Name the events over all systems that tell until when a rule withstands."""
    withstanding = (rule for _, rule in rules_of(place, scene) if withstands(rule, scene))
    clocks = (clock for rule in withstanding for start in starts_of(rule, place, scene) for clock in start.clocks)
    yield from (last.event for clock in clocks if isinstance(last := innermost(clock), OfPerson))
