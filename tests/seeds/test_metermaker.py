"""Seeds 000 and 001: two editions of one maker of meters as they were found, and as an invented one would tell both repaired."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from stdnum.dk import cvr

from ombud.policy.model import Gap, Policy
from ombud.policy.statements import BACKINGS, Source, Statement, read_sources, statements
from ombud.store.home import Home
from tests.front import run

ROOT = Path(__file__).parents[2]
SWEDISH, ENGLISH, REPAIRED = (ROOT / name for name in ("tests/seeds/kamstrup-sv", "tests/seeds/kamstrup-en", "examples/maalerhus"))
ROWS = {SWEDISH: 95, ENGLISH: 199, REPAIRED: 294}
EACH = pytest.mark.parametrize("home", ROWS, ids=lambda home: home.name)


@cache
def policy_of(home: Path) -> Policy:
    return Home.at(home).policy


def said_in(home: Path) -> dict[str, Statement]:
    return {said.id: said for said in statements(policy_of(home))}


def sources_of(home: Path) -> tuple[Source, ...]:
    return read_sources((home / "sources.csv").read_text("utf-8"))


def gaps(value: object) -> Iterator[str]:
    """Name every gap below a value."""
    if isinstance(value, Gap):
        yield value.gap
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(gaps, value.values()))
    elif isinstance(value, tuple):
        yield from chain.from_iterable(map(gaps, value))
    elif is_dataclass(value):
        yield from chain.from_iterable(gaps(getattr(value, f.name)) for f in fields(value))


def check(home: Path, *more: str) -> tuple[int, list[dict[str, str]]]:
    """Check a home at the command line; give the exit code and what was found."""
    told = run("check", "--home", home, "--as-of", "2026-11-22", "--json", *more)
    return told.code, told.json["findings"]


@pytest.mark.parametrize("home", [SWEDISH, ENGLISH], ids=lambda home: home.name)
def test_each_edition_as_found_fails_the_check(home: Path) -> None:
    code, found = check(home)
    assert code == 1
    assert [f for f in found if f["code"].startswith("unknown-")] == []  # its faults are the source's, not ours
    assert sum(f["severity"] == "error" for f in found) > 80


def test_the_four_figures_for_proof_of_consent_are_told_where_one_was_chosen_without_a_reason_of_ones_own() -> None:
    (told,) = (one["message"] for one in check(SWEDISH)[1] if one["code"] == "consent-proof-figures")
    assert all(
        figure in told for figure in ("while the use lasts", "for 2 years after the last mail", "for 3,", "for 5 with cookies", "says P3Y")
    )


def test_the_repaired_policy_passes_it_without_a_word() -> None:
    assert check(REPAIRED) == (0, [])


def test_what_only_one_edition_tells_is_a_finding_of_the_two_side_by_side() -> None:
    _, found = check(SWEDISH, "--beside", str(ENGLISH))
    lacking = {f["path"] for f in found if f["code"] == "edition-lacks"}
    assert {
        f"activities.{name}" for name in ("cameras", "reception", "access_cards", "guest_network", "callback", "social_media")
    } <= lacking
    alone = {f["path"] for f in found if f["code"] == "edition-alone"}
    assert {"activities.account", "rights.portability", "officer"} <= alone
    differing = {f["path"] for f in found if f["code"] == "edition-differs"}
    assert differing
    assert "controller.email" not in differing | lacking | alone  # what they share is written once


def test_the_editions_share_their_facts_in_one_file() -> None:
    assert (SWEDISH / "policy.yaml").read_text("utf-8").count("Industrivej") == 0
    assert policy_of(SWEDISH).controller.address == policy_of(ENGLISH).controller.address


@EACH
def test_every_row_of_the_source_stands_once_and_is_carried_with_the_backing_it_needs(home: Path) -> None:
    rows, said = sources_of(home), said_in(home)
    assert len({source.row for source in rows}) == len(rows) == ROWS[home]
    assert {source.statement for source in rows} - set(said) == set()
    assert [s.row for s in rows if BACKINGS.index(said[s.statement].backing) < BACKINGS.index(s.least_backing)] == []


def test_the_repaired_policy_carries_the_rows_of_both_editions() -> None:
    found = {(s.row, s.least_backing) for home in (SWEDISH, ENGLISH) for s in sources_of(home)}
    assert {(s.row, s.least_backing) for s in sources_of(REPAIRED)} == found


def test_what_is_open_is_noted_and_what_was_repaired_has_nothing_open() -> None:
    for home in (SWEDISH, ENGLISH):
        assert set(gaps(policy_of(home))) <= set(policy_of(home).gaps)
    assert set(gaps(policy_of(REPAIRED))) == set()


@pytest.mark.parametrize("home", [ENGLISH, REPAIRED], ids=lambda home: home.name)
def test_eighteen_companies_send_mail_and_each_country_has_its_own(home: Path) -> None:
    policy = policy_of(home)
    sending = policy.activities["marketing"].sending
    assert sending
    local = [name for names in sending.by_country.values() for name in names]
    assert sorted({*sending.senders, *local}) == sorted(policy.entities)
    assert (len(sending.senders), len(local), len(policy.entities)) == (3, 15, 18)
    assert all(policy.entities[name].country == country for country, names in sending.by_country.items() for name in names)


def test_what_leaves_the_eea_for_a_local_sender_has_a_tool() -> None:
    policy = policy_of(REPAIRED)
    told = {flow.country for flow in policy.transfers.known if flow.recipient == "group-outside"}
    assert told == {"CA", "CN", "IN", "MY", "ZA", "AE", "US"}


def test_the_invented_company_is_nobodys() -> None:
    files = [path for path in REPAIRED.iterdir() if path.is_file()]
    text = "".join(path.read_text("utf-8") for path in files).casefold()
    assert re.findall("kamstrup|thvilum|blue control|linkedin|facebook|instagram|postnord|industrivej", text) == []
    register = policy_of(REPAIRED).controller.register
    assert not isinstance(register, Gap)
    assert register.id.startswith("9999")
    assert cvr.is_valid(register.id)
