"""Longer or shorter: told from periods as an independent calendar tells it."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.policy.period import Period
from ombud.policy.versions.keeping import compared

periods = st.builds(Period, st.integers(0, 30), st.integers(0, 60))
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def end(start: date, period: Period) -> date:
    """Tell where a period ends, by another calendar than ours."""
    return start + relativedelta(months=period.months) + timedelta(days=period.days)


@given(periods, periods, st.lists(days, min_size=20, max_size=60))
def test_what_is_called_shorter_never_ends_later(old: Period, new: Period, starts: list[date]) -> None:
    told = compared(old, new)
    assert told != "shorter keeping" or all(end(start, new) <= end(start, old) for start in starts)
    assert told is not None or all(end(start, new) == end(start, old) for start in starts)


@given(periods, periods)
@settings(max_examples=40, deadline=None)
def test_what_is_called_longer_ends_later_for_some_start(old: Period, new: Period) -> None:
    if compared(old, new) == "longer keeping":
        starts = (date(2000, 1, 1) + timedelta(days=number) for number in range(366 * 8))
        assert any(end(start, new) > end(start, old) for start in starts)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("P1Y", "P12M", None),
        ("P30D", "P1M", "longer keeping"),
        ("P1M", "P30D", "longer keeping"),  # February
        ("P1M", "P27D", "shorter keeping"),
        ("P1Y", "P365D", "shorter keeping"),
        ("P365D", "P1Y", "longer keeping"),
    ],
)
def test_known_pairs(old: str, new: str, told: str | None) -> None:
    assert compared(Period.parse(old), Period.parse(new)) == told
