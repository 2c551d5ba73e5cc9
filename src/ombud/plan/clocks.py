"""Where the clock of an event runs for the rows of a dataset: own row, owner's row, owned rows, else all systems (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from ombud.inventory.model import Inventory, Link, Place
from ombud.plan.model import (
    DEFAULT_START,
    UNKNOWN_START,
    Clock,
    Condition,
    Every,
    NoStart,
    OfOwned,
    OfOwner,
    OfPerson,
    Own,
    Passed,
    Running,
    Some,
)
from ombud.policy.model import Gap, Policy, RetentionRule
from ombud.policy.period import Period, fiscal_year_end, last_fiscal_year_end

BEFORE_ALL = date(1900, 1, 1)
"""A day before every start: what no start has passed."""


T = TypeVar("T")


@dataclass(frozen=True)
class Scene:
    """What every plan is made from: the promises, where the data lives, and the local day in the policy's zone."""

    policy: Policy
    inventory: Inventory
    today: date

    def place(self, system: str, dataset: str) -> Place:
        """Find a dataset of the inventory."""
        return self.inventory.place(system, dataset)

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """Work out only once what is the same for every row; `what` names it."""
        if what not in self._known:
            self._known[what] = make()
        found: T = self._known[what]
        return found

    @cached_property
    def _known(self) -> dict[Hashable, Any]:
        return {}


@dataclass(frozen=True, slots=True)
class Start:
    """An event as one dataset can tell it: the clock that is read, and the fiscal year end it stands for, if it is one.

    `also` are the clocks over further datasets whose rows belong to the row; the latest of all counts.
    """

    clock: Clock
    fiscal: tuple[int, int] | None = None
    also: tuple[OfOwned, ...] = ()

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """List all clocks of which the latest counts."""
        return (self.clock, *self.also)

    def cutoff(self, period: Period, today: date) -> date:
        """Tell the latest reading of the clock whose period has ended by `today`."""
        latest = period.latest_start(today)
        return last_fiscal_year_end(latest, self.fiscal) if self.fiscal else latest

    def passed(self, period: Period, today: date, *, absent: bool = False) -> Condition:
        """Build the condition that the period has ended by `today`."""
        cutoff = self.cutoff(period, today)
        if not self.also:
            return Passed(self.clock, cutoff, absent)
        none_later = tuple(Passed(clock, cutoff, absent=True) for clock in self.clocks)
        return Every(none_later if absent else (*none_later, Some(tuple(Passed(clock, cutoff) for clock in self.clocks))))

    def running(self, period: Period, today: date) -> Condition:
        """Build the condition that the period has started and not ended by `today`."""
        running = tuple(Running(clock, self.cutoff(period, today)) for clock in self.clocks)
        return Some(running) if self.also else running[0]

    def absent(self) -> Condition:
        """Build the condition that there is no start at all; one that cannot be trusted is not absent."""
        absent = tuple(Passed(clock, BEFORE_ALL, absent=True) for clock in self.clocks)
        return Every(absent) if self.also else absent[0]

    def no_start(self) -> Condition:
        """Build the condition that there is no start that can be trusted."""
        none = tuple(NoStart(clock) for clock in self.clocks)
        unknown = tuple(Running(clock, UNKNOWN_START - timedelta(1)) for clock in self.clocks)
        return Some((Every(none), *unknown)) if self.also else none[0]

    def reading(self, read: Callable[[Clock], date | None]) -> date | None:
        """Tell the latest reading; unknown where one of them cannot be trusted."""
        found = [reading for clock in self.clocks if (reading := read(clock)) is not None]
        return UNKNOWN_START if self.also and DEFAULT_START in found else max(found, default=None)

    def day(self, reading: date) -> date:
        """Tell the start that a reading of the clock stands for."""
        return fiscal_year_end(reading, self.fiscal) if self.fiscal and reading < date.max else reading

    @property
    def local(self) -> bool:
        """Tell whether one system can read it alone."""
        return not isinstance(innermost(self.clock), OfPerson)

    @property
    def may_be_absent(self) -> bool:
        """Tell whether no value means that the event never happened, rather than that nobody wrote it down."""
        return isinstance(self.clock, OfOwned | OfPerson)


def innermost(clock: Clock) -> Clock:
    """Follow a clock to the column or person it ends at."""
    return innermost(clock.clock) if isinstance(clock, OfOwner | OfOwned) else clock


def start_of(event: str, place: Place, scene: Scene) -> Start | None:
    """Find the clock of an event for a dataset; None when no system binds it."""
    declared = scene.policy.events.get(event)
    if declared and declared.fiscal_year_of:
        base = start_of(declared.fiscal_year_of, place, scene)
        return replace(base, fiscal=_month_day(declared.ends)) if base else None
    if not (declared and declared.latest_of_person) and (clock := local_clock(event, place, scene)):
        return Start(
            clock, also=tuple(other for other in _of_owned(event, place, scene) if other != clock) if isinstance(clock, OfOwned) else ()
        )
    bound = any(event in c.events() for p in scene.inventory.datasets() for c in p.typed().values())
    return Start(OfPerson(event)) if bound else None


