"""Count what is overdue by looking at rows and their dates, never by the predicate that erases (DESIGN §7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from ombud.errors import MisconfiguredError, UnavailableError
from ombud.execute.join import Identified, Join, identified, tie_of, tied_to
from ombud.execute.sweep import key_of
from ombud.inventory.model import Link, Place
from ombud.plan.clocks import Scene, innermost, owned, owners, ties
from ombud.plan.evaluate import holds
from ombud.plan.model import Clock, Col, Condition, Everything, OfOwned, OfPerson, Own, Term, Where
from ombud.plan.retention.due import asking_below, rules_of
from ombud.plan.retention.order import in_order
from ombud.plan.retention.witness import Told, all_told, telling_columns
from ombud.plan.serving import classed_by, columns_needed, serves
from ombud.promises.asked import Asked, Row
from ombud.promises.deadlines import FOREVER, Starts, Timed, timed, told_until
from ombud.promises.staying import Staying
from ombud.systems.connector import Connector

Verdict = Literal["alive", "overdue", "kept", "held", "no_clock"]
Floor = Literal["whole", "emptied", "over", "no_clock"]
Key = tuple[object, ...]

SAMPLE = 2
"""People noted for a rehearsal, of each dataset and activity, and under each rule that withstands a wish to erase."""


@dataclass(slots=True)
class Tallies:
    """Rows by rule (`activity/rule`) and verdict; floors are looked at apart; what was read, what failed, and some people to rehearse with.

    What failed has the code of why. `confined` holds the people of activities that are promised to live in some systems only, `strays`
    whom rows without an activity name, `profiled` the people of activities that make profiles, each with the data that are filled.
    """

    rules: dict[str, Counter[Verdict]] = field(default_factory=dict)
    floors: dict[str, Counter[Floor]] = field(default_factory=dict)
    unserved: Counter[str] = field(default_factory=Counter)
    looked: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    people: dict[tuple[str, str], dict[Identified, None]] = field(default_factory=dict)
    confined: dict[str, set[Identified]] = field(default_factory=dict)
    strays: list[tuple[str, frozenset[Identified]]] = field(default_factory=list)
    profiled: dict[str, dict[frozenset[Identified], set[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Eye:
    """One dataset under the eye: its rules, its clocks, and which rows serve what, each made once."""

    place: Place
    scene: Scene

    @cached_property
    def rules(self) -> tuple[Timed, ...]:
        return timed(self.place, self.scene)

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        return tuple(dict.fromkeys([*(clock for rule in self.rules for clock in rule.clocks()), *(told.clock for told in self.told)]))

    @cached_property
    def told(self) -> Sequence[Told]:
        """List the rules above that run by what rows tell: so long these stay (docs/decisions/0016)."""
        return [one for one in self.proofs if isinstance(one.clock, Own)]

    @cached_property
    def proofs(self) -> Sequence[Told]:
        """List the rules above that run by what rows tell, or rows below them."""
        return all_told(self.place, self.scene)

    @cached_property
    def proved(self) -> Sequence[tuple[Link, str]]:
        """List what belongs to a row and may tell a rule above both."""
        telling = {one.clock.dataset for one in self.proofs if isinstance(one.clock, OfOwned)}
        return [(link, child.id) for link, child in owned(self.place, self.scene) if child.name in telling]

    @cached_property
    def proving_to(self) -> Sequence[Link]:
        """List the links to rows that stay with a row by which something above runs."""
        return [link for link, _ in owners(self.place, self.scene)] if self.proofs else []

    @cached_property
    def proving(self) -> frozenset[str | None]:
        """Name the data that stay with a row that something above runs by; a row without data is its own proof."""
        typed, names = self.place.typed(), {*telling_columns(self.place, self.scene), *self.place.dataset.key}
        return frozenset(["", *(typed[name].is_ for name in names if name in typed)])

    @cached_property
    def tied(self) -> tuple[str, ...]:
        """Name the columns that lead to those a row belongs to, where a clock over all systems asks whose it is."""
        return ties(self.place, self.scene) if any(isinstance(clock, OfPerson) for clock in self.clocks) else ()

    @cached_property
    def serving(self) -> Mapping[str, Condition]:
        known = self.scene.policy.activities
        return {activity: serves(self.place, activity) for activity in self.place.dataset.activities if activity in known}

    @cached_property
    def over(self) -> Mapping[tuple[str, str], Sequence[Timed]]:
        """List the rules on one datum under one activity; where a dataset holds no data, all of the activity."""
        data = sorted(self.place.data()) or [""]
        return {
            (activity, datum): [r for r in self.rules if r.activity == activity and (not datum or datum in r.data)]
            for activity in self.serving
            for datum in data
        }

    @cached_property
    def naming(self) -> frozenset[str | None]:
        """Name the data that tell who a row is about: mail is known by them."""
        return frozenset(column.is_ for column in self.place.typed().values() if column.identifies)

    @cached_property
    def mail(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """List the mail that is known by rows of this dataset, for which activity, and the names of its rules (docs/decisions/0008)."""
        known = [(mail, activity) for mail, activity, place in classed_by(self.scene.inventory) if place == self.place]
        return {(mail.id, a): frozenset(rule.rule for _, rule in rules_of(mail, self.scene, a)) for mail, a in known}

    @cached_property
    def below(self) -> Sequence[tuple[Link, str]]:
        """List what belongs to a row and asks through it whose it is: until it has gone, what names the row stays (docs/decisions/0014)."""
        return [(link, child.id) for link, child in asking_below(self.place, self.scene)]

    @cached_property
    def belonging(self) -> Sequence[tuple[Link, str]]:
        """List what must go before a row does, where the row holds another back."""
        return [(link, child.id) for link, child in owned(self.place, self.scene)] if self.above else []

    @cached_property
    def above(self) -> Sequence[Link]:
        """List the links to rows that this dataset's rows hold back, themselves or by a row between."""
        return [link for link, owner in owners(self.place, self.scene, sharing=True) if self._holds_back(owner, frozenset({self.place.id}))]

    def _holds_back(self, owner: Place, below: frozenset[str]) -> bool:
        further = [up for _, up in owners(owner, self.scene) if up.id not in below]
        return bool(asking_below(owner, self.scene)) or any(self._holds_back(up, below | {owner.id}) for up in further)

    @cached_property
    def tying(self) -> Sequence[str]:
        """Name the columns that tie a row to those it holds back, and to those that hold it back."""
        down = (column for link, _ in (*self.below, *self.belonging, *self.proved) for column in link.on.values())
        return [*(column for link in (*self.above, *self.proving_to) for column in link.on), *down]

    @cached_property
    def classed(self) -> Sequence[str]:
        """Name the activities whose mail in this dataset is known by rows of another."""
        return [activity for mail, activity, _ in classed_by(self.scene.inventory) if mail == self.place]


