"""Count what is overdue by looking at rows and their dates, never by the predicate that erases (DESIGN §7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from ombud.errors import UnavailableError
from ombud.execute.join import Join, identified
from ombud.execute.sweep import key_of
from ombud.inventory.model import Place
from ombud.plan.clocks import Scene, Start, rule_start, start_of
from ombud.plan.evaluate import holds
from ombud.plan.model import DEFAULT_START, UNKNOWN_START, Clock, Col, Everything, OfPerson, Term
from ombud.plan.retention import columns_needed, rules_of
from ombud.plan.serving import serves
from ombud.policy.model import Gap, RetentionRule, covered
from ombud.systems.connector import Connector

Verdict = Literal["alive", "overdue", "kept", "held", "no_clock"]
FOREVER = date.max
Starts = dict[Clock, date | None]


@dataclass(slots=True)
class Tallies:
    """Rows by rule (`activity/rule`) and verdict; floors are looked at apart; systems that failed are named."""

    rules: dict[str, Counter[Verdict]] = field(default_factory=dict)
    floors: dict[str, Counter[Literal["whole", "emptied"]]] = field(default_factory=dict)
    unserved: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One row as the probe sees it: which data are filled, what its clocks read."""

    served: tuple[str, ...]
    filled: frozenset[str]
    starts: Mapping[Clock, date | None]


def tally(
    scene: Scene, systems: Mapping[str, Connector], join: Join, held: Mapping[str, Collection[tuple[object, ...]]], down: frozenset[str]
) -> Tallies:
    """Look at every row of every dataset that answers, and count."""
    tallies = Tallies()
    for place in scene.inventory.datasets():
        if place.system in down:
            continue
        try:
            for key, seen in _rows(place, scene, systems[place.system], join):
                _count(place, seen, scene, tallies, frozen=key in held.get(place.id, ()))
        except UnavailableError as error:
            tallies.failed[place.id] = error.message
    return tallies


def _clocks(place: Place, scene: Scene) -> dict[Clock, None]:
    """List every clock that any rule of the dataset reads, renewals, exceptions and early ends included."""
    rules = [rule for _, rule in rules_of(place, scene)]
    events = [
        e
        for r in rules
        for e in (r.renew.after if r.renew else None, r.early.lacking if r.early else None, *(u.until for u in r.unless))
        if e
    ]
    starts = [rule_start(rule, place, scene) for rule in rules] + [start_of(event, place, scene) for event in events]
    return dict.fromkeys(start.clock for start in starts if start)


def _rows(place: Place, scene: Scene, connector: Connector, join: Join) -> Iterator[tuple[tuple[object, ...], _Seen]]:
    key, personal = key_of(scene, place.system, place.name), list(place.personal())
    columns = list(dict.fromkeys([*columns_needed(place), *personal]))
    clocks = [clock for clock in _clocks(place, scene) if not isinstance(clock, OfPerson)]
    terms: list[Term] = [*map(Col, key), *map(Col, columns), *clocks]
    for row in connector.read(place.name, terms, Everything()):
        values = dict(zip(columns, row[len(key) :], strict=False))
        starts: Starts = {
            clock: day for clock, day in zip(clocks, row[len(key) + len(columns) :], strict=True) if isinstance(day, date) or day is None
        }
        yield tuple(row[: len(key)]), _see(place, values, starts, scene, join)


def _see(place: Place, values: Mapping[str, object], starts: Starts, scene: Scene, join: Join) -> _Seen:
    persons = identified(((kind, values[name]) for name, kind in place.identifying().items()), scene)
    for clock in _clocks(place, scene):
        if isinstance(clock, OfPerson):
            starts[clock] = join.latest(clock.event, persons)

    def knows(dataset: str, activity: str) -> bool:
        return join.knows(dataset, activity, persons)

    served = tuple(a for a in place.dataset.activities if holds(serves(place, a), values, starts.__getitem__, knows))
    filled = frozenset(c.is_ for n, c in place.personal().items() if c.is_ and values.get(n) not in (None, "", ()))
    return _Seen(served, filled, starts)


# ------------------------------------------------------------------ one row


