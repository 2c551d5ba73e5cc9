"""The days of the demo: every start lies somewhere around the end of a period, counted from one given day."""

from datetime import date, timedelta
from random import Random

from ombud.policy.period import Period

TEN_YEARS = Period.parse("P10Y")
FIVE_YEARS = Period.parse("P5Y")
THREE_YEARS = Period.parse("P3Y")
YEAR = Period.parse("P1Y")
AT_ONCE = Period.parse("P0D")


def overdue(period: Period, today: date, days: int) -> date:
    """Give the latest start whose period ended `days` days ago or earlier."""
    return period.latest_start(today - timedelta(days))


def due_next(period: Period, today: date) -> date:
    """Give the earliest start that is not due yet; as a rule it is due tomorrow."""
    return period.latest_start(today) + timedelta(1)


def due_today(period: Period, today: date) -> date:
    """Give a start that is due today; on a 29 February, when none is, the earliest that is not due yet."""
    start = period.latest_start(today)
    return start if period.after(start) == today else due_next(period, today)


def running(rng: Random, period: Period, today: date, least: int = 1) -> date:
    """Invent a start at least `least` days ago whose period still runs the day after tomorrow."""
    return between(rng, due_next(period, today) + timedelta(1), today - timedelta(least))


def between(rng: Random, first: date, last: date) -> date:
    """Invent a day from `first` to `last`, both included."""
    return date.fromordinal(rng.randint(first.toordinal(), max(first, last).toordinal()))