@dataclass(frozen=True, slots=True)
class _Seen:
    """One row as the probe sees it: whom it names, what it serves, which data are filled, its clocks, how long stays what holds it back."""

    persons: Sequence[Identified]
    served: tuple[str, ...]
    filled: frozenset[str]
    starts: Starts
    mail: Mapping[tuple[str, str], date]
    below: date
    belonging: date
    telling: date
    ties: Sequence[tuple[str, str]]
    proving_to: Sequence[tuple[str, str]]


def tally(
    scene: Scene, systems: Mapping[str, Connector], join: Join, held: Mapping[str, Collection[Key]], down: Collection[str], asked: Asked
) -> Tallies:
    """Look at every row of every dataset that answers, and count; whoever stands in one is asked about as far as that is promised."""
    tallies = Tallies()
    with closing(Staying()) as staying:
        for eye in sorted((_Eye(place, scene) for place in in_order(scene)), key=lambda eye: not eye.classed):
            if eye.place.system in down:
                continue
            if any(mail in tallies.failed or scene.inventory.at(mail).system in down for mail, _ in eye.mail):
                tallies.failed[eye.place.id] = "mail-unread"
                continue
            try:
                for key, seen in _rows(eye, systems[eye.place.system], join, staying):
                    frozen = key in held.get(eye.place.id, ())
                    _count(eye, seen, tallies, frozen=frozen)
                    _note(eye, seen, tallies)
                    _ask(eye, seen, asked, frozen=frozen)
                    _keep_last(eye, seen, staying, frozen=frozen)
            except (UnavailableError, MisconfiguredError) as error:
                tallies.failed[eye.place.id] = error.code
    asked.finish()
    return tallies


def _ask(eye: _Eye, seen: _Seen, asked: Asked, *, frozen: bool) -> None:
    """Let be asked what those whom a row names have chosen; a row that is held back, or whose consent has ended, only waits."""
    for activity in (one for one in seen.served if one in asked.watched and seen.persons):
        ending = (rule for rule in eye.rules if rule.activity == activity and rule.rule.alive)
        leaving = frozen or any(rule.last_day(seen.starts, eye.scene.today) is not None for rule in ending)
        asked.see(activity, Row(seen.persons, leaving), seen.filled)


