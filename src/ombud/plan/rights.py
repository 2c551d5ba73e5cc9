"""What a person's wish does to each row about them: what goes, what stays, on which ground, until when (GDPR Art. 17–21)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from ombud.inventory.model import Link, Place, parted
from ombud.plan.clocks import Scene, Start, prolonging, rule_start, start_of, starts_of
from ombud.plan.evaluate import Days, Known, across, holds
from ombud.plan.model import DEFAULT_START, UNKNOWN_START, Clock, OfPerson, Own
from ombud.plan.parts import asks_elsewhere, columns_in
from ombud.plan.reach import Person, Row, RowKey, fold
from ombud.plan.retention.columns import can_set, holding, naming_only
from ombud.plan.retention.due import rules_of
from ombud.plan.serving import classed_by, serves
from ombud.policy.model import Activity, Gap, Letter, RetentionRule, covered, known
from ombud.policy.period import Period

Ground = Literal["legal_duty", "legal_claims", "contract", "consent", "legitimate_interest", "hold", "shared", "decided", "linked"]
Right = Literal["access", "erase", "rectify", "restrict", "port", "object", "withdraw"]

ARTICLES: dict[Ground, str] = {
    "legal_duty": "GDPR Art. 17(3)(b)",
    "legal_claims": "GDPR Art. 17(3)(e)",
    "hold": "GDPR Art. 17(3)(e)",
    "contract": "GDPR Art. 17(1)(a)",
    "consent": "GDPR Art. 17(1)(b)",
    "legitimate_interest": "GDPR Art. 17(1)(c)",
    "shared": "GDPR Art. 15(4)",
    "decided": "GDPR Art. 12(4)",
    "linked": "GDPR Art. 12(6)",
}
_GROUNDS: dict[str, Ground] = {
    "6.1.a": "consent",
    "6.1.b": "contract",
    "6.1.c": "legal_duty",
    "6.1.d": "legal_duty",
    "6.1.e": "legal_duty",
    "6.1.f": "legitimate_interest",
    "5.2": "legal_duty",
}


@dataclass(frozen=True, slots=True)
class Stay:
    """Why some data of a row stay: the ground, the law or a person's reason behind it, and the day they will go where that is known."""

    data: tuple[str, ...]
    ground: Ground
    law: str | None = None
    until: date | None = None
    activity: str = ""
    reason: str = ""

    @property
    def article(self) -> str:
        """Cite the article the ground rests on."""
        return ARTICLES[self.ground]


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one row: erased, some columns emptied, left as it is, or handed to a person."""

    row: Row
    action: Literal["erase", "empty", "keep", "by_hand"]
    columns: tuple[str, ...] = ()
    stays: tuple[Stay, ...] = ()
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Classing:
    """Columns of a row by which mail that stays is known for what it is, and why that mail stays."""

    columns: frozenset[str] = frozenset()
    stays: tuple[Stay, ...] = ()


At = tuple[str, RowKey]
"""Where a row stands: its dataset and its key."""
_NONE: Mapping[At, Stay] = MappingProxyType({})


def activities_of(row: Row, person: Person, scene: Scene) -> tuple[str, ...]:
    """Name the activities a row serves; whether the person is known elsewhere follows from the other rows found."""
    place = place_of(row, scene)
    served = scene.once(("serves", place.id), lambda: [(a, serves(place, a)) for a in place.dataset.activities])
    clock, knows = _clock(row, person, scene), _knows(person, scene)
    return tuple([activity for activity, condition in served if holds(condition, row.values, clock, knows)])


def place_of(row: Row, scene: Scene) -> Place:
    """Find the dataset a row stands in."""
    return scene.inventory.at(row.place)


def _knows(person: Person, scene: Scene) -> Known:
    def knows(dataset: str, activity: str) -> bool:
        place = scene.place(*parted(dataset))
        return any(holds(serves(place, activity), row.values, _clock(row, person, scene), _nobody) for row in person.of(dataset))

    return knows


def _nobody(_dataset: str, _activity: str) -> bool:
    return False


def _clock(row: Row, person: Person, scene: Scene) -> Days:
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


# ------------------------------------------------------------------ deciding


def decide(
    person: Person, scene: Scene, ending: Collection[str], frozen: Collection[At] = (), left: Mapping[At, Stay] = _NONE
) -> tuple[Decision, ...]:
    """Decide on every row of a person for whom some activities end; rows that serve none of these are left alone.

    Rows that a hold freezes stay as they are, and so do those that somebody decided to leave, for the reason given.
    """
    decided: dict[Hashable, Decision | None] = scene.once(("decided", tuple(ending)), dict)
    found: dict[At, Decision] = {}
    for at, row in person.rows.items():
        held = _all_of(place_of(row, scene), "hold") if at in frozen else left.get(at)
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
    return tuple(_held_up(found, _classing(found, person, scene, ending), person, scene).values())


def _of_row(decision: Decision | None, row: Row) -> Decision | None:
    return Decision(row, decision.action, decision.columns, decision.stays, decision.activities) if decision else None


_REMEMBERED = 10_000


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
    stays = longest(_stays(row, person, scene, served, ending))
    if place.dataset.shared != "any" and several_people(row, place, person, scene):
        return _shared(row, place, person, served, scene)
    return _outcome(row, place, stays, served, scene)


def _all_of(place: Place, ground: Ground) -> Stay:
    return Stay(tuple(sorted(place.data())), ground)


def decided(place: Place, reason: str) -> Stay:
    """Say that all data of a row stay because somebody decided so, and why (GDPR Art. 12(4))."""
    return replace(_all_of(place, "decided"), reason=reason)


# ------------------------------------------------------------------ rows of several people, and rows that belong to rows


def _shared(row: Row, place: Place, person: Person, served: tuple[str, ...], scene: Scene) -> Decision:
    """Decide on a row that is somebody else's too: it stays for the last, or loses what names the asker, or a person decides."""
    stays = (_all_of(place, "shared"),)
    named = tuple(name for name, own in naming_somebody(row, place, person, scene).items() if own)
    mine = tuple(dict.fromkeys([*(c for link in _mine(row, place, person) for c in naming_only(place, link)), *named]))
    match place.dataset.shared:
        case "all" if named:  # the last is who is named alone, so whoever asks is not named any more
            return Decision(row, "empty", named, stays, served)
        case "all":
            return Decision(row, "keep", (), stays, served)
        case "redact" if mine:
            return Decision(row, "empty", mine, stays, served)
        case _:
            return Decision(row, "by_hand", stays=stays, activities=served)


