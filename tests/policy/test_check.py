"""Each fault, planted alone in a policy without faults, is found and nothing else is."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.policy.check import Bindings, check
from ombud.policy.parse import parse
from ombud.policy.period import Period
from tests.policy.small import PACKS, SMALL, SMALL_EVENTS, TODAY, codes, found, in_english, planned, planted, rulepacks

HASHED = "{fields: [email], form: keyed_hash, why: [gdpr 5.2], for: P2Y}"
CASE = "- {rule: case, data: [email], after: case.closed, for: P3Y, limit: at_most}"

FAULTS = planned(Path(__file__).with_name("faults.yaml"))


def test_a_policy_without_faults_has_no_findings() -> None:
    assert found() == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(fault: str) -> None:
    code, severity, changes = FAULTS[fault]
    assert codes(found(*changes)) == {code: severity}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_finding_says_where_and_what_to_write(fault: str) -> None:
    for finding in found(*FAULTS[fault][2]):
        assert finding.line > 1
        assert finding.hint
        assert finding.message.endswith(".")
        assert finding.file == "policy.yaml"


def test_consent_nobody_can_withdraw_is_found_twice() -> None:
    leave = "    leave: {any_time: true, channels: [link_in_every_issue, email], effect: [remove_from_list, erase_all]}\n"
    findings = found((leave, ""), ("withdrawal: [any_time, email]", "withdrawal: [email]"))
    assert codes(findings) == {"consent-without-withdrawal": "error"}


def test_a_plain_name_contradicts_erasing_all() -> None:
    findings = found(("effect: [remove_from_list, erase_all]", "effect: [erase_all]"), (HASHED, HASHED.replace("keyed_hash", "plain")))
    assert codes(findings) == {"proof-is-plain": "error", "erases-all-but": "error"}


def test_an_event_derived_from_itself_is_a_circle() -> None:
    findings = found(("fiscal_year_of: order.paid", "fiscal_year_of: year_end"))
    assert "event-circle" in codes(findings)


def test_a_finding_stands_at_the_line_of_its_fault() -> None:
    (finding,) = found(("after: case.closed", "after: case.close"))
    mark = planted().marks[finding.path]
    assert (finding.line, finding.column) == (mark.line, mark.column)
    assert finding.path == ("activities", "request", "retention", "case", "after")
    assert finding.hint == "Did you mean `case.closed`?"


months_and_days = st.builds(Period, st.integers(0, 30), st.integers(0, 400))
FOUR_YEARS = [date(2020, 1, 1) + timedelta(n) for n in range(4 * 365 + 1)]


def ends(period: Period, start: date) -> date:
    """Add the period as python-dateutil does."""
    return start + relativedelta(months=period.months) + timedelta(period.days)


@given(months_and_days, months_and_days)
@settings(max_examples=30)
def test_a_floor_is_a_fault_when_from_some_day_it_outlasts_the_ceiling(floor: Period, ceiling: Period) -> None:
    text = f"{CASE}\n      - {{rule: floor, data: [email], after: case.closed, for: {floor}, limit: at_least}}".replace("P3Y", str(ceiling))
    expected = any(ends(floor, day) > ends(ceiling, day) for day in FOUR_YEARS)
    assert ("floor-above-ceiling" in codes(found((CASE, text)))) == expected


@given(months_and_days)
@settings(max_examples=30)
def test_an_early_end_is_a_fault_unless_it_is_earlier_from_every_day(early: Period) -> None:
    shorter = ("for: P6Y\n        limit: at_most", "for: P13M\n        limit: at_most")
    findings = found(shorter, ("for: P3Y, lacking", f"for: {early}, lacking"))
    expected = any(ends(early, day) >= ends(Period(13), day) for day in FOUR_YEARS)
    assert ("early-not-earlier" in codes(findings)) == expected


def test_floors_and_ceilings_from_different_events_are_not_compared() -> None:
    floor = "      - {rule: floor, data: [email], after: case.decided, for: P9Y, limit: at_least}"
    assert found((CASE, f"{CASE}\n{floor}")) == ()


def test_a_floor_below_one_of_several_ceilings_is_no_fault() -> None:
    floor = "      - {rule: floor, data: [email], after: case.closed, for: P4Y, limit: at_least}"
    longer = "      - {rule: longer, data: [email], after: case.closed, for: P5Y}"
    assert found((CASE, f"{CASE}\n{floor}\n{longer}")) == ()


def test_the_bookkeeping_act_turns_red_on_the_day_it_was_replaced() -> None:
    old = (("DK LOV 700/2022, cite", "DK LBK 648/2006, cite"), (", valid_from: 2022-07-01", ""))
    assert "law-replaced" not in codes(found(*old, as_of=date(2022, 6, 30)))
    assert "law-replaced" in codes(found(*old, as_of=date(2022, 7, 1)))


def test_an_inventory_that_shows_the_events_binds_the_clocks() -> None:
    assert found(bindings=Bindings(SMALL_EVENTS, {})) == ()


def test_an_event_no_column_shows_is_found_with_the_inventory() -> None:
    findings = found(bindings=Bindings(frozenset(), {}))
    assert codes(findings) == {"event-unbound": "error"}
    assert {f.path[1] for f in findings} == {"customer", "news", "request", "no_contact"}


def test_what_ombud_keeps_itself_needs_no_inventory() -> None:
    changes = (
        ("  shop: {location", "  ombud: {location: DK}\n  shop: {location"),
        ("case.closed: {in: [forms]}", "case.closed: {in: [ombud]}"),
    )
    findings = found(*changes, bindings=Bindings(frozenset(), {}))
    assert ("activities", "request", "retention", "case", "after") not in {f.path for f in findings}


def test_rows_in_another_system_break_the_confinement() -> None:
    findings = found(bindings=Bindings(SMALL_EVENTS, {"customer": frozenset({"shop", "copies"})}))
    assert codes(findings) == {"confinement-broken": "error"}


def test_a_zone_is_looked_up_where_the_zones_are_told() -> None:
    told = check(planted(("Europe/Copenhagen", "Europe/Copenhaven")), None, TODAY, rulepacks(), zones={"Europe/Copenhagen"})
    assert codes(told) == {"timezone-unknown": "error"}


def test_a_file_that_cannot_be_read_tells_its_own_faults_only() -> None:
    parsed = parse("ombud: 1\npolicie: {}\n")
    told = check(parsed, None, TODAY, rulepacks())
    assert [(f.code, f.line) for f in told] == [(f.code, f.line) for f in parsed.faults]
    assert {f.article for f in told if f.path == ("controller",)} == {"GDPR Art. 13(1)(a)"}


def test_a_fault_in_a_rule_pack_is_told_and_not_passed_over() -> None:
    findings = check(planted(), None, TODAY, {"bad.yaml": "pack: x\nitmes: []\n"})
    assert codes(findings) == {"unknown-key": "error"}
    assert findings[0].file == "bad.yaml"


def test_every_rule_pack_that_ships_can_be_read() -> None:
    assert {path.suffix for path in PACKS.iterdir()} == {".yaml"}
    assert found() == ()


LINES = SMALL.splitlines()
numbers = st.integers(0, len(LINES) - 1)
words = st.sampled_from(sorted({word for line in LINES for word in re.findall(r"[\w.-]+", line)}))


@given(st.lists(numbers, max_size=3), st.lists(st.tuples(numbers, words, words), max_size=4))
def test_any_policy_that_can_be_read_can_be_checked(gone: list[int], swapped: list[tuple[int, str, str]]) -> None:
    lines = list(LINES)
    for at, old, new in swapped:
        lines[at] = lines[at].replace(old, new)
    parsed = parse("\n".join(line for at, line in enumerate(lines) if at not in gone))
    findings = check(parsed, None, TODAY, rulepacks())
    assert findings == tuple(sorted(findings, key=lambda finding: (finding.line, finding.column))) or parsed.value is None
    assert all(finding.line and finding.message for finding in in_english(findings))


@pytest.mark.parametrize(
    ("country", "act"),
    [
        ("DK", "Markedsføringsloven § 10"),
        ("SE", "Marknadsföringslagen 19 §"),
        ("NO", "Markedsføringsloven (Norge) § 15"),
        ("DE", "ePrivacy Directive Art. 13(1)"),
    ],
)
def test_marketing_without_consent_is_held_against_the_act_of_the_controllers_country(country: str, act: str) -> None:
    findings = found(("respect: {}", "respect: {marketing: true}"), ("country: DK}\n  register", f"country: {country}}}\n  register"))
    assert [f.article for f in findings if f.code == "marketing-without-consent"] == [act]


def test_a_clock_that_begins_with_a_relation_is_well_as_long_as_the_relation_keeps_it() -> None:
    begun = (("case.closed: {in", "case.started: {in"), ("after: case.closed", "after: case.started"))
    assert codes(found(*begun)) == {"clock-starts-early": "warning"}
    assert codes(found(*begun, ("after: case.started", "while: case_open, after: case.started"))) == {}
