"""The faults lawyers found in the five source policies, and which of them the check finds by itself."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ombud.inventory.check import bindings, check_inventory
from ombud.inventory.parse import parse_inventory
from ombud.policy.check import check
from ombud.policy.finding import Finding, worded
from ombud.policy.parse import parse
from tests.policy.small import ENGLISH, rulepacks

ROOT = Path(__file__).parents[2]
AS_FOUND = {"002": ROOT / "tests/seeds/advansor/policy.yaml", "003": ROOT / "tests/seeds/conscensia/policy.yaml"}
REPAIRED = ROOT / "examples/fjordraad"
TODAY = date(2026, 6, 1)


with Path(__file__).with_name("deficiencies.csv").open(encoding="utf-8", newline="") as file:
    TABLE = {row["id"]: row for row in csv.DictReader(file)}
FOUND = {name: row for name, row in TABLE.items() if row["by"] == "check"}
FAULTS_OF = {"000": 21, "001": 25, "002": 22, "003": 27, "004": 26}
"""How many faults lawyers found in each of the five source policies."""


@cache
def as_found(seed: str = "003") -> tuple[Finding, ...]:
    """Check a policy as it was found."""
    return check(parse(AS_FOUND[seed].read_text(encoding="utf-8")), None, TODAY, rulepacks())


@pytest.mark.parametrize("deficiency", FOUND)
def test_a_deficiency_is_found_by_the_check(deficiency: str) -> None:
    code, place = FOUND[deficiency]["code"], FOUND[deficiency]["path"]
    assert any(f.code == code and ".".join(f.path).startswith(place) for f in as_found(deficiency[2:5]))


def test_every_deficiency_of_the_five_policies_is_in_the_table() -> None:
    assert sorted(TABLE) == [f"D-{seed}-{n:02}" for seed, count in FAULTS_OF.items() for n in range(1, count + 1)]


def test_what_is_not_found_is_left_to_a_human_or_to_later_for_a_reason() -> None:
    """A row that says `later` is not found yet: its seed or its rule is not written. No row of a seed that is here may say so."""
    assert {row["by"] for row in TABLE.values()} <= {"check", "human", "later"}
    assert [name for name, row in TABLE.items() if row["by"] != "check" and not row["reason"]] == []
    assert [name for name, row in TABLE.items() if row["by"] == "later" and name[2:5] in AS_FOUND] == []


def test_every_finding_the_table_expects_can_be_told() -> None:
    known = {worded(name) for name in ENGLISH.findings}
    assert {row["code"] for row in TABLE.values() if row["code"]} - known == set()


@pytest.mark.parametrize("seed", AS_FOUND)
def test_the_policy_as_found_does_not_pass(seed: str) -> None:
    assert any(finding.severity == "error" for finding in as_found(seed))


def test_the_copied_basis_of_the_wish_shows_as_a_duty_without_a_law() -> None:
    assert "duty-without-law" in {f.code for f in as_found() if f.path[:2] == ("activities", "do_not_contact")}


def test_the_repaired_policy_and_its_inventory_have_no_errors_and_no_warnings() -> None:
    policy = parse((REPAIRED / "policy.yaml").read_text(encoding="utf-8"))
    inventory = parse_inventory((REPAIRED / "inventory.yaml").read_text(encoding="utf-8"))
    assert inventory.value
    findings = (*check(policy, bindings(inventory.value), TODAY, rulepacks()), *check_inventory(inventory, policy.value))
    assert [str(finding) for finding in findings if finding.severity != "note"] == []
