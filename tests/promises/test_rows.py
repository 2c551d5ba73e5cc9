"""Every row of the source document is carried by a statement whose backing is at least as strong as the row asks."""

from functools import cache
from pathlib import Path

import pytest

from ombud.policy.statements import BACKINGS, Source, Statement, read_sources, statements
from ombud.store.home import Home
from tests.promises.conftest import Template

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "examples/fjordraad", ROOT / "tests/seeds/conscensia")
EVERY = sorted({file.parent for place in ("examples", "tests/seeds") for file in (ROOT / place).glob("*/sources.csv")})
ROWS = 145


def sources(folder: Path) -> tuple[Source, ...]:
    return read_sources((folder / "sources.csv").read_text("utf-8"))


@cache
def said(folder: Path) -> dict[str, Statement]:
    return {statement.id: statement for statement in statements(Home.at(folder).policy)}


@pytest.mark.parametrize("folder", EVERY, ids=lambda folder: folder.name)
def test_each_row_is_carried_and_backed_as_strongly_as_it_asks(folder: Path) -> None:
    carried = [(source, said(folder)[source.statement]) for source in sources(folder)]
    assert [source.row for source, by in carried if BACKINGS.index(by.backing) < BACKINGS.index(source.least_backing)] == []


def test_both_policies_carry_the_same_rows() -> None:
    one, other = ({source.row for source in sources(folder)} for folder in FOLDERS)
    assert one == other
    assert len(one) == ROWS


def test_a_look_lists_every_row_under_the_promise_that_covers_it(template: Template) -> None:
    told = {(row, promise["id"]) for promise in template.promises.values() for row in promise["rows"]}
    assert told == {(source.row, source.statement) for source in sources(FOLDERS[0])}
    assert [name for name, promise in template.promises.items() if promise["too_weak_for"]] == []


def test_what_has_no_code_yet_is_unproven_and_names_what_is_missing(template: Template) -> None:
    later = [promise for promise in template.promises.values() if promise["probe"] == "none"]
    assert later
    assert all(
        promise["status"] == "unproven" and "Nothing looks at this yet. What is missing: " in promise["cause"] and promise["action"]
        for promise in later
    )


def test_what_nobody_signed_is_unproven(template: Template) -> None:
    attested = [promise for promise in template.promises.values() if promise["backing"] == "attested"]
    assert attested
    assert {(promise["status"], promise["cause"]) for promise in attested} == {("unproven", "Nobody has signed for it.")}


def test_what_is_kept_says_what_was_seen(template: Template) -> None:
    kept = [promise for promise in template.promises.values() if promise["status"] == "kept"]
    assert all(promise["figure"] and promise["checked"] and not promise["cause"] for promise in kept)
