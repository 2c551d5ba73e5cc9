"""When an answer is owed: periods of the law counted by Regulation 1182/71, with national holidays (GDPR Art. 12(3), 33(1))."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ombud.plan.deadlines.holidays import Country, is_working_day
from ombud.policy.period import Period

ANSWER = Period(months=1)
"""One month from receipt (GDPR Art. 12(3))."""

EXTENDED = Period(months=3)
"""One month and two further ones, counted from receipt (GDPR Art. 12(3))."""

AT_ONCE = 3
"""Working days within which identity must be asked for if waiting for it is to stop the clock (EDPB 01/2022, *without undue delay*)."""


def ends_on(start: date, period: Period, country: Country) -> date:
    """Give the last day of a period: a weekend or holiday moves it to the next working day (Art. 3(2)(c), 3(4))."""
    return working_day_from(period.after(start), country)


def working_day_from(day: date, country: Country) -> date:
    """Give the day itself when it is a working day, else the next one that is."""
    while not is_working_day(day, country):
        day += timedelta(1)
    return day


def working_days_after(day: date, count: int, country: Country) -> date:
    """Go so many working days forward; the day itself is not counted (Art. 3(1))."""
    for _ in range(count):
        day = working_day_from(day + timedelta(1), country)
    return day


def hours_after(moment: datetime, hours: int, zone: ZoneInfo) -> datetime:
    """Give the end of a period in hours, which no weekend or holiday moves (GDPR Art. 33(1)), in local time."""
    return (moment.astimezone(ZoneInfo("UTC")) + timedelta(hours=hours)).astimezone(zone)


def answer_by(received: date, country: Country, *, extended: bool = False, waited: timedelta = timedelta()) -> date:
    """Give the last day to answer a request that came on a day; days waited for proof of identity do not count."""
    return ends_on(received + waited, EXTENDED if extended else ANSWER, country)


def waited(received: date, asked: date, proved: date, country: Country) -> timedelta:
    """Tell how long waiting for identity stopped the clock: not at all unless it was asked for at once (EDPB 01/2022)."""
    return proved - asked if asked <= working_days_after(received, AT_ONCE, country) else timedelta()
