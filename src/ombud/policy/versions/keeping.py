"""Whether a change means that data are kept longer or shorter, from the periods and from what may stretch them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from ombud.policy.model import Activity, Policy, RetentionRule, covered
from ombud.policy.period import Period
from ombud.policy.versions.diff import Difference

Keeping = Literal["longer keeping", "shorter keeping"]

_STRETCHES = frozenset({"unless", "while", "renew", "withstands", "extend", "as_a_rule", "leaves"})
"""What lets data stay past their period: when it comes they are kept longer, when it goes shorter."""
_SHORTENS = frozenset({"early", "always"})
"""What makes data go before their period."""
_CYCLE = range(2000, 2400)
"""The calendar repeats after four hundred years."""


def compared(old: Period, new: Period) -> Keeping | None:
    """Compare two periods over every day they can start on: longer if it ever ends later, shorter if it only ever ends sooner."""
    months, days = new.months - old.months, new.days - old.days
    if (months, days) == (0, 0):
        return None
    if months >= 0 and days >= 0:
        return "longer keeping"
    if months <= 0 and days <= 0:
        return "shorter keeping"
    return "longer keeping" if _ever_later(old, new) else "shorter keeping"


def _ever_later(old: Period, new: Period) -> bool:
    return any(new.after(start) > old.after(start) for start in _starts())


def _starts() -> Iterator[date]:
    """List the days on which periods can differ: every month's first and its last four, where months end unlike."""
    for year in _CYCLE:
        for month in range(1, 13):
            last = monthrange(year, month)[1]
            yield from (date(year, month, day) for day in (1, *range(last - 3, last + 1)))


def keeping(change: Difference, old: Policy, new: Policy) -> Keeping | None:
    """Tell whether a change of a retention rule, a place or a law keeps data longer or shorter; None where it cannot be told."""
    before, after = change.before, change.after
    if isinstance(before, Period) and isinstance(after, Period):
        return compared(before, after)
    if change.path[:1] == ("activities",) and "retention" in change.path:
        return _of_rule(change, old, new)
    if change.path[-1] == "expires":
        return "shorter keeping" if change.how == "added" else "longer keeping" if change.how == "removed" else None
    return None


def _of_rule(change: Difference, old: Policy, new: Policy) -> Keeping | None:
    inside = change.path[change.path.index("retention") + 2 :]
    if not inside:
        return _by_rule(change, old, new)
    comes = change.how == "added" or change.after is True
    goes = change.how == "removed" or change.after is False
    if not (comes or goes):
        return None
    stretches, shortens = _STRETCHES & set(inside), _SHORTENS & set(inside)
    if bool(stretches) == bool(shortens):
        return None
    return "longer keeping" if bool(stretches) == comes else "shorter keeping"


def _by_rule(change: Difference, old: Policy, new: Policy) -> Keeping | None:
    """Weigh a rule that came or went: a floor keeps longer; a first ceiling keeps shorter, a further one longer."""
    rule = change.after or change.before
    if not isinstance(rule, RetentionRule):
        return None
    before, after = old.activities.get(change.path[1]), new.activities.get(change.path[1])
    if before is None or after is None:
        return None
    comes = change.how == "added"
    if rule.limit == "at_least":
        return "longer keeping" if comes else "shorter keeping"
    with_it, without = (after, before) if comes else (before, after)
    bare = not all(_ceilings(without).get(datum) for datum in covered(with_it, rule))
    return "shorter keeping" if bare == comes else "longer keeping"


def _ceilings(activity: Activity) -> Mapping[str, int]:
    """Count the ceilings over each datum."""
    rules = [rule for rule in activity.retention if isinstance(rule, RetentionRule) and rule.limit != "at_least"]
    return {datum: sum(datum in covered(activity, rule) for rule in rules) for datum in activity.data}
