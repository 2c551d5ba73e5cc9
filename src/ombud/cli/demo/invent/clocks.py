"""When things happened in an invented home: so that nothing of an activity is overdue, or just the one rule that is to be broken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ombud.cli.demo.days import between, due_next, overdue
from ombud.policy.model import Policy, RetentionRule
from ombud.policy.period import Period

_FRESH = 60
"""Days within which an event happened that starts no clock."""
_YEAR = 366


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that is to be broken: of which activity, and how many days too late its data are still there."""

    activity: str
    rule: RetentionRule
    days: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one home, told by its policy and the day it is built for."""

    policy: Policy
    today: date

    def day(self, rng: Random, serving: Sequence[str], events: Sequence[str], broken: Broken | None) -> date | None:
        """Invent the day on which the events of a row happened that serves some activities; None where they have not."""
        rules = [rule for rule in self.rules(*serving) if self._events(rule) & set(events)]
        if not rules:
            counted = any(self._events(rule) & set(events) for rule in self.rules(*self.policy.activities))
            return None if counted else self.today - timedelta(rng.randint(1, _FRESH))
        if broken and any(rule.rule == broken.rule.rule or rule.limit == "at_least" for rule in rules):
            return self._too_early(rules, broken)
        return self._running(rng, rules)

    def rules(self, *activities: str) -> tuple[RetentionRule, ...]:
        """List the rules of some activities."""
        held = (rule for name in activities for rule in self.policy.activities[name].retention)
        return tuple(rule for rule in held if isinstance(rule, RetentionRule))

    def ceilings(self, activity: str) -> Iterator[RetentionRule]:
        """List the rules of an activity that end the keeping; a floor ends nothing."""
        return (rule for rule in self.rules(activity) if rule.limit != "at_least")

    def _events(self, rule: RetentionRule) -> frozenset[str]:
        """Name the events a rule counts from; where one is derived, also what it is derived from."""
        named = {str(rule.after), rule.renew.after if rule.renew else str(rule.after)}
        derived = (self.policy.events[name].fiscal_year_of for name in named if name in self.policy.events)
        return frozenset(named | {name for name in derived if name})

    def _running(self, rng: Random, rules: Sequence[RetentionRule]) -> date | None:
        """Invent a day from which every rule still runs; what ends the keeping at once has not happened."""
        periods = [period for rule in rules for period in _periods(rule)]
        if not periods or Period() in periods:
            return None
        earliest = max(due_next(period, self.today) for period in periods) + timedelta(1)
        return between(rng, earliest, self.today - timedelta(1))

    def _too_early(self, rules: Sequence[RetentionRule], broken: Broken) -> date:
        """Give a day so long ago that the rule ended too many days ago, and before it every floor that counts from that day."""
        start = min(overdue(period, self.today, broken.days) for rule in rules for period in _periods(rule))
        return start - timedelta(_YEAR if any(rule.limit == "at_least" for rule in rules) else 0)


def _periods(rule: RetentionRule) -> list[Period]:
    told = (rule.period, rule.early.period if rule.early else None, rule.renew.period if rule.renew else None)
    return [period for period in told if isinstance(period, Period)]
