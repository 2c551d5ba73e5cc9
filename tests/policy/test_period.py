"""Calendar periods against an independent calendar, and cut-offs against the plain search for them."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from ombud.policy.period import Period, fiscal_year_end, last_fiscal_year_end

EIGHT_YEARS = [date(2019, 1, 1) + timedelta(n) for n in range(8 * 365 + 2)]
PERIODS = [
    "P0D",
    "P1D",
    "P30D",
    "P90D",
    "P365D",
    "P1W",
    "P2W",
    "P1M",
    "P3M",
    "P6M",
    "P11M",
    "P13M",
    "P1Y",
    "P3Y",
    "P5Y",
    "P10Y",
    "P1Y6M",
    "P1M1D",
    "P1Y2M3W4D",
]
YEAR_ENDS = [(12, 31), (6, 30), (2, 28), (2, 29), (1, 31), (4, 1)]

days = st.dates(date(1950, 1, 1), date(2150, 1, 1))
periods = st.builds(Period, st.integers(0, 500), st.integers(0, 4000))


def by_the_oracle(period: Period, start: date) -> date:
    """Add the period as python-dateutil does."""
    return start + relativedelta(months=period.months) + timedelta(period.days)


@pytest.mark.parametrize("text", PERIODS)
def test_a_period_ends_where_an_independent_calendar_ends_it(text: str) -> None:
    period = Period.parse(text)
    assert [period.after(day) for day in EIGHT_YEARS] == [by_the_oracle(period, day) for day in EIGHT_YEARS]


@given(periods, days)
def test_any_period_ends_where_an_independent_calendar_ends_it(period: Period, start: date) -> None:
    assert period.after(start) == by_the_oracle(period, start)


@pytest.mark.parametrize("text", PERIODS)
def test_the_cut_off_is_the_latest_day_whose_period_has_ended(text: str) -> None:
    period, first = Period.parse(text), date(2008, 1, 1)
    starts = [first + timedelta(n) for n in range(20 * 365)]
    ended: dict[date, date] = {}
    for start in starts:  # the ends never go back, so the last start written for an end is the latest
        ended[by_the_oracle(period, start)] = start
    expected, latest = {}, first
    for today in starts:
        latest = ended.get(today, latest)
        expected[today] = latest
    assert {day: period.latest_start(day) for day in EIGHT_YEARS} == {day: expected[day] for day in EIGHT_YEARS}


@given(periods, days)
def test_any_cut_off_has_ended_and_the_day_after_it_has_not(period: Period, today: date) -> None:
    cut_off = period.latest_start(today)
    assert by_the_oracle(period, cut_off) <= today < by_the_oracle(period, cut_off + timedelta(1))


@given(periods, days)
def test_a_later_start_never_ends_earlier(period: Period, start: date) -> None:
    assert period.after(start) <= period.after(start + timedelta(1))


@given(periods, days)
def test_no_period_is_shorter_than_its_shortest(period: Period, start: date) -> None:
    assert (period.after(start) - start).days >= period.shortest_days()


def test_a_year_after_the_leap_day_ends_on_the_last_of_february() -> None:
    assert Period.parse("P1Y").after(date(2024, 2, 29)) == date(2025, 2, 28)
    assert Period.parse("P1M").after(date(2026, 1, 31)) == date(2026, 2, 28)


def test_the_cut_off_on_the_last_of_february_takes_the_leap_day_with_it() -> None:
    assert Period.parse("P1Y").latest_start(date(2025, 2, 28)) == date(2024, 2, 29)
    assert Period.parse("P1M").latest_start(date(2026, 2, 28)) == date(2026, 1, 31)


@given(periods)
def test_a_period_reads_back_as_it_was_written(period: Period) -> None:
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize("text", ["", "P", "1Y", "P1H", "PT1H", "P1YT1H", "P-1Y", "P1.5Y", "P1D1Y", "p1y", " P1Y", "P1Y "])
def test_what_is_no_period_of_days_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["P9999Y", "P9999999D", "P99999999999D"])
def test_a_period_beyond_the_calendar_ends_on_its_last_day(text: str) -> None:
    assert Period.parse(text).after(date(2026, 1, 1)) == date.max


def year_ends(ends: tuple[int, int]) -> list[date]:
    """List the fiscal year ends around the eight years, by trying every day."""
    month, day = ends
    around = [EIGHT_YEARS[0] - timedelta(800) + timedelta(n) for n in range(len(EIGHT_YEARS) + 1600)]
    return [d for d in around if d.month == month and (d.day == day or (d.day < day and (d + timedelta(1)).month != month))]


@pytest.mark.parametrize("ends", YEAR_ENDS)
def test_a_fiscal_year_ends_on_the_first_end_not_before_the_day(ends: tuple[int, int]) -> None:
    known = year_ends(ends)
    expected = {day: min(end for end in known if end >= day) for day in EIGHT_YEARS}
    assert {day: fiscal_year_end(day, ends) for day in EIGHT_YEARS} == expected


@pytest.mark.parametrize("ends", YEAR_ENDS)
def test_the_last_fiscal_year_ended_on_the_latest_end_not_after_the_day(ends: tuple[int, int]) -> None:
    known = year_ends(ends)
    expected = {day: max(end for end in known if end <= day) for day in EIGHT_YEARS}
    assert {day: last_fiscal_year_end(day, ends) for day in EIGHT_YEARS} == expected
