"""Where the clock of an event runs for the rows of a dataset: own row, owner's row, owned rows, else all systems (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from ombud.inventory.model import Inventory, Link, Place
from ombud.plan.model import Clock, Condition, OfOwned, OfOwner, OfPerson, Own, Passed, Running
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
    """An event as one dataset can tell it: the clock that is read, and the fiscal year end it stands for, if it is one."""

    clock: Clock
    fiscal: tuple[int, int] | None = None

    def cutoff(self, period: Period, today: date) -> date:
        """Tell the latest reading of the clock whose period has ended by `today`."""
        latest = period.latest_start(today)
        return last_fiscal_year_end(latest, self.fiscal) if self.fiscal else latest

    def passed(self, period: Period, today: date, *, absent: bool = False) -> Condition:
        """Build the condition that the period has ended by `today`."""
        return Passed(self.clock, self.cutoff(period, today), absent)

    def running(self, period: Period, today: date) -> Condition:
        """Build the condition that the period has started and not ended by `today`."""
        return Running(self.clock, self.cutoff(period, today))

    def absent(self) -> Condition:
        """Build the condition that there is no start at all; one that cannot be trusted is not absent."""
        return Passed(self.clock, BEFORE_ALL, absent=True)

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
        return Start(clock)
    bound = any(event in c.events() for p in scene.inventory.datasets() for c in p.typed().values())
    return Start(OfPerson(event)) if bound else None


def local_clock(event: str, place: Place, scene: Scene) -> Clock | None:
    """Find the clock that the dataset's own system can read: own row, owner's row, else the latest owned row."""
    return _own(event, place) or _of_owner(event, place, scene) or _of_owned(event, place, scene)


def owners(place: Place, scene: Scene) -> tuple[tuple[Link, Place], ...]:
    """List the links to the rows that this dataset's rows belong to, in the same system."""
    inside = [(link, link.to.partition(".")) for link in place.dataset.links if link.as_ == "owner"]
    return tuple((link, scene.place(to[0], to[2])) for link, to in inside if to[0] == place.system)


def owned(place: Place, scene: Scene) -> tuple[tuple[Link, Place], ...]:
    """List the links by which rows of other datasets of the same system belong to this dataset's rows."""
    same = [p for p in scene.inventory.datasets() if p.system == place.system]
    return tuple((link, p) for p in same for link in p.dataset.links if link.as_ == "owner" and link.to == place.id)


def _own(event: str, place: Place) -> Clock | None:
    return next((Own(name) for name, column in place.typed().items() if event in column.events()), None)


def _of_owner(event: str, place: Place, scene: Scene, depth: int = 4) -> Clock | None:
    for link, owner in owners(place, scene) if depth else ():
        if inner := _own(event, owner) or _of_owner(event, owner, scene, depth - 1):
            return OfOwner(link, inner)
    return None


def _of_owned(event: str, place: Place, scene: Scene, depth: int = 4) -> Clock | None:
    for link, child in owned(place, scene) if depth else ():
        if inner := _own(event, child) or _of_owned(event, child, scene, depth - 1):
            return OfOwned(child.name, link, inner)
    return None


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
