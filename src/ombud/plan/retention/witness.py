"""Rows whose day tells a rule on the rows they belong to: as long as that rule runs by it, they stay (docs/decisions/0016)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ombud.inventory.model import Link, Place
from ombud.plan.clocks import Scene, Start, ceiling_end, prolonging, rule_start, ties
from ombud.plan.model import ALWAYS, NEVER, Clock, Condition, Every, IsNot, NoStart, OfOwned, Own, Passed, Running, Some, Under
from ombud.plan.parts import own_part
from ombud.plan.retention.due import let_go, rules_of
from ombud.plan.serving import both, either, negated, serves
from ombud.policy.model import Gap, RetentionRule
from ombud.policy.period import Period


@dataclass(frozen=True, slots=True)
class Told:
    """A rule on rows above that a dataset's rows tell by a clock: for which of these it runs, and for which no more."""

    owner: Place
    rule: RetentionRule
    activity: str
    period: Period
    start: Start
    top: Clock
    clock: Clock
    serving: Under
    running: Condition
    over: Condition


def told_no_more(place: Place, scene: Scene, datum: str | None = None) -> tuple[Condition, ...]:
    """Build the conditions that nothing above still runs by the day of a row, or by a datum of it."""
    told = (one for one in told_above(place, scene, datum) if datum is None or place.typed()[_column(one)].is_ == datum)
    return tuple(dict.fromkeys(one.over for one in told))


def led_no_more(place: Place, below: frozenset[str], scene: Scene) -> tuple[Condition, ...]:
    """Build the conditions that nothing above still runs by rows of some datasets that belong to a row."""
    led = (one.over for one in all_told(place, scene) if isinstance(one.clock, OfOwned) and one.clock.dataset in below)
    return tuple(dict.fromkeys(led))


def tells_still(place: Place, scene: Scene) -> tuple[Condition, ...]:
    """Build the condition that something above still runs by the day of a row."""
    return (either(NEVER, *(one.running for one in told_above(place, scene))),)


def telling_columns(place: Place, scene: Scene) -> frozenset[str]:
    """Name the columns by which rows tell a rule above, and those that tie them to what they belong to."""
    days = frozenset(_column(one) for one in told_above(place, scene))
    return days | frozenset(ties(place, scene)) if days else days


def told_above(place: Place, scene: Scene, datum: str | None = None) -> tuple[Told, ...]:
    """List the rules above that rows tell by a day of their own."""
    return tuple(one for one in all_told(place, scene, datum) if isinstance(one.clock, Own))


def all_told(place: Place, scene: Scene, datum: str | None = None) -> tuple[Told, ...]:
    """List the rules above that rows tell, by a day of their own or below, without those that hold the rows, or the datum, themselves."""
    found = scene.once(("told above", place.id), lambda: tuple(_told_above(place, scene)))
    data = None if datum is None else frozenset({datum})
    return tuple(one for one in found if not _held_by_itself(one, place, scene, data))


def unsettled(place: Place, scene: Scene) -> frozenset[Clock]:
    """Name the clocks of a dataset told by rows below that may go before they have a day, so that the clock then reads another."""
    below = [child for child in scene.inventory.datasets() if child.system == place.system]
    return frozenset(one.top for child in below for one in told_above(child, scene) if one.owner == place)


def _column(told: Told) -> str:
    return told.clock.column if isinstance(told.clock, Own) else ""


def _held_by_itself(told: Told, place: Place, scene: Scene, data: frozenset[str] | None) -> bool:
    named = [(activity, rule.rule) for activity, rule in rules_of(place, scene, data=data)]
    return (told.activity, told.rule.rule) in named and serves(place, told.activity) == ALWAYS


def _told_above(place: Place, scene: Scene) -> Iterator[Told]:
    for owner in (p for p in scene.inventory.datasets() if p.system == place.system):
        for activity, rule in rules_of(owner, scene):
            for period, start in _running(rule, owner, scene):
                cutoff = start.cutoff(period, ceiling_end(rule, scene.today))
                for top, (links, dataset, clock) in ((whole, stop) for whole in start.clocks for stop in _way(whole)):
                    if dataset == place.name:
                        serving = _above(links, own_part(serves(owner, activity)))
                        yield Told(owner, rule, activity, period, start, top, clock, serving, *_by_day(clock, cutoff, serving))


def _running(rule: RetentionRule, owner: Place, scene: Scene) -> Iterator[tuple[Period, Start]]:
    """List the clocks of a rule that keep a row the longer the later they are: a law's own, and those that prolong any rule."""
    if isinstance(rule.period, Gap) or let_go(rule, owner, scene, alone=False) == NEVER:
        return
    if rule.limit == "at_least" and (start := rule_start(rule, owner, scene)):
        yield rule.period, start
    yield from prolonging(rule, owner, scene)


def _way(clock: Clock, links: tuple[Link, ...] = ()) -> Iterator[tuple[tuple[Link, ...], str, Clock]]:
    """Follow a clock down to the rows that tell it: by which links, to which dataset, and what its rows read."""
    if isinstance(clock, OfOwned):
        further = (*links, clock.link)
        yield further, clock.dataset, clock.clock
        yield from _way(clock.clock, further)


def _above(links: Iterable[Link], condition: Condition) -> Under:
    """Build the condition that the row at the top passes one, from the row at the end of the links below it."""
    first, *further = links
    found = Under(first, condition, expected=True)
    for link in further:
        found = Under(link, found, expected=True)
    return found


def _by_day(clock: Clock, cutoff: date, serving: Under) -> tuple[Condition, Condition]:
    """Tell for which rows a rule above runs, and for which no more: a day that nobody can read may be any; an empty one is none."""
    unreadable = [Every((NoStart(clock), IsNot(clock.column, (None,))))] if isinstance(clock, Own) else []
    running = both(serving, Some((Running(clock, cutoff), *unreadable)))
    return running, either(negated(serving), Passed(clock, cutoff, absent=True))