def local_clock(event: str, place: Place, scene: Scene) -> Clock | None:
    """Find the clock that the dataset's own system can read: own row, owner's row, else the latest owned row."""
    return next(iter(local_clocks(event, place, scene)), None)


def local_clocks(event: str, place: Place, scene: Scene) -> tuple[Clock, ...]:
    """List the clocks that the dataset's own system can read: several where rows of several datasets belong to a row."""
    one = _own(event, place) or _of_owner(event, place, scene)
    return (one,) if one else _of_owned(event, place, scene)


def owners(place: Place, scene: Scene, *, sharing: bool = False) -> tuple[tuple[Link, Place], ...]:
    """List the links to the rows that this dataset's rows belong to, in the same system; `sharing`: those they share in as well."""
    kinds = ("owner", "shared") if sharing else ("owner",)
    inside = [(link, link.to.partition(".")) for link in place.dataset.links if link.as_ in kinds]
    return tuple((link, scene.place(to[0], to[2])) for link, to in inside if to[0] == place.system)


def owned(place: Place, scene: Scene, *, sharing: bool = False) -> tuple[tuple[Link, Place], ...]:
    """List the links by which rows of datasets of the same system belong to this dataset's rows; `sharing`: also those with others."""
    same, kinds = [p for p in scene.inventory.datasets() if p.system == place.system], ("owner", "shared") if sharing else ("owner",)
    return tuple((link, p) for p in same for link in p.dataset.links if link.as_ in kinds and link.to == place.id)


def ties(place: Place, scene: Scene) -> tuple[str, ...]:
    """Name the columns that tie a row to those it belongs to, alone or with others."""
    return tuple(dict.fromkeys(column for link, _ in owners(place, scene, sharing=True) for column in link.on))


def _own(event: str, place: Place) -> Clock | None:
    return next((Own(name) for name, column in place.typed().items() if event in column.events()), None)


def _of_owner(event: str, place: Place, scene: Scene, depth: int = 4) -> Clock | None:
    for link, owner in owners(place, scene) if depth else ():
        if inner := _own(event, owner) or _of_owner(event, owner, scene, depth - 1):
            return OfOwner(link, inner)
    return None


def _of_owned(event: str, place: Place, scene: Scene, depth: int = 4) -> tuple[OfOwned, ...]:
    found: list[OfOwned] = []
    for link, child in owned(place, scene) if depth else ():
        own = _own(event, child)
        inner = (own,) if own else _of_owned(event, child, scene, depth - 1)
        found.extend(OfOwned(child.name, link, clock) for clock in inner)
    return tuple(found)


def _month_day(ends: str | None) -> tuple[int, int]:
    month, _, day = (ends or "12-31").partition("-")
    return int(month), int(day)


def ceiling_end(rule: RetentionRule, today: date) -> date:
    """Tell the day a rule's clock must have ended by for the data to go today: a floor lets go a day later."""
    return today - timedelta(1) if rule.limit == "at_least" else today


def rule_start(rule: RetentionRule, place: Place, scene: Scene) -> Start | None:
    """Find the clock of a rule for a dataset; None for a gap or an event that nothing binds."""
    after = rule.after
    return None if isinstance(after, Gap) else scene.once(("start", after, place.id), lambda: start_of(after, place, scene))


def rule_starts(rule: RetentionRule, place: Place, scene: Scene) -> tuple[Start, ...]:
    """List the start of a rule alone, where there is one: without it nothing is ever due."""
    start = rule_start(rule, place, scene)
    return (start,) if start else ()


def prolonging(rule: RetentionRule, place: Place, scene: Scene) -> tuple[tuple[Period, Start], ...]:
    """List what may prolong a rule: a renewal for its period, and an exception a machine decides until the day after its end."""
    found = [(rule.renew.period, start_of(rule.renew.after, place, scene))] if rule.renew else []
    found += [(Period(days=1), start_of(unless.until, place, scene)) for unless in rule.unless if unless.until]
    return tuple((period, start) for period, start in found if start)


def starts_of(rule: RetentionRule, place: Place, scene: Scene) -> tuple[Start, ...]:
    """List every start that has a say in when a rule lets go."""
    lacking = start_of(rule.early.lacking, place, scene) if rule.early and rule.early.lacking else None
    found = (rule_start(rule, place, scene), lacking, *(start for _, start in prolonging(rule, place, scene)))
    return tuple(start for start in found if start)
