"""The two homes of seed 003: as it was found, faults and all, and as an invented firm would tell the same facts repaired."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from stdnum.dk import cvr

from ombud.policy.model import Gap, Policy, Register, Says
from ombud.policy.parse import parse
from ombud.policy.statements import BACKINGS, Source, Statement, read_sources, statements

ROOT = Path(__file__).parents[2]
AS_FOUND = ROOT / "tests/seeds/conscensia"
REPAIRED = ROOT / "examples/fjordraad"
BOTH = pytest.mark.parametrize("home", [AS_FOUND, REPAIRED], ids=["as_found", "repaired"])


@cache
def policy_of(home: Path) -> Policy:
    parsed = parse((home / "policy.yaml").read_text(), "policy.yaml")
    assert parsed.faults == ()
    assert parsed.value is not None
    return parsed.value


def sources_of(home: Path) -> tuple[Source, ...]:
    return read_sources((home / "sources.csv").read_text())


def said_in(home: Path) -> dict[str, Statement]:
    return {said.id: said for said in statements(policy_of(home))}


def parts(value: object) -> Iterator[object]:
    """List every value below a value, itself included."""
    yield value
    if isinstance(value, Mapping):
        below: tuple[object, ...] = tuple(value.values())
    elif is_dataclass(value):
        below = tuple(getattr(value, f.name) for f in fields(value))
    else:
        below = value if isinstance(value, tuple) else ()
    yield from chain.from_iterable(map(parts, below))


def gaps_in(home: Path) -> set[str]:
    return {part.gap for part in parts(policy_of(home)) if isinstance(part, Gap)}


# ------------------------------------------------------------------ the files


@BOTH
def test_the_policy_reads_without_faults(home: Path) -> None:
    assert policy_of(home).activities


def test_what_was_found_names_every_gap() -> None:
    assert gaps_in(AS_FOUND)
    assert gaps_in(AS_FOUND) <= set(policy_of(AS_FOUND).gaps)


def test_what_was_repaired_has_no_gap() -> None:
    assert gaps_in(REPAIRED) == set()
    assert not policy_of(REPAIRED).gaps


@BOTH
def test_every_text_that_is_said_is_written_in_every_language(home: Path) -> None:
    policy = policy_of(home)
    for said in (part.text for part in parts(policy) if isinstance(part, Says)):
        assert set(policy.policy.languages.publish) <= set(policy.texts[said])


@BOTH
def test_no_two_texts_are_the_same(home: Path) -> None:
    count = Counter((language, text) for texts in policy_of(home).texts.values() for language, text in texts.items())
    assert [text for text, times in count.items() if times > 1] == []


@BOTH
def test_nobody_is_named_where_a_role_belongs(home: Path) -> None:
    roles = re.findall(r"\b(?:by|decides|owner): ([^,}\n]+)", (home / "policy.yaml").read_text())
    role_or_law = re.compile(r"[a-z_]+|\[.+|DK LOV \d+/\d+")
    assert [role for role in roles if not role_or_law.fullmatch(role)] == []


@BOTH
def test_the_only_mailboxes_are_of_functions(home: Path) -> None:
    mailboxes = re.findall(r"[\w.+-]+(?=@)", (home / "policy.yaml").read_text())
    assert set(mailboxes) <= {"dt", "postkasse", "privacy", "dataprotection"}


@pytest.mark.parametrize(
    "file", [p for p in sorted((ROOT / "examples").rglob("*")) if p.is_file() and "var" not in p.parts], ids=lambda p: p.name
)
def test_no_organisation_of_a_source_appears_in_an_example(file: Path) -> None:
    content = file.read_bytes().lower()
    assert b"conscensia" not in content
    assert b"surveymonkey" not in content
    assert b"advansor" not in content


def test_the_invented_firm_has_a_number_that_checks_and_that_no_company_can_have() -> None:
    register = policy_of(REPAIRED).controller.register
    assert isinstance(register, Register)
    assert cvr.is_valid(register.id)
    assert register.id.startswith("9999")


def test_the_invented_firm_cites_laws_in_force_on_the_day_of_its_policy() -> None:
    policy = policy_of(REPAIRED)
    assert isinstance(policy.policy.effective, date)
    for name, law in policy.laws.items():
        assert law.replaced is None, name
        assert date(1900, 1, 1) < (law.valid_from or date.max) <= policy.policy.effective, name


def test_the_two_homes_speak_of_the_same_activities() -> None:
    found, repaired = set(policy_of(AS_FOUND).activities), set(policy_of(REPAIRED).activities)
    assert found - repaired == {"onboarding"}  # told as a purpose of `customer`
    assert repaired <= found
    assert "create_customer_relation" in policy_of(REPAIRED).activities["customer"].purposes


# ------------------------------------------------------------------ the rows of the source, each carried by a statement


@BOTH
def test_every_row_of_the_source_stands_once(home: Path) -> None:
    rows = [source.row for source in sources_of(home)]
    assert len(rows) == len(set(rows)) == 145
    assert all(re.fullmatch(r"CON-NB-\d(\.\d)?-\d\d", row) for row in rows)


def test_both_homes_carry_the_same_rows_and_owe_them_the_same_backing() -> None:
    found, repaired = ([(s.row, s.least_backing) for s in sources_of(home)] for home in (AS_FOUND, REPAIRED))
    assert found == repaired


@BOTH
def test_every_row_is_carried_by_something_the_policy_says(home: Path) -> None:
    assert {source.statement for source in sources_of(home)} - set(said_in(home)) == set()


@BOTH
def test_no_row_is_backed_by_less_than_it_needs(home: Path) -> None:
    said = said_in(home)
    weak = [s.row for s in sources_of(home) if BACKINGS.index(said[s.statement].backing) < BACKINGS.index(s.least_backing)]
    assert weak == []


def test_every_rule_that_was_found_carries_a_row() -> None:
    carrying = {source.statement for source in sources_of(AS_FOUND)}
    rules = {f"activities.{name}.retention.{rule.rule}" for name, rule in policy_of(AS_FOUND).rules()}
    assert rules - carrying == {"activities.newsletter.retention.newsletter-subscriber"}  # its row is the promise of the way out
    assert "activities.newsletter.leave.erase_all" in carrying


@BOTH
def test_a_gap_of_the_policy_is_missing_in_some_statement(home: Path) -> None:
    missing = {gap for said in statements(policy_of(home)) if said.missing.startswith("gap ") for gap in said.missing[4:].split(", ")}
    assert missing == gaps_in(home)
