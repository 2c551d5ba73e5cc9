"""Checks of what leads from a row to a person: links, their columns, their circles, and rows that nothing leads from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ombud.inventory.model import Place
from ombud.inventory.room import Room, at
from ombud.policy.finding import Finding
from ombud.policy.model import Gap, Policy, RetentionRule, covered
from ombud.policy.period import Period


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


def floors(room: Room, place: Place) -> Iterator[Finding]:
    """Report rows that go before a legal floor of the row they belong to, which counts from them (GDPR Art. 6(1)(c))."""
    policy = room.policy
    ceilings = [rule for _, rule in _rules(room, place) if rule.limit != "at_least"]
    if policy is None or not ceilings:
        return
    for owner in filter(None, (room.find(link.to) for link in place.dataset.links if link.as_ == "owner")):
        for activity, rule in _rules(room, owner):
            if rule.limit == "at_least" and _counts_from(place, owner, rule, policy) and not _stays_as_long(room, place, rule):
                values = {"dataset": place.id, "owner": owner.id, "rule": rule.rule, "activity": activity}
                yield room.error("floor-undercut", at(place, "activities"), "GDPR Art. 6(1)(c)", **values)


def _rules(room: Room, place: Place) -> list[tuple[str, RetentionRule]]:
    """List the rules that cover a dataset's data, with their activities."""
    known = room.policy.activities if room.policy else {}
    acts = [(name, known[name]) for name in place.dataset.activities if name in known]
    found = [(name, act, rule) for name, act in acts for rule in act.retention if isinstance(rule, RetentionRule)]
    return [(name, rule) for name, act, rule in found if not place.data() or covered(act, rule) & place.data()]


def _counts_from(place: Place, owner: Place, rule: RetentionRule, policy: Policy) -> bool:
    """Tell whether a rule on the owner's rows starts with an event that only the rows below show."""
    event = policy.events.get(rule.after) if isinstance(rule.after, str) else None
    starts = {rule.after, event.fiscal_year_of if event else None}
    shown, above = ({e for c in p.typed().values() for e in c.events()} for p in (place, owner))
    return bool(starts & shown) and not starts & above


def _stays_as_long(room: Room, place: Place, floor: RetentionRule) -> bool:
    """Tell whether a rule keeps a dataset's rows from the same start for at least as long."""
    same = [rule.period for _, rule in _rules(room, place) if rule.after == floor.after]
    ends = [period.after(_SOME_DAY) for period in same if isinstance(period, Period)]
    return isinstance(floor.period, Gap) or max(ends, default=date.min) >= floor.period.after(_SOME_DAY)


_SOME_DAY = date(2024, 1, 1)
"""A day from which periods are compared."""


CHECKS = (ends, circles, unreachable, shared, floors)