def naming_somebody(row: Row, place: Place, person: Person, scene: Scene) -> dict[str, bool]:
    """List the columns of a row of several people that identify somebody, and whether that is the person."""
    filled = {name: kind for name, kind in place.identifying().items() if place.of_several and row.values.get(name) not in (None, "", ())}
    return {name: (kind, fold(kind, str(row.values[name]), scene)) in person.identifiers for name, kind in filled.items()}


def several_people(row: Row, place: Place, person: Person, scene: Scene) -> bool:
    """Tell whether a row is also somebody else's: by several correspondents, another's identifier, or a share of another's row."""
    several = any(isinstance(value := row.values.get(name), tuple) and len(value) > 1 for name in place.identifying())
    shares = [link for link in place.dataset.links if link.as_ == "shared" and None not in _named(row, link)]
    another = not all(naming_somebody(row, place, person, scene).values())
    return several or another or len(shares) > len(_mine(row, place, person))


def _mine(row: Row, place: Place, person: Person) -> list[Link]:
    """List the shares in a row that name a row which is the person's own."""
    shares = [link for link in place.dataset.links if link.as_ == "shared"]
    return [link for link in shares if any(_ties(row, link, other) for other in person.of(link.to) if other.via != "shared")]


def _named(row: Row, link: Link) -> tuple[object, ...]:
    return tuple(row.values.get(column) for column in link.on)


def _ties(row: Row, link: Link, other: Row) -> bool:
    """Tell whether a link of a row names another row."""
    named = _named(row, link)
    return None not in named and named == tuple(other.values.get(column) for column in link.on.values())


def names_given(row: Row, person: Person, scene: Scene) -> bool:
    """Tell whether a row names an identifier that was given, so that nothing had to lead to it."""
    return bool(set(person.given) & set(_identified(row, scene).values()))


def direct(found: Iterable[Decision], person: Person, scene: Scene) -> tuple[Decision, ...]:
    """Leave of what was decided the rows that name an identifier given; one to which others of the person belong stays whole."""
    return tuple(_alone(made, person, scene) for made in found if names_given(made.row, person, scene))


def _alone(made: Decision, person: Person, scene: Scene) -> Decision:
    if made.action not in ("erase", "empty") or not any(_hangs_on(made.row, other, scene) for other in person.rows.values()):
        return made
    return replace(made, action="keep", columns=(), stays=(*made.stays, _all_of(place_of(made.row, scene), "linked")))


def _hangs_on(owner: Row, row: Row, scene: Scene) -> bool:
    links = [link for link in place_of(row, scene).dataset.links if link.to == owner.place and link.as_ == "owner"]
    return any(_ties(row, link, owner) for link in links)


