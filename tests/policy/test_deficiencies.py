"""The faults lawyers found in the five source policies, and which of them the check finds by itself."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ombud.inventory.check import bindings, check_inventory
from ombud.policy.check import check
from ombud.policy.finding import Finding, worded
from ombud.policy.versions.editions import beside
from ombud.store.home import Home
from tests.policy.small import ENGLISH, rulepacks

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "tests/seeds"
TODAY = date(2026, 6, 1)


with Path(__file__).with_name("deficiencies.csv").open(encoding="utf-8", newline="") as file:
    TABLE = {row["id"]: row for row in csv.DictReader(file)}
FAULTS_OF = {"000": 21, "001": 25, "002": 22, "003": 27, "004": 26}
"""How many faults lawyers found in each of the five source policies."""
FOLDERS = {"000": "kamstrup-sv", "001": "kamstrup-en", "002": "advansor", "003": "conscensia", "004": "webbureau"}
HERE = [seed for seed, folder in FOLDERS.items() if (SEEDS / folder / "policy.yaml").exists()]
FOUND = {name: row for name, row in TABLE.items() if row["by"] == "check" and name[2:5] in HERE}
BESIDE = {"000": "001"}
"""The edition of the same policy that a seed is laid beside."""


def home_of(seed: str) -> Home:
    """Open a policy as it was found."""
    return Home.at(SEEDS / FOLDERS[seed])


@cache
def as_found(seed: str) -> tuple[Finding, ...]:
    """Check a policy as it was found, and beside its other edition where there is one."""
    parsed = home_of(seed).parsed_policy
    other = beside(parsed, home_of(BESIDE[seed]).policy) if BESIDE.get(seed) in HERE else ()
    return (*check(parsed, None, TODAY, rulepacks()), *other)


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
    assert [name for name, row in TABLE.items() if row["by"] == "later" and name[2:5] in HERE] == []


def test_what_is_missing_contradicting_or_dated_is_never_left_to_a_human() -> None:
    left = [name for name, row in TABLE.items() if row["by"] == "human"]
    assert [name for name in left if TABLE[name]["kind"] in ("missing", "contradiction", "dated", "outdated")] == []


def test_every_finding_the_table_expects_can_be_told() -> None:
    known = {worded(name) for name in ENGLISH.findings}
    assert {row["code"] for row in TABLE.values() if row["code"]} - known == set()


@pytest.mark.parametrize("seed", HERE)
def test_a_policy_as_found_does_not_pass(seed: str) -> None:
    assert any(finding.severity == "error" for finding in as_found(seed))


def test_the_copied_basis_of_the_wish_shows_as_a_duty_without_a_law() -> None:
    assert "duty-without-law" in {f.code for f in as_found("003") if f.path[:2] == ("activities", "do_not_contact")}


@pytest.mark.parametrize("home", sorted(ROOT.glob("examples/*/inventory.yaml")), ids=lambda path: path.parent.name)
def test_a_repaired_policy_and_its_inventory_have_no_errors_and_no_warnings(home: Path) -> None:
    repaired = Home.at(home.parent)
    bound = bindings(repaired.inventory)
    findings = (*check(repaired.parsed_policy, bound, TODAY, rulepacks()), *check_inventory(repaired.parsed_inventory, repaired.policy))
    assert [str(finding) for finding in findings if finding.severity != "note"] == []
