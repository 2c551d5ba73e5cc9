"""In which order datasets are swept: what belongs to a row goes before it, what another dataset's clocks need goes last."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ombud.inventory.model import CorrespondentIn, Place
from ombud.plan.clocks import Scene, Start, owned, owners, rule_starts, starts_of
from ombud.plan.evaluate import atoms
from ombud.plan.model import Clock, OfOwned, OfPerson, Passed
from ombud.plan.retention.due import row_due, rules_of
from ombud.policy.model import RetentionRule

Starts = Callable[[RetentionRule, Place, Scene], tuple[Start, ...]]
"""Which clocks of a rule to look at: the one that begins its period, or all that have a say."""


def in_order(scene: Scene, *, together: bool = False) -> tuple[Place, ...]:
    """Order datasets so that what belongs to a row goes before it, and what another dataset's clocks need goes last.

    `together`: rows whose clock is carried by what belongs to them come first, and take these along.
    """
    return scene.once(("in order", together), lambda: _in_order(scene, together=together))


def _in_order(scene: Scene, *, together: bool) -> tuple[Place, ...]:
    left, done = list(scene.inventory.datasets()), list[Place]()
    tied = {place.id: _before(place, scene, together=together) for place in left}
    sharing = {place.id: tied[place.id] | _sharers(place, scene) for place in left}
    asked = {place.id: sharing[place.id] | _askers(place, scene, rule_starts) for place in left}
    prolonged = {place.id: asked[place.id] | _askers(place, scene, starts_of) for place in left}
    while left:
        waiting = {place.id for place in left}
        ready = [place for before in (prolonged, asked, sharing, tied) for place in left if not before[place.id] & (waiting - {place.id})]
        done.append(ready[0] if ready else left[0])
        left.remove(done[-1])
    return tuple(done)


def _before(place: Place, scene: Scene, *, together: bool) -> set[str]:
    """Name the datasets that must be swept before this one for what belongs to what."""
    carrying = carriers(place, scene) if together else frozenset[str]()
    readers = {owner.id for _, owner in owners(place, scene) if together and place.name in carriers(owner, scene)}
    return readers | _underneath(place, carrying, scene, frozenset({place.id}))


def _underneath(place: Place, carrying: frozenset[str], scene: Scene, above: frozenset[str]) -> set[str]:
    """Name what belongs to a dataset's rows, or to rows that are taken along with them, and is not taken along itself."""
    found = {child.id for _, child in owned(place, scene) if child.name not in carrying}
    for _, child in owned(place, scene):
        if child.name in carrying and child.id not in above:
            found |= _underneath(child, carrying | carriers(child, scene), scene, above | {child.id})
    return found


def _sharers(place: Place, scene: Scene) -> set[str]:
    """Name the datasets whose rows share in this one's: once these have gone, nothing tells any more whose the rows were."""
    return {p.id for p in scene.inventory.datasets() for link in p.dataset.links if link.as_ == "shared" and link.to == place.id}


def _askers(place: Place, scene: Scene, starts: Starts) -> set[str]:
    """Name the datasets whose clocks ask this one, and which had better be swept before it."""
    mine = {event for column in place.typed().values() for event in column.events()} | {place.id}
    return {p.id for p in scene.inventory.datasets() if _asks(p, scene, starts) & mine}


def carriers(place: Place, scene: Scene) -> frozenset[str]:
    """Name the datasets whose rows carry the clock without which rows of this one would never be due."""
    return scene.once(("carriers", place.id), lambda: _carriers(place, scene))


def _carriers(place: Place, scene: Scene) -> frozenset[str]:
    passed = (part.clock for part in atoms(row_due(place, scene)) if isinstance(part, Passed) and not part.absent)
    return frozenset(name for clock in passed for name in _chain(clock))


def _chain(clock: Clock) -> Iterator[str]:
    if isinstance(clock, OfOwned):
        yield clock.dataset
        yield from _chain(clock.clock)


def _asks(place: Place, scene: Scene, starts: Starts) -> set[str]:
    """Name the events and datasets of other systems that this dataset's conditions ask for."""
    known = {s.correspondent_in for s in place.dataset.activities.values() if isinstance(s, CorrespondentIn)}
    found = (start for _, rule in rules_of(place, scene) for start in starts(rule, place, scene))
    return known | {start.clock.event for start in found if isinstance(start.clock, OfPerson)}