def _held_up(found: dict[At, Decision], classing: Mapping[At, _Classing], person: Person, scene: Scene) -> dict[At, Decision]:
    """Empty, instead of erasing, rows to which something that stays belongs: without them it would hang in the air."""
    found |= {at: _hollowed(found[at], scene) for at in classing if found[at].action == "erase"}
    waiting = [row for at, row in person.rows.items() if at not in found or found[at].action != "erase"]
    while waiting:
        row = waiting.pop()
        for link in (link for link in place_of(row, scene).dataset.links if link.as_ == "owner"):
            for owner in person.of(link.to):
                at = (owner.place, owner.key)
                if at in found and found[at].action == "erase" and _ties(row, link, owner):
                    found[at] = _hollowed(found[at], scene)
                    waiting.append(owner)
    return found | {at: _still_telling(found[at], needed, scene) for at, needed in classing.items()}


def _classing(found: Mapping[At, Decision], person: Person, scene: Scene, ending: Collection[str]) -> dict[At, _Classing]:
    """List the columns by which mail that stays is known for what it is, and why that mail stays (docs/decisions/0008)."""
    needed: dict[At, _Classing] = {}
    for mail, activity, place in scene.once("classed by", lambda: classed_by(scene.inventory)):
        serving = serves(place, activity)
        for letter in person.of(mail.id):
            stays = _for_activity(activity, letter, person, scene, ending)
            for row in person.of(place.id) if stays else ():
                at, columns = (row.place, row.key), _naming(row, letter, scene)
                if columns and at in found and holds(serving, row.values, _clock(row, person, scene), _nobody):
                    before = needed.get(at, _Classing())
                    needed[at] = _Classing(before.columns | columns | set(columns_in(serving)), (*before.stays, *stays))
    return needed


def _for_activity(activity: str, row: Row, person: Person, scene: Scene, ending: Collection[str]) -> tuple[Stay, ...]:
    """Tell why a row stays for one of the activities it serves."""
    if activity not in activities_of(row, person, scene):
        return ()
    return tuple(_withstanding(activity, row, person, scene)) if activity in ending else (_going_on(activity, place_of(row, scene), scene),)


def _naming(row: Row, letter: Row, scene: Scene) -> frozenset[str]:
    """Name the columns of a row that identify one whom a letter names."""
    named = set(_identified(letter, scene).values())
    return frozenset(column for (column, _), who in _identified(row, scene).items() if who in named)


def _identified(row: Row, scene: Scene) -> dict[tuple[str, int], tuple[str, str]]:
    """List whom a row identifies, by column and place in it."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for column, kind in place_of(row, scene).identifying().items():
        value = row.values.get(column)
        each = value if isinstance(value, tuple) else (value,)
        found |= {(column, at): (kind, fold(kind, str(one), scene)) for at, one in enumerate(each) if one not in (None, "")}
    return found


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


def _outcome(row: Row, place: Place, stays: tuple[Stay, ...], served: tuple[str, ...], scene: Scene) -> Decision:
    if not stays:
        return Decision(row, "erase", activities=served)
    kept = {datum for stay in stays for datum in stay.data}
    free = tuple(name for name, column in place.personal().items() if column.is_ and column.is_ not in kept)
    if free and can_set(place, scene):
        return Decision(row, "empty", free, stays, served)
    return Decision(row, "keep", (), stays, served)


def _stays(row: Row, person: Person, scene: Scene, served: tuple[str, ...], ending: Collection[str]) -> Iterable[Stay]:
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
    place, read = place_of(row, scene), _clock(row, person, scene)
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
    read, early = _clock(row, person, scene), rule.early
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


# ------------------------------------------------------------------ which activities a wish ends


def ended_by(right: Right, scene: Scene, purpose: str | None = None) -> tuple[str, ...]:
    """Name the activities a wish ends: erasure all, withdrawal those on consent, objection those on interest and marketing."""
    named = {name: act for name, act in scene.policy.activities.items() if purpose in (None, name) or purpose in act.purposes}
    return tuple(name for name, act in named.items() if _ends(right, act))


def _ends(right: Right, activity: Activity) -> bool:
    match right:
        case "withdraw":
            return rests_on(activity) == "6.1.a"
        case "object":  # direct marketing has no override, whatever it rests on (GDPR Art. 21(3))
            markets = any(purpose.marketing for purpose in activity.purposes.values())
            return rests_on(activity) == "6.1.f" or (markets and rests_on(activity) == "6.1.a")
        case _:
            return True


def rests_on(activity: Activity) -> Letter | None:
    """Tell the letter of GDPR Art. 6(1) that an activity rests on: its first basis; the others are for some data or purposes."""
    return None if isinstance(activity.basis, Gap) or not activity.basis else known(activity.basis[0].gdpr)