def _count(place: Place, seen: _Seen, scene: Scene, tallies: Tallies, *, frozen: bool) -> None:
    if not seen.served:
        tallies.unserved[place.id] += 1
    for activity in seen.served:
        for _, rule in rules_of(place, scene, activity):
            name = f"{activity}/{rule.rule}"
            if rule.limit == "at_least":
                tallies.floors.setdefault(name, Counter())[_floor(activity, rule, place, seen, scene)] += 1
            tallies.rules.setdefault(name, Counter())[_verdict(activity, rule, place, seen, scene, frozen=frozen)] += 1


def _verdict(activity: str, rule: RetentionRule, place: Place, seen: _Seen, scene: Scene, *, frozen: bool) -> Verdict:
    """Judge a row under one rule: overdue when a datum the rule covers is there later than every rule on it allows."""
    mine = _deadline(rule, place, seen, scene)
    if mine is None:
        return "alive" if rule.alive else "no_clock"
    if scene.today <= mine:
        return "alive"
    data = _data(activity, rule, place, seen, scene)
    lasting = [max(_deadlines(datum, place, seen, scene), default=FOREVER) for datum in data]
    if not data or all(last >= scene.today for last in lasting):
        return "kept" if data or not place.data() else "alive"
    return "held" if frozen else "overdue"


def _data(activity: str, rule: RetentionRule, place: Place, seen: _Seen, scene: Scene) -> list[str]:
    held = place.data() & covered(scene.policy.activities[activity], rule)
    return sorted(held & seen.filled) if place.data() else [""]


def _deadlines(datum: str, place: Place, seen: _Seen, scene: Scene) -> Iterator[date]:
    """List the last day each rule on a datum allows, of all activities the row serves; a rule without a clock has no last day."""
    for activity in seen.served:
        for _, rule in rules_of(place, scene, activity, frozenset({datum}) if datum else None):
            last = _deadline(rule, place, seen, scene)
            if last is not None:
                yield last
            elif not (rule.limit == "at_least" and _absent(rule, place, scene)):
                yield FOREVER


def _absent(rule: RetentionRule, place: Place, scene: Scene) -> bool:
    start = rule_start(rule, place, scene)
    return start is not None and start.may_be_absent


def _deadline(rule: RetentionRule, place: Place, seen: _Seen, scene: Scene) -> date | None:
    """Tell the last day a rule lets a row stand: the end of its period, or of what prolongs it; None without a clock."""
    start = rule_start(rule, place, scene)
    if start is None or isinstance(rule.period, Gap):
        return None
    first = _read(start, seen)
    if first is None:
        return None
    end = min(rule.period.after(first), _early(rule, first, place, seen, scene))
    return max(end, *_prolonged(rule, place, seen, scene), date.min) + timedelta(rule.limit == "at_least")


def _early(rule: RetentionRule, first: date, place: Place, seen: _Seen, scene: Scene) -> date:
    if not (rule.early and rule.early.lacking):
        return FOREVER
    lacking = start_of(rule.early.lacking, place, scene)
    return rule.early.period.after(first) if lacking and _read(lacking, seen) is None else FOREVER


def _prolonged(rule: RetentionRule, place: Place, seen: _Seen, scene: Scene) -> Iterator[date]:
    if rule.renew and (start := start_of(rule.renew.after, place, scene)) and (day := _read(start, seen)):
        yield rule.renew.period.after(day)
    for unless in rule.unless:
        if unless.until and (start := start_of(unless.until, place, scene)) and (day := _read(start, seen)):
            yield day


def _read(start: Start, seen: _Seen) -> date | None:
    reading = seen.starts.get(start.clock)
    return None if reading in (None, DEFAULT_START, UNKNOWN_START) or reading is None else start.day(reading)


def _floor(activity: str, rule: RetentionRule, place: Place, seen: _Seen, scene: Scene) -> Literal["whole", "emptied"]:
    """Tell whether a row whose floor still runs has lost all it must keep."""
    last = _deadline(rule, place, seen, scene)
    must = place.data() & covered(scene.policy.activities[activity], rule)
    return "emptied" if last and scene.today <= last and must and not must & seen.filled else "whole"