def _keep_last(eye: _Eye, seen: _Seen, staying: Staying, *, frozen: bool) -> None:
    """Note how long a row stays that holds others back: a message whose sender they tell, a row whose owner they are."""
    for activity in (one for one in eye.classed if one in seen.served):
        staying.stays(eye.place.id, activity, seen.persons, _end(eye, seen))
    if seen.ties:
        last = FOREVER if frozen else max(_end(eye, seen), seen.belonging)
        for known_for, tie in seen.ties:
            staying.stays(eye.place.id, known_for, [("tie", tie)], last)
    for known_for, tie in seen.proving_to if seen.telling > date.min else ():
        staying.stays(eye.place.id, known_for, [("tie", tie)], seen.telling)


def _end(eye: _Eye, seen: _Seen) -> date:
    """Tell the last day of a row: it goes whole, when the last rule on anything in it allows."""
    lasts = (last for datum in sorted(eye.place.data()) or [""] for last in _last_days(datum, eye, seen))
    return max(seen.telling, max(lasts, default=FOREVER))


def _rows(eye: _Eye, connector: Connector, join: Join, staying: Staying) -> Iterator[tuple[Key, _Seen]]:
    place = eye.place
    key, personal = key_of(eye.scene, place.system, place.name), list(place.personal())
    columns = list(dict.fromkeys([*columns_needed(place), *personal, *eye.tied, *eye.tying]))
    clocks = [clock for clock in eye.clocks if not isinstance(clock, OfPerson)]
    terms: list[Term] = [*map(Col, key), *map(Col, columns), *clocks]
    for told in eye.told:
        under = connector.read(place.name, [Col(name) for name in key], Where(told.serving))
        staying.stays(place.id, repr(told.serving), (("key", repr(tuple(row))) for row in under), FOREVER)
    for row in connector.read(place.name, terms, Everything()):
        values = dict(zip(columns, row[len(key) :], strict=False))
        days = (day if isinstance(day, date) else None for day in row[len(key) + len(columns) :])
        starts: dict[Clock, date | None] = dict(zip(clocks, days, strict=True))
        telling = _last_told(eye, row[: len(key)], starts, staying) if eye.told else date.min
        yield tuple(row[: len(key)]), _see(eye, values, starts, telling, join, staying)


def _last_told(eye: _Eye, key: Key, starts: Starts, staying: Staying) -> date:
    """Tell the last day something above runs by a row, of what the rows that it belongs to serve."""
    by, until = [("key", repr(tuple(key)))], ((told_until(told, starts), repr(told.serving)) for told in eye.told)
    return max((last for last, serving in until if staying.last(eye.place.id, serving, by)), default=date.min)


def _see(eye: _Eye, values: Mapping[str, object], starts: dict[Clock, date | None], telling: date, join: Join, staying: Staying) -> _Seen:
    place = eye.place
    persons = identified(((kind, values[name]) for name, kind in place.identifying().items()), eye.scene)
    whose = [*persons, *join.above(place, values)] if eye.tied else persons
    starts |= {clock: join.latest(clock.event, whose) for clock in eye.clocks if isinstance(clock, OfPerson)}

    def knows(dataset: str, activity: str) -> bool:
        return join.knows(dataset, activity, persons)

    served = tuple(a for a, condition in eye.serving.items() if holds(condition, values, starts.__getitem__, knows))
    filled = frozenset(c.is_ for n, c in place.personal().items() if c.is_ and values.get(n) not in (None, "", ()))
    known = {(mail, activity): staying.last(mail, activity, persons) for mail, activity in eye.mail if activity in served}
    mail = {of: last for of, last in known.items() if last}
    below, belonging = (_last_below(links, values, staying) for links in (eye.below, eye.belonging))
    telling = max(telling, _last_below(eye.proved, values, staying, _PROOF))
    up = [(tied_to(link), tie) for link in eye.above if (tie := tie_of(values, link.on))]
    proving_to = [(_PROOF + tied_to(link), tie) for link in eye.proving_to if (tie := tie_of(values, link.on))]
    return _Seen(persons, served, filled, starts, mail, below, belonging, telling, up, proving_to)


_PROOF = "proof: "


def _last_below(links: Sequence[tuple[Link, str]], values: Mapping[str, object], staying: Staying, known_for: str = "") -> date:
    """Tell the last day on which rows are there that belong to a row, or which tell something above it."""
    tied = ((child, known_for + tied_to(link), tie_of(values, link.on.values())) for link, child in links)
    return max((last for child, name, tie in tied if tie and (last := staying.last(child, name, [("tie", tie)]))), default=date.min)


# ------------------------------------------------------------------ one row


