"""The public holidays of Denmark, Sweden and Norway, each with the years in which it was one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal, assert_never

Country = Literal["DK", "SE", "NO"]
_FOREVER = 9999
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same day every year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Easter:
    """So many days from Easter Sunday."""

    days: int


@dataclass(frozen=True, slots=True)
class SaturdayFrom:
    """The first Saturday on or after a day of the year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday: where, when, and the first and last year in which it counts."""

    country: Country
    when: Fixed | Easter | SaturdayFrom
    first: int = 0
    last: int = _FOREVER


_COMMON = (Fixed(1, 1), Easter(-2), Easter(0), Easter(1), Easter(39), Easter(49), Fixed(12, 25), Fixed(12, 26))
_EVERYWHERE: tuple[Country, ...] = ("DK", "SE", "NO")

HOLIDAYS = (
    *(Holiday(country, when) for country in _EVERYWHERE for when in _COMMON),
    Holiday("DK", Easter(-3)),
    Holiday("DK", Easter(26), last=2023),  # Great Prayer Day, repealed by Act no. 214 of 6 March 2023
    Holiday("DK", Easter(50)),
    Holiday("NO", Easter(-3)),
    Holiday("NO", Fixed(5, 1)),
    Holiday("NO", Fixed(5, 17)),
    Holiday("NO", Easter(50)),
    Holiday("SE", Fixed(1, 6)),
    Holiday("SE", Fixed(5, 1)),
    Holiday("SE", Easter(50), last=2004),  # gave way to the National Day (lag 1989:253)
    Holiday("SE", Fixed(6, 6), first=2005),
    Holiday("SE", SaturdayFrom(6, 20)),
    Holiday("SE", SaturdayFrom(10, 31)),
)


@cache
def holidays(country: Country, year: int) -> frozenset[date]:
    """List the public holidays of one country in one year, Sundays beside them not included."""
    return frozenset(_day(one.when, year) for one in HOLIDAYS if one.country == country and one.first <= year <= one.last)


def is_working_day(day: date, country: Country) -> bool:
    """Tell whether a day is neither a Saturday, a Sunday nor a public holiday (Regulation 1182/71 Art. 2)."""
    return day.weekday() < _SATURDAY and day not in holidays(country, day.year)


def easter(year: int) -> date:
    """Give Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    century, golden = year // 100, year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - epact - year % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _day(when: Fixed | Easter | SaturdayFrom, year: int) -> date:
    match when:
        case Fixed(month, day):
            return date(year, month, day)
        case Easter(days):
            return easter(year) + timedelta(days)
        case SaturdayFrom(month, day):
            first = date(year, month, day)
            return first + timedelta((_SATURDAY - first.weekday()) % 7)
        case _:
            assert_never(when)
