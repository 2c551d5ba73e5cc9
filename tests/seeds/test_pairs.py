"""Each policy as it was found has a repaired one, told by an invented organisation: the same promises, every question answered."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from stdnum.dk import cvr

from ombud.cli.main import main
from ombud.policy.model import Gap, Policy, Register
from ombud.policy.parse import parse
from ombud.policy.statements import BACKINGS, Source, Statement, read_sources, statements
from tests.notices.privacy.test_words import lix, sentences

ROOT = Path(__file__).parents[2]
LANGUAGES = ("da", "sv", "nb", "en")


@dataclass(frozen=True)
class Pair:
    """A source and its repaired home; what of the source the repaired one tells otherwise, or no longer does."""

    found: str
    repaired: str
    rows: int
    otherwise: frozenset[str]
    given_up: frozenset[str]

    @property
    def homes(self) -> tuple[Path, Path]:
        """Tell where the two stand."""
        return ROOT / "tests/seeds" / self.found, ROOT / "examples" / self.repaired


COOLING = Pair(
    "advansor",
    "koeleteknik",
    121,
    otherwise=frozenset({"duties"}),  # told as the purpose of keeping books
    given_up=frozenset({"secrets"}),  # a password is no category of data; its hash is part of the login
)
WEB = Pair("webbureau", "webstue", 166, otherwise=frozenset(), given_up=frozenset())
PAIRS = pytest.mark.parametrize("pair", [COOLING, WEB], ids=lambda pair: pair.repaired)


@cache
def policy_of(home: Path) -> Policy:
    parsed = parse((home / "policy.yaml").read_text("utf-8"), "policy.yaml")
    assert parsed.value, parsed.faults
    return parsed.value


def said_in(home: Path) -> dict[str, Statement]:
    return {said.id: said for said in statements(policy_of(home))}


def sources_of(home: Path) -> tuple[Source, ...]:
    return read_sources((home / "sources.csv").read_text("utf-8"))


def gaps_in(value: object) -> Iterator[str]:
    """List every gap below a value."""
    if isinstance(value, Gap):
        yield value.gap
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(map(gaps_in, value.values()))
    elif is_dataclass(value):
        yield from chain.from_iterable(gaps_in(getattr(value, field.name)) for field in fields(value))
    elif isinstance(value, tuple):
        yield from chain.from_iterable(map(gaps_in, value))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run the command; tell how it ended and what it printed."""
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    return int(str(ended.value.code or 0)), capsys.readouterr().out


# ------------------------------------------------------------------ found and repaired


@PAIRS
def test_the_check_refuses_the_one_and_has_nothing_to_say_of_the_other(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    (bad, told), (good, silent) = (run(capsys, "check", "--home", str(home), "--as-of", "2026-11-22", "--json") for home in pair.homes)
    assert (bad, good) == (1, 0)
    assert json.loads(told)["counts"]["error"] > 40
    assert json.loads(silent)["findings"] == []


@PAIRS
def test_every_gap_that_was_found_is_named_and_every_one_is_answered(pair: Pair) -> None:
    found, repaired = map(policy_of, pair.homes)
    assert set(gaps_in(found)) == set(found.gaps)
    assert not set(gaps_in(repaired))
    assert not repaired.gaps


@PAIRS
def test_the_repaired_one_tells_what_the_source_tells(pair: Pair) -> None:
    found, repaired = map(policy_of, pair.homes)
    assert set(found.activities) - set(repaired.activities) == pair.otherwise
    assert set(found.data) - set(repaired.data) == pair.given_up


# ------------------------------------------------------------------ the rows


@PAIRS
def test_both_carry_every_row_of_the_source_once_and_owe_it_the_same(pair: Pair) -> None:
    found, repaired = ([(source.row, source.least_backing) for source in sources_of(home)] for home in pair.homes)
    assert found == repaired
    assert len({row for row, _ in found}) == len(found) == pair.rows


@PAIRS
def test_every_row_is_carried_by_something_the_policy_says(pair: Pair) -> None:
    for home in pair.homes:
        assert {source.statement for source in sources_of(home)} - set(said_in(home)) == set()


@PAIRS
def test_no_row_is_backed_by_less_than_it_needs(pair: Pair) -> None:
    for home in pair.homes:
        said = said_in(home)
        bare = [s.row for s in sources_of(home) if BACKINGS.index(said[s.statement].backing) < BACKINGS.index(s.least_backing)]
        assert bare == []


# ------------------------------------------------------------------ an invented organisation


@PAIRS
def test_nothing_of_the_source_is_named_in_what_is_shipped(pair: Pair) -> None:
    found, repaired = pair.homes
    name = policy_of(found).controller.name.split()[0].lower().encode()
    assert [file.name for file in repaired.iterdir() if file.is_file() and name in file.read_bytes().lower()] == []


@PAIRS
def test_the_organisation_has_a_number_that_checks_and_that_no_company_can_have(pair: Pair) -> None:
    register = policy_of(pair.homes[1]).controller.register
    assert isinstance(register, Register)
    assert cvr.is_valid(register.id)
    assert register.id.startswith("9999")


# ------------------------------------------------------------------ its notices


@pytest.mark.parametrize("language", LANGUAGES)
@PAIRS
def test_the_notice_is_easy_to_read_in_four_languages(pair: Pair, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(capsys, "notice", "--home", str(pair.homes[1]), "--lang", language, "--format", "txt")
    assert code == 0
    assert lix(told) <= 45
    assert [" ".join(words) for words in sentences(told) if len(words) > 30] == []
