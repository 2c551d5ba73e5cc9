"""Checks of what leads from a row to a person: links, their columns, their circles, and rows that nothing leads from."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.inventory.model import Place
from ombud.inventory.room import Room, at
from ombud.policy.finding import Finding


def ends(room: Room, place: Place) -> Iterator[Finding]:
    """Report links to a dataset or a column that is not there."""
    for n, link in enumerate(place.dataset.links):
        path, other = at(place, "links", str(n)), room.find(link.to)
        if other is None:
            yield room.unknown("dataset", link.to, (*path, "to"), {p.id for p in room.inventory.datasets()})
        elif other.system != place.system and link.as_ == "mention":
            yield room.warning("mention-elsewhere", (*path, "to"), "GDPR Art. 17(1)", dataset=link.to)
        elif other.system != place.system:
            yield room.error("link-elsewhere", (*path, "to"), "GDPR Art. 17(1)", dataset=link.to)
        if not link.on:
            yield room.error("link-without-columns", path, dataset=link.to)
        for here, there in link.on.items():
            if here not in place.dataset.columns:
                yield room.unknown("column", here, (*path, "on", here), place.dataset.columns)
            if other and there not in other.dataset.columns:
                yield room.unknown("column", there, (*path, "on", here), other.dataset.columns)


def circles(room: Room, place: Place) -> Iterator[Finding]:
    """Report rows that would own themselves."""
    if place.id in _owners(room, place):
        yield room.error("owner-circle", at(place, "links"), dataset=place.id)


def _owners(room: Room, place: Place, leading: tuple[str, ...] = ("owner",)) -> set[str]:
    """List every dataset that links lead to, link upon link."""
    found: set[str] = set()
    waiting = [place]
    while waiting:
        targets = {link.to for link in waiting.pop().dataset.links if link.as_ in leading} - found
        found |= targets
        waiting += [other for other in map(room.find, sorted(targets)) if other]
    return found


def unreachable(room: Room, place: Place) -> Iterator[Finding]:
    """Report personal data that no identifier leads to: such rows could never be shown or erased (GDPR Art. 11, 15)."""
    reached = [place, *(other for other in map(room.find, sorted(_owners(room, place, ("owner", "shared")))) if other)]
    if place.personal() and not any(one.identifying() for one in reached):
        yield room.error("person-unreachable", at(place), "GDPR Art. 15", dataset=place.id)


def shared(room: Room, place: Place) -> Iterator[Finding]:
    """Report rows of several people without a word on whose request erases them."""
    if place.dataset.shared is None and any(link.as_ == "shared" for link in place.dataset.links):
        yield room.note("shared-unsaid", at(place), "GDPR Art. 15(4)", dataset=place.id)


CHECKS = (ends, circles, unreachable, shared)
