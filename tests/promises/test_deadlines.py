"""The last day a rule lets a row stand, against another calendar than ours."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from ombud.plan.clocks import Start
from ombud.plan.model import DEFAULT_START, UNKNOWN_START, Own
from ombud.policy.model import Early, Gap, Renew, RetentionRule, Unless
from ombud.policy.period import Period
from ombud.promises.deadlines import Timed

TODAY = date(2026, 11, 22)
BEGAN, HELPED, MET, OFFER = (Own(name) for name in ("began", "helped", "met", "offer"))
PAST = st.dates(date(1990, 1, 1), TODAY)
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
PERIODS = st.builds(Period, st.integers(0, 240), st.integers(0, 400))


def rule(period: Period | Gap, **more: object) -> Timed:
    made = RetentionRule("rule", "began", period, **more)  # type: ignore[arg-type] # the parts of a rule, whatever their type
    return Timed("activity", made, frozenset({"email"}), Start(BEGAN), Start(HELPED), Start(MET), (Start(OFFER),))


def later(day: date, period: Period) -> date:
    return day + relativedelta(months=period.months) + timedelta(period.days)


@given(PAST, PERIODS)
def test_a_ceiling_ends_when_its_period_does(began: date, period: Period) -> None:
    assert rule(period).last_day({BEGAN: began}, TODAY) == later(began, period)


@given(PAST, PERIODS)
def test_a_floor_lets_go_a_day_later(began: date, period: Period) -> None:
    assert rule(period, limit="at_least").last_day({BEGAN: began}, TODAY) == later(began, period) + timedelta(1)


@given(PAST, PERIODS, PERIODS)
def test_a_row_that_lacks_the_event_ends_early(began: date, period: Period, short: Period) -> None:
    early = rule(period, early=Early("no_help", short, "helped"))
    assert early.last_day({BEGAN: began}, TODAY) == min(later(began, period), later(began, short))
    assert early.last_day({BEGAN: began, HELPED: began}, TODAY) == later(began, period)


@given(PAST, PERIODS, DAYS, PERIODS)
def test_a_later_event_prolongs_and_never_shortens(began: date, period: Period, met: date, again: Period) -> None:
    renewed = rule(period, renew=Renew("they_met", "met", again))
    assert renewed.last_day({BEGAN: began, MET: met}, TODAY) == max(later(began, period), later(met, again))


@given(PAST, PERIODS, DAYS)
def test_an_exception_with_a_date_prolongs_through_it_and_the_row_goes_the_day_after(began: date, period: Period, offer: date) -> None:
    prolonged = rule(period, unless=(Unless("offer", "machine", "offer"),))
    assert prolonged.last_day({BEGAN: began, OFFER: offer}, TODAY) == max(later(began, period), offer + timedelta(1))


@given(st.sampled_from([None, DEFAULT_START, UNKNOWN_START]) | st.dates(TODAY + timedelta(1), date(2100, 1, 1)), PERIODS)
def test_a_start_that_says_nothing_has_no_last_day(began: date | None, period: Period) -> None:
    assert rule(period).last_day({BEGAN: began}, TODAY) is None


@given(PAST)
def test_a_period_that_is_open_has_no_last_day(began: date) -> None:
    assert rule(Gap("G1")).last_day({BEGAN: began}, TODAY) is None


@given(PAST, st.integers(1, 12))
def test_a_fiscal_year_ends_on_or_after_the_day_it_holds(began: date, years: int) -> None:
    books = RetentionRule("books", "year_end", Period(12 * years), limit="at_least")
    last = Timed("a", books, frozenset(), Start(BEGAN, (12, 31)), None, None, ()).last_day({BEGAN: began}, TODAY)
    assert last == date(began.year + years + 1, 1, 1)