def _count(eye: _Eye, seen: _Seen, tallies: Tallies, *, frozen: bool) -> None:
    tallies.looked[eye.place.id] += 1
    tallies.unserved[eye.place.id] += not seen.served
    for rule in eye.rules:
        if rule.activity in seen.served:
            if rule.rule.limit == "at_least":
                tallies.floors.setdefault(rule.name, Counter())[_floor(rule, eye, seen)] += 1
            tallies.rules.setdefault(rule.name, Counter())[_verdict(rule, eye, seen, frozen=frozen)] += 1


def _verdict(rule: Timed, eye: _Eye, seen: _Seen, *, frozen: bool) -> Verdict:
    """Judge a row under one rule: overdue when a datum the rule covers is there later than every rule on it allows."""
    today, mine = eye.scene.today, rule.last_day(seen.starts, eye.scene.today)
    if mine is None:
        return "alive" if rule.rule.alive or rule.never_started(seen.starts) else "no_clock"
    if today <= mine:
        return "alive"
    data = sorted(rule.data & seen.filled) if eye.place.data() else [""]
    if not data or all(max(_last_days(datum, eye, seen), default=FOREVER) >= today for datum in data):
        return "kept" if data or not eye.place.data() else "alive"
    return "held" if frozen else "overdue"


def _last_days(datum: str, eye: _Eye, seen: _Seen) -> Iterator[date]:
    """List the last day each rule on a datum allows, and mail with other rules that is known by it; without a clock, a rule has none."""
    for (mail, activity), stays in seen.mail.items() if datum in eye.naming or not datum else ():
        if not eye.mail[mail, activity] <= {rule.rule.rule for rule in eye.over[activity, datum]}:
            yield stays
    if datum in eye.proving and seen.telling > date.min:
        yield seen.telling
    if datum in eye.naming:
        yield from ([seen.below] if seen.below > date.min else [])
        yield from _asking(datum, eye, seen)
    for rules in (eye.over[activity, datum] for activity in seen.served):
        for rule in rules:
            last = rule.last_day(seen.starts, eye.scene.today)
            if last is not None or len(rules) == 1 or not rule.never_started(seen.starts):  # alone, it ends nothing yet
                yield last or FOREVER


def _asking(datum: str, eye: _Eye, seen: _Seen) -> Iterator[date]:
    """List the last days of rules on other data that ask whose row it is, which the datum tells (docs/decisions/0014)."""
    for rule in eye.rules:
        if (
            rule.activity in seen.served
            and datum not in rule.data
            and any(isinstance(innermost(clock), OfPerson) for clock in rule.clocks())
        ):
            last = rule.last_day(seen.starts, eye.scene.today)
            if last is not None or not rule.never_started(seen.starts):
                yield last or FOREVER


def _floor(rule: Timed, eye: _Eye, seen: _Seen) -> Floor:
    """Tell whether a row whose floor still runs has lost all it must keep."""
    last = rule.last_day(seen.starts, eye.scene.today)
    if last is None:
        return "over" if rule.never_started(seen.starts) else "no_clock"
    return "over" if last < eye.scene.today or not rule.data else "whole" if rule.data & seen.filled else "emptied"


# ------------------------------------------------------------------ people


def _note(eye: _Eye, seen: _Seen, tallies: Tallies) -> None:
    """Note whom a row names: some people for rehearsals, and all of those whose data are promised to stay somewhere."""
    if not seen.persons:
        return
    if not seen.served:
        tallies.strays.append((eye.place.system, frozenset(seen.persons)))
    for activity in seen.served:
        _sample((eye.place.id, activity), seen, tallies)
        if eye.scene.policy.activities[activity].confined_to:
            tallies.confined.setdefault(activity, set()).update(seen.persons)
        if eye.scene.policy.activities[activity].profiling:
            others = {datum for other in seen.served if other != activity for datum in eye.scene.policy.activities[other].data}
            profiles = tallies.profiled.setdefault(activity, {})
            profiles.setdefault(frozenset(seen.persons), set()).update(seen.filled - others)
    for rule in eye.rules:
        if rule.rule.withstands and rule.activity in seen.served and _runs(rule, eye, seen):
            _sample((eye.place.id, rule.name), seen, tallies)


def _runs(rule: Timed, eye: _Eye, seen: _Seen) -> bool:
    last = rule.last_day(seen.starts, eye.scene.today)
    return not rule.never_started(seen.starts) if last is None else eye.scene.today <= last


def _sample(of: tuple[str, str], seen: _Seen, tallies: Tallies) -> None:
    some = tallies.people.setdefault(of, {})
    if len(some) < SAMPLE:
        some[seen.persons[-1]] = None
