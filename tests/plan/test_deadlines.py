"""Deadlines are counted as Regulation 1182/71 counts, with each country's holidays and their history."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import holidays as oracle
import pytest
from dateutil.easter import easter as western_easter
from dateutil.relativedelta import relativedelta

from ombud.plan.deadlines.counting import answer_by, hours_after, waited, working_days_after
from ombud.plan.deadlines.holidays import Country, easter, holidays, is_working_day

YEARS = range(2018, 2041)
COUNTRIES: tuple[Country, ...] = get_args(Country)
DENMARK = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("country", "received", "due"),
    [
        ("DK", date(2026, 1, 31), date(2026, 3, 2)),  # 28 February is a Saturday
        ("DK", date(2026, 3, 5), date(2026, 4, 7)),  # Easter Sunday, then Easter Monday
        ("DK", date(2026, 8, 31), date(2026, 9, 30)),  # a shorter month
        ("DK", date(2026, 4, 1), date(2026, 5, 1)),
        ("SE", date(2026, 4, 1), date(2026, 5, 4)),  # the First of May, then a weekend
        ("NO", date(2026, 4, 1), date(2026, 5, 4)),
    ],
)
def test_a_month_ends_on_its_date_or_on_the_next_working_day(country: Country, received: date, due: date) -> None:
    assert answer_by(received, country) == due


def test_two_further_months_count_from_receipt() -> None:
    assert answer_by(date(2026, 1, 31), "DK", extended=True) == date(2026, 4, 30)


def test_hours_do_not_move_for_weekends_and_know_of_summer_time() -> None:
    aware = datetime(2026, 3, 28, 20, 0, tzinfo=DENMARK)
    assert hours_after(aware, 72, DENMARK) == datetime(2026, 3, 31, 21, 0, tzinfo=DENMARK)
    assert hours_after(aware, 72, DENMARK).astimezone(UTC) - aware.astimezone(UTC) == timedelta(hours=72)


def test_great_prayer_day_is_a_holiday_until_2023() -> None:
    assert not is_working_day(date(2023, 5, 5), "DK")
    assert is_working_day(date(2024, 4, 26), "DK")


def test_waiting_for_identity_stops_the_clock_only_if_it_was_asked_for_at_once() -> None:
    received, proved = date(2026, 8, 3), date(2026, 8, 13)
    assert waited(received, date(2026, 8, 5), proved, "DK") == timedelta(8)
    assert waited(received, date(2026, 8, 11), proved, "DK") == timedelta()
    assert answer_by(received, "DK", waited=timedelta(8)) == date(2026, 9, 11)


def test_working_days_are_counted_over_a_weekend_and_a_holiday() -> None:
    assert working_days_after(date(2026, 4, 1), 1, "NO") == date(2026, 4, 7)  # Maundy Thursday to Easter Monday are none


@pytest.mark.parametrize("year", YEARS)
def test_easter_falls_where_the_oracle_says(year: int) -> None:
    assert easter(year) == western_easter(year)


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_day_is_a_holiday_or_none_as_the_oracle_says(country: Country) -> None:
    theirs = oracle.country_holidays(country, years=YEARS)
    for year in YEARS:
        assert holidays(country, year) == {day for day in theirs if day.year == year}


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("months", [1, 3])
def test_every_request_is_due_when_the_oracle_says(country: Country, months: int) -> None:
    theirs = oracle.country_holidays(country, years=range(2018, 2042))
    for received in (date(2018, 1, 1) + timedelta(n) for n in range(len(YEARS) * 365)):
        due = received + relativedelta(months=months)
        while due.weekday() >= 5 or due in theirs:
            due += timedelta(1)
        assert answer_by(received, country, extended=months == 3) == due
