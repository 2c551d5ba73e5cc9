"""Each fault, planted alone in an inventory without faults, is found and nothing else is."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.inventory.check import bindings, check_inventory
from ombud.inventory.parse import parse_inventory
from ombud.policy.check import check
from ombud.policy.parse import Parsed
from tests.inventory.small import SMALL, found, planted, policy
from tests.policy.small import TODAY, codes, in_english, planned, rulepacks

ORDERS = "links: [{to: shop.people, on: {person: id}, as: owner}]"
SHARES = "links: [{to: shop.people, on: {person: id}, as: owner}, {to: shop.people, on: {person: id}, as: shared}]"

FAULTS = planned(Path(__file__).with_name("faults.yaml"))


def test_an_inventory_without_faults_has_no_findings() -> None:
    assert found() == ()
    assert check_inventory(planted(), None) == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(fault: str) -> None:
    code, severity, changes = FAULTS[fault]
    serious = {c: s for c, s in codes(found(*changes)).items() if c != "datum-nowhere"}
    assert serious == {code: severity}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_finding_says_where_and_what_to_write(fault: str) -> None:
    for finding in found(*FAULTS[fault][2]):
        assert finding.line >= 1
        assert finding.hint
        assert finding.file == "inventory.yaml"


def test_an_address_in_the_environment_or_without_a_password_is_fine() -> None:
    for address in ("env:DB", "sqlite:var/shop.sqlite", "postgresql://ombud@db.example:5432/shop", "imaps://mail.example", "maildir:post"):
        assert found(("at: env:SHOP", f"at: {address}")) == ()


@pytest.mark.parametrize("kind", ["lake", "http", "oracle"])
def test_a_kind_of_system_that_is_not_built_is_refused(kind: str) -> None:
    (fault,) = in_english(planted(("kind: sql", f"kind: {kind}")).faults)
    assert (fault.code, fault.line) == ("bad-value", 3)
    assert "sql | mailbox | files" in fault.hint


def test_a_system_without_datasets_is_told() -> None:
    parsed = parse_inventory("systems: {shop: {kind: sql, at: env:SHOP, datasets: {}}}")
    assert codes(check_inventory(parsed, None)) == {"system-empty": "warning"}


def test_owners_that_own_each_other_are_a_circle() -> None:
    back = "key: [id]\n        links: [{to: shop.orders, on: {id: person}, as: owner}]\n        activities: {customer: {when"
    findings = found(("key: [id]\n        activities: {customer: {when", back))
    assert codes(findings) == {"owner-circle": "error"}
    assert {finding.path[3] for finding in findings} == {"people", "orders"}


def test_a_mention_leads_nowhere() -> None:
    assert codes(found((ORDERS, ORDERS.replace("owner", "mention")))) == {"person-unreachable": "error"}


def test_rows_of_several_people_are_fine_once_it_is_said_whose_request_erases_them() -> None:
    assert found((ORDERS, f"{SHARES}\n        shared: redact")) == ()


def test_an_activity_without_rows_and_data_without_a_column_are_told() -> None:
    assert codes(found(("activities: {request: all}", "activities: {news: all}")))["activity-without-dataset"] == "warning"
    assert codes(found(("names: {is: name}", "names: none"), ("name: {is: name}}", "name: none}"))) == {"datum-nowhere": "note"}


def test_a_fault_of_reading_is_told_alone() -> None:
    parsed = parse_inventory("systems: {x: {kind: sql, at: y, datasets: {}, colour: blue}}")
    assert [finding.code for finding in check_inventory(parsed, policy())] == ["unknown-key"]


def test_the_inventory_binds_the_clocks_of_the_policy() -> None:
    parsed = planted()
    assert parsed.value
    shown = bindings(parsed.value)
    assert shown.served["news"] == {"forms", "copies"}
    assert check(Parsed(policy(), {}, ()), shown, TODAY, rulepacks()) == ()


LINES = SMALL.splitlines()
numbers = st.integers(0, len(LINES) - 1)
words = st.sampled_from(sorted({word for line in LINES for word in re.findall(r"[\w./*-]+", line)}))


@given(st.lists(numbers, max_size=3), st.lists(st.tuples(numbers, words, words), max_size=4))
def test_any_inventory_that_can_be_read_can_be_checked(gone: list[int], swapped: list[tuple[int, str, str]]) -> None:
    lines = list(LINES)
    for at, old, new in swapped:
        lines[at] = lines[at].replace(old, new)
    parsed = parse_inventory("\n".join(line for at, line in enumerate(lines) if at not in gone))
    assert all(finding.line and finding.message for finding in in_english(check_inventory(parsed, policy())))
