"""Calendar periods (ISO 8601) and the one rule for month ends that every engine shares."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_FORM = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A length of calendar time: months, then days (ISO 8601 `PnYnMnWnD`)."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `P1Y6M`, `P2W` or `P30D`; raise ValueError for anything else, hours included."""
        found = _FORM.fullmatch(text)
        if not found:
            reason = "not an ISO 8601 period of years, months, weeks or days, such as P1Y or P30D"
            raise ValueError(reason)
        years, months, weeks, days = (int(part or 0) for part in found.groups())
        return cls(years * 12 + months, weeks * 7 + days)

    def __str__(self) -> str:
        """Write the period in its shortest ISO 8601 form."""
        years, months = divmod(self.months, 12)
        parts = f"{years}Y" * bool(years) + f"{months}M" * bool(months) + f"{self.days}D" * bool(self.days)
        return f"P{parts or '0D'}"

    def after(self, start: date) -> date:
        """Tell the day the period ends: same day of the month, or the month's last (Reg. 1182/71 Art. 3)."""
        years, month = divmod(start.month - 1 + self.months, 12)
        year = start.year + years
        if year > date.max.year:
            return date.max
        day = min(start.day, monthrange(year, month + 1)[1])
        return _shift(date(year, month + 1, day), self.days)

    def latest_start(self, today: date) -> date:
        """Tell the cut-off: the latest day whose period has ended by `today` (not today minus the period: 29 February)."""
        guess = _months_back(_shift(today, -self.days), self.months)
        while self.after(guess) <= today and guess < date.max:
            guess = _shift(guess, 1)
        while self.after(guess) > today and guess > date.min:
            guess = _shift(guess, -1)
        return guess

    def shortest_days(self) -> int:
        """Tell the least number of days the period can last, to compare periods of unlike units."""
        return self.months // 12 * 365 + self.months % 12 * 28 + self.days


def fiscal_year_end(day: date, ends: tuple[int, int]) -> date:
    """Tell the end of the fiscal year that holds `day`, for a year that ends on (month, day)."""
    end = _month_day(day.year, ends)
    return end if day <= end else _month_day(day.year + 1, ends)


def last_fiscal_year_end(day: date, ends: tuple[int, int]) -> date:
    """Tell the latest fiscal year end that is not after `day`."""
    end = _month_day(day.year, ends)
    return end if end <= day else _month_day(day.year - 1, ends)


def _month_day(year: int, ends: tuple[int, int]) -> date:
    return date(year, ends[0], min(ends[1], monthrange(year, ends[0])[1]))


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _months_back(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 - months, 12)
    year = max(day.year + years, 1)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
