"""The last day a rule lets a row stand, told from the row's own days; the predicate that erases has no part in it (DESIGN §7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ombud.inventory.model import Place
from ombud.plan.clocks import Scene, Start, rule_start, start_of
from ombud.plan.model import DEFAULT_START, UNKNOWN_START, Clock
from ombud.plan.retention.due import rules_of
from ombud.plan.retention.witness import Told
from ombud.policy.model import Gap, RetentionRule, covered

FOREVER = date.max
Starts = Mapping[Clock, date | None]


@dataclass(frozen=True, slots=True)
class Timed:
    """One rule as a dataset can tell it: the data it covers there, its clock, and the clocks that end it early or prolong it."""

    activity: str
    rule: RetentionRule
    data: frozenset[str]
    start: Start | None
    lacking: Start | None
    renewal: Start | None
    ends: tuple[Start, ...]

    @property
    def name(self) -> str:
        """Name the rule across activities."""
        return f"{self.activity}/{self.rule.rule}"

    def never_started(self, starts: Starts) -> bool:
        """Tell whether the law's event never happened to a row; one of which nobody can tell when has happened."""
        start = self.start
        return self.rule.limit == "at_least" and start is not None and start.may_be_absent and start.reading(starts.get) is None

    def clocks(self) -> Iterator[Clock]:
        """List the clocks that tell the rule's last day."""
        return (clock for start in (self.start, self.lacking, self.renewal, *self.ends) if start for clock in start.clocks)

    def last_day(self, starts: Starts, today: date) -> date | None:
        """Tell the last day the rule lets a row stand: the end of its period, or of what prolongs it; None without a clock."""
        first = _read(self.start, starts)
        # a start that is still to come is a slip of the pen, not an event: such a row has no clock
        if first is None or isinstance(self.rule.period, Gap) or first[0] > today:
            return None
        if any(_untold(start, starts) for start in (self.renewal, *self.ends)):
            return None
        end = min(self.rule.period.after(first[1]), self._early(first[1], starts))
        return max(end, *self._prolonged(starts), date.min) + timedelta(self.rule.limit == "at_least")

    def _early(self, first: date, starts: Starts) -> date:
        early = self.rule.early
        lacks = self.lacking and self.lacking.reading(starts.get) is None
        return early.period.after(first) if early and lacks else FOREVER

    def _prolonged(self, starts: Starts) -> Iterator[date]:
        if self.rule.renew and (again := _read(self.renewal, starts)):
            yield self.rule.renew.period.after(again[1])
        # an exception holds through its last day: the row goes on the day after
        yield from (end[1] + timedelta(1) for start in self.ends if (end := _read(start, starts)))


def told_until(told: Told, starts: Starts) -> date:
    """Tell the last day something above runs by a row; before all days where it tells none, for ever where nobody can tell which."""
    reading = starts[told.clock]
    if reading is None:
        return date.min
    if reading in (DEFAULT_START, UNKNOWN_START):
        return FOREVER
    return told.period.after(told.start.day(reading)) + timedelta(told.rule.limit == "at_least")


def timed(place: Place, scene: Scene) -> tuple[Timed, ...]:
    """List every rule that covers data of a dataset, each with its clocks."""
    return tuple(_timed(name, rule, place, scene) for name, rule in rules_of(place, scene))


def _timed(activity: str, rule: RetentionRule, place: Place, scene: Scene) -> Timed:
    def find(event: str | None) -> Start | None:
        return start_of(event, place, scene) if event else None

    data = place.data() & covered(scene.policy.activities[activity], rule)
    lacking, renewal = find(rule.early.lacking if rule.early else None), find(rule.renew.after if rule.renew else None)
    ends = tuple(end for unless in rule.unless if (end := find(unless.until)))
    return Timed(activity, rule, data, rule_start(rule, place, scene), lacking, renewal, ends)


def _read(start: Start | None, starts: Starts) -> tuple[date, date] | None:
    """Tell what the clock of a start reads, and the day that stands for; None for no start that can be trusted."""
    reading = start.reading(starts.get) if start else None
    return (reading, start.day(reading)) if start and reading and reading not in (DEFAULT_START, UNKNOWN_START) else None


def _untold(start: Start | None, starts: Starts) -> bool:
    """Tell whether something may prolong a rule of which nobody can tell when."""
    return start is not None and start.reading(starts.get) in (DEFAULT_START, UNKNOWN_START)
