"""Until when: every clock starts at an event that shows somewhere, runs for a time that can be kept, and ends (GDPR Art. 5(1)(e))."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from ombud.policy.check.bases import all_bases, demands_nothing
from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import signs
from ombud.policy.finding import Finding, Path, Value
from ombud.policy.model import Activity, Demand, Gap, RetentionRule, covered, law_of
from ombud.policy.period import Period, fiscal_year_end

OWN_SYSTEM = "ombud"  # what Ombud keeps itself: log, proofs, those not to be contacted; no inventory lists it
_LONGEST = Period(months=100 * 12)
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_DAYS = tuple(date(2023, 1, 1) + timedelta(day) for day in range(4 * 365 + 1))

RuleCheck = Callable[[Look, Path, Activity, RetentionRule], Iterator[Finding]]


def rules(look: Look) -> Iterator[Finding]:
    """Ask every check of every rule."""
    for name, rule in look.policy.rules():
        path, activity = ("activities", name, "retention", rule.rule), look.policy.activities[name]
        for check in _OF_A_RULE:
            yield from check(look, path, activity, rule)


# ------------------------------------------------------------------ the start


def _starts(look: Look, path: Path, _: Activity, rule: RetentionRule) -> Iterator[Finding]:
    named = {"after": rule.after if isinstance(rule.after, str) else None}
    named |= {"renew": rule.renew.after if rule.renew else None, "early": rule.early.lacking if rule.early else None}
    named |= {f"unless.{at}": unless.until for at, unless in enumerate(rule.unless)}
    for place, event in named.items():
        if event is not None and event in look.policy.events and not bound(look, event):
            wording = "event-unbound" if look.bindings else "event-unbound.system"
            yield look.error(wording, (*path, *place.split(".")), "GDPR Art. 5(1)(e)", event=event, rule=rule.rule)


def bound(look: Look, event: str) -> bool:
    """Tell whether some column shows the event, or the one it is derived from; without an inventory, whether a system is named."""
    base = base_of(look, event)
    known = look.policy.events.get(base)
    if look.bindings:
        return base in look.bindings.events or (known is not None and OWN_SYSTEM in known.systems)
    return known is not None and any(name in look.policy.systems for name in known.systems)


def base_of(look: Look, event: str) -> str:
    """Follow a derived event to the one that columns show; a circle ends where it began."""
    seen = {event}
    while (found := look.policy.events.get(event)) and found.fiscal_year_of and found.fiscal_year_of not in seen:
        event = found.fiscal_year_of
        seen.add(event)
    return event


def _assumed(look: Look, path: Path, _: Activity, rule: RetentionRule) -> Iterator[Finding]:
    event = look.policy.events.get(rule.after) if isinstance(rule.after, str) else None
    if event and event.assumed:
        yield look.warning("start-assumed", (*path, "after"), "GDPR Art. 13(2)(a)", rule=rule.rule)


def _early_start(look: Look, path: Path, _: Activity, rule: RetentionRule) -> Iterator[Finding]:
    """Report a ceiling that counts from a beginning: what it is kept for may not have ended when the time is up."""
    if not isinstance(rule.after, str) or rule.limit == "at_least" or rule.alive is not None:
        return
    if rule.after.rpartition(".")[2] in signs(look.packs, "beginning"):
        yield look.warning("clock-starts-early", (*path, "after"), "GDPR Art. 5(1)(e)", rule=rule.rule)


def _while_consent(look: Look, path: Path, activity: Activity, rule: RetentionRule) -> Iterator[Finding]:
    if rule.alive == "consent" and all(basis.gdpr != "6.1.a" for basis in all_bases(activity)):
        yield look.error("consent-not-a-basis", (*path, "while"), "GDPR Art. 6(1)(a)", rule=rule.rule)


def fiscal_years(look: Look) -> Iterator[Finding]:
    """Report a fiscal year without its last day, and events that are derived from themselves."""
    for name, event in look.policy.events.items():
        path = ("events", name)
        if event.fiscal_year_of and not _MONTH_DAY.fullmatch(event.ends or ""):
            yield look.error("fiscal-year-end", path, event=name)
        if (base := look.policy.events.get(base_of(look, name))) and base.fiscal_year_of in look.policy.events:
            yield look.error("event-circle", path, event=name)


# ------------------------------------------------------------------ the length


def _sane(look: Look, path: Path, _: Activity, rule: RetentionRule) -> Iterator[Finding]:
    if isinstance(rule.period, Period) and rule.period.shortest_days() > _LONGEST.shortest_days():
        yield look.error("period-too-long", (*path, "for"), rule=rule.rule)


def _earlier(look: Look, path: Path, _: Activity, rule: RetentionRule) -> Iterator[Finding]:
    if rule.early and isinstance(rule.period, Period) and not _always_before(rule.early.period, rule.period):
        said: dict[str, Value] = {"rule": rule.rule, "early": rule.early.period, "period": rule.period}
        yield look.error("early-not-earlier", (*path, "early", "for"), "GDPR Art. 12(1)", **said)


def _always_before(one: Period, other: Period) -> bool:
    """Tell whether a period ends before another from whichever day both start; unlike units are tried on every day of four years."""
    if one.months <= other.months and one.days <= other.days:
        return one != other
    return all(one.after(day) < other.after(day) for day in _DAYS)


def floors(look: Look) -> Iterator[Finding]:
    """Report a floor that outlasts every ceiling on the same datum counted from the same event."""
    for name, activity in look.policy.activities.items():
        own = [rule for rule in activity.retention if isinstance(rule, RetentionRule)]
        for floor in (rule for rule in own if rule.limit == "at_least"):
            for datum in sorted(covered(activity, floor)):
                ceilings = [rule for rule in own if rule.limit != "at_least" and datum in covered(activity, rule)]
                if ceilings and all(_passes(look, floor, ceiling) for ceiling in ceilings):
                    yield _floor(look, name, floor, ceilings[0], datum)
                    break


def _floor(look: Look, activity: str, floor: RetentionRule, ceiling: RetentionRule, datum: str) -> Finding:
    path = ("activities", activity, "retention", floor.rule)
    return look.error("floor-above-ceiling", path, "GDPR Art. 5(1)(e)", rule=floor.rule, datum=datum, ceiling=ceiling.rule)


def _passes(look: Look, floor: RetentionRule, ceiling: RetentionRule) -> bool:
    long, short = floor.period, ceiling.period
    if isinstance(floor.after, Gap) or isinstance(ceiling.after, Gap) or isinstance(long, Gap) or isinstance(short, Gap):
        return False
    if base_of(look, floor.after) != base_of(look, ceiling.after):
        return False
    return _outlasts(look, (floor.after, long), (ceiling.after, short))


Clock = tuple[str, Period]


def _outlasts(look: Look, one: Clock, other: Clock) -> bool:
    """Tell whether there is a day of their common event from which one clock ends after the other."""
    if one[0] == other[0] and (one[1] == other[1] or _always_before(one[1], other[1])):
        return False
    first, second = _start(look, one[0]), _start(look, other[0])
    return any(one[1].after(first(day)) > other[1].after(second(day)) for day in _DAYS)


def _start(look: Look, event: str) -> Callable[[date], date]:
    """Tell how a day of the base event becomes the start of the clock."""
    known = look.policy.events.get(event)
    if known and known.fiscal_year_of and _MONTH_DAY.fullmatch(known.ends or ""):
        month, day = map(int, str(known.ends).split("-"))
        return lambda start: fiscal_year_end(start, (month, day))
    return lambda start: start


def _law_lengths(look: Look, path: Path, _: Activity, rule: RetentionRule) -> Iterator[Finding]:
    """Compare the rule with what the laws it cites demand and allow, where they count from the same event."""
    for citation in rule.why:
        act = look.policy.laws.get(law_of(citation)) if isinstance(citation, str) else None
        if act and act.demands and act.demands.limit == "at_least" and _differs(look, act.demands, rule, shorter=True):
            yield look.error("shorter-than-law", path, rule=rule.rule, law=act.ref, period=act.demands.keep)
        for ref, demand in ((act.ref, act.demands), (act.ref, act.allows)) if act else ():
            if demand and demand.limit != "at_least" and _differs(look, demand, rule, shorter=False):
                yield look.error("longer-than-law", path, rule=rule.rule, law=ref, period=demand.keep)


def _differs(look: Look, demand: Demand, rule: RetentionRule, *, shorter: bool) -> bool:
    if isinstance(rule.after, Gap) or isinstance(rule.period, Gap):
        return False
    of_law, own = (demand.after or rule.after, demand.keep), (rule.after, rule.period)
    if base_of(look, of_law[0]) != base_of(look, rule.after):
        return False
    return _outlasts(look, of_law, own) if shorter else _outlasts(look, own, of_law)


def _limitation(look: Look, path: Path, activity: Activity, rule: RetentionRule) -> Iterator[Finding]:
    """Keeping because claims may come is an interest of ours (6.1.f); an act that ends claims is no duty to keep."""
    carried = rule.withstands == "legal_claims" and any(basis.gdpr == "6.1.f" for basis in all_bases(activity))
    for name in (name for name in rule.why if isinstance(name, str) and not carried):
        if demands_nothing(look, name):
            yield look.warning("law-demands-nothing.why", (*path, "why"), "GDPR Art. 17(3)(e)", law=law_of(name))


def uncovered(look: Look) -> Iterator[Finding]:
    """Report data of an activity that none of its rules covers."""
    for name, activity in look.policy.activities.items():
        own = [rule for rule in activity.retention if isinstance(rule, RetentionRule)]
        if own and len(own) == len(activity.retention):
            for datum in sorted(set(activity.data).difference(*(covered(activity, rule) for rule in own))):
                path = ("activities", name, "data", datum)
                yield look.error("datum-without-retention", path, "GDPR Art. 13(2)(a)", activity=name, datum=datum)


_OF_A_RULE: tuple[RuleCheck, ...] = (_starts, _assumed, _early_start, _while_consent, _sane, _earlier, _law_lengths, _limitation)
CHECKS = (rules, fiscal_years, floors, uncovered)
