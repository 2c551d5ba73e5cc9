"""What stays of a row, on which ground, until when: rules that withstand a wish, activities that go on (GDPR Art. 17(3))."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta

from ombud.inventory.model import Place
from ombud.plan.clocks import Scene, Start, prolonging, rule_start, start_of
from ombud.plan.model import DEFAULT_START, UNKNOWN_START
from ombud.plan.reach import Person, Row
from ombud.plan.retention.due import rules_of
from ombud.plan.rights.decision import Ground, Stay
from ombud.plan.rights.reading import activities_of, clock_of, place_of
from ombud.plan.rights.wish import rests_on
from ombud.policy.model import Activity, Gap, RetentionRule, covered
from ombud.policy.period import Period

_GROUNDS: dict[str, Ground] = {
    "6.1.a": "consent",
    "6.1.b": "contract",
    "6.1.c": "legal_duty",
    "6.1.d": "legal_duty",
    "6.1.e": "legal_duty",
    "6.1.f": "legitimate_interest",
    "5.2": "legal_duty",
}


def whole(place: Place, ground: Ground) -> Stay:
    """Say that all data of a row stay."""
    return Stay(tuple(sorted(place.data())), ground)


def decided(place: Place, reason: str) -> Stay:
    """Say that all data of a row stay because somebody decided so, and why (GDPR Art. 12(4))."""
    return replace(whole(place, "decided"), reason=reason)


def staying_for(activity: str, row: Row, person: Person, scene: Scene, ending: Collection[str]) -> tuple[Stay, ...]:
    """Tell why a row stays for one of the activities it serves."""
    if activity not in activities_of(row, person, scene):
        return ()
    return tuple(_withstanding(activity, row, person, scene)) if activity in ending else (_going_on(activity, place_of(row, scene), scene),)


def stays_of(row: Row, person: Person, scene: Scene, served: tuple[str, ...], ending: Collection[str]) -> Iterable[Stay]:
    """List what stays of a row for each activity it serves, whether that ends or goes on."""
    place = place_of(row, scene)
    for name in served:
        if name in ending:
            yield from _withstanding(name, row, person, scene)
        else:
            yield _going_on(name, place, scene)


def _going_on(name: str, place: Place, scene: Scene) -> Stay:
    """Tell what stays for an activity that the wish does not end."""
    activity = scene.policy.activities[name]
    return Stay(tuple(sorted(place.data() & set(activity.data))), _ground(activity), None, None, name)


def longest(stays: Iterable[Stay]) -> tuple[Stay, ...]:
    """Tell each datum once, on the ground that lasts longest: that is the day it really goes; a row without data stays as a whole."""
    if not (stays := tuple(stays)):
        return ()
    of: dict[str, Stay] = {}
    for stay in sorted(stays, key=lambda stay: stay.until or date.max, reverse=True):
        for datum in stay.data or ("",):
            of.setdefault(datum, stay)
    return tuple(replace(stay, data=tuple(d for d, own in of.items() if d and own is stay)) for stay in dict.fromkeys(of.values()))


def _ground(activity: Activity) -> Ground:
    letter = rests_on(activity)
    return _GROUNDS[letter] if letter else "legitimate_interest"


def _withstanding(name: str, row: Row, person: Person, scene: Scene) -> Iterable[Stay]:
    """List the rules of an activity that withstand a wish to erase, as long as their clocks run (GDPR Art. 17(3))."""
    place = place_of(row, scene)
    for rule, ground, data in scene.once(("withstanding", place.id, name), lambda: tuple(_grounds(name, place, scene))):
        if stay := _running(rule, ground, data, row, person, scene):
            yield stay


def _grounds(name: str, place: Place, scene: Scene) -> Iterable[tuple[RetentionRule, Ground, tuple[str, ...]]]:
    """List the rules of an activity that could withstand, each with its ground and the data of the dataset it covers."""
    activity = scene.policy.activities[name]
    for _, rule in rules_of(place, scene, name):
        data, ground = tuple(sorted(place.data() & covered(activity, rule))), withstands(rule, scene)
        if ground and (data or not place.data()):
            yield rule, ground, data


def withstands(rule: RetentionRule, scene: Scene) -> Ground | None:
    """Tell the ground on which a rule withstands a wish to erase: as it says, or because a law demands the floor."""
    if rule.withstands:
        return rule.withstands
    demanded = any(isinstance(why, str) and (law := scene.policy.laws.get(why)) and law.demands for why in rule.why)
    return "legal_duty" if rule.limit == "at_least" and demanded else None


def _running(rule: RetentionRule, ground: Ground, data: tuple[str, ...], row: Row, person: Person, scene: Scene) -> Stay | None:
    place, read = place_of(row, scene), clock_of(row, person, scene)
    start = rule_start(rule, place, scene)
    if start is None or isinstance(rule.period, Gap):
        return Stay(data, ground, _law(rule, scene))
    reading = start.reading(read)
    if reading is None and rule.limit == "at_least" and start.may_be_absent:
        return None
    until = _sooner(_goes_on(rule, start, reading), rule, start, row, person, scene)
    later = [_goes_on_for(period, other, other.reading(read)) for period, other in prolonging(rule, place, scene)]
    if until and later:
        until = None if None in later else max(until, *(day for day in later if day))
    return Stay(data, ground, _law(rule, scene), until) if until is None or until > scene.today else None


def _sooner(until: date | None, rule: RetentionRule, start: Start, row: Row, person: Person, scene: Scene) -> date | None:
    """Tell the day data go when the event is lacking that the full period is for."""
    read, early = clock_of(row, person, scene), rule.early
    lacking = start_of(early.lacking, place_of(row, scene), scene) if early and early.lacking else None
    if not (until and early and lacking) or lacking.reading(read) is not None:
        return until
    return min(until, early.period.after(start.day(start.reading(read) or date.max)))


def _goes_on(rule: RetentionRule, start: Start, reading: date | None) -> date | None:
    """Tell the day data go under a rule; None while its clock has no start that can be trusted."""
    if reading is None or reading in (UNKNOWN_START, DEFAULT_START) or isinstance(rule.period, Gap):
        return None
    return rule.period.after(start.day(reading)) + timedelta(rule.limit == "at_least")


def _goes_on_for(period: Period, start: Start, reading: date | None) -> date | None:
    """Tell the day what prolongs a rule ends; before all days where it never happened, None where nobody can tell."""
    if reading is None:
        return date.min
    return None if reading in (UNKNOWN_START, DEFAULT_START) else period.after(start.day(reading))


def _law(rule: RetentionRule, scene: Scene) -> str | None:
    return next((why for why in rule.why if isinstance(why, str) and why in scene.policy.laws), None)
