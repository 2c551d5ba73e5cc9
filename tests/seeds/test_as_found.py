"""Every source policy as it was found: it reads, it fails the check, and each of its rows is carried by a statement."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from ombud.policy.statements import BACKINGS, Source, read_sources, statements
from ombud.store.home import Home
from tests.front import run

HERE = Path(__file__).parent
SEEDS = sorted(path.parent for path in HERE.glob("*/policy.yaml"))
EACH = pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)


def rows_of(seed: Path) -> tuple[Source, ...]:
    return read_sources((seed / "sources.csv").read_text("utf-8"))


@EACH
def test_it_reads_without_faults_and_fails_the_check(seed: Path) -> None:
    assert Home.at(seed).parsed_policy.faults == ()
    told = run("check", "--home", seed, "--as-of", "2026-11-22")
    assert (told.code, " error " in told.out) == (1, True)


@EACH
def test_no_row_of_the_source_is_left_out_or_told_twice(seed: Path) -> None:
    numbers = defaultdict[str, list[int]](list)
    for row in (source.row for source in rows_of(seed)):
        section, _, number = row.rpartition("-")
        numbers[section].append(int(number))
    assert {section: sorted(found) for section, found in numbers.items()} == {s: list(range(1, len(n) + 1)) for s, n in numbers.items()}


@EACH
def test_each_row_is_carried_by_a_statement_that_is_backed_well_enough(seed: Path) -> None:
    said = {one.id: BACKINGS.index(one.backing) for one in statements(Home.at(seed).policy)}
    assert [row for row in rows_of(seed) if said.get(row.statement, -1) < BACKINGS.index(row.least_backing)] == []


@EACH
def test_each_gap_is_noted_with_the_law_that_asks_for_the_fact(seed: Path) -> None:
    policy = Home.at(seed).policy
    assert all(note.law for note in policy.gaps.values())
    text = (seed / "policy.yaml").read_text("utf-8")
    assert set(re.findall(r"\{gap: (\w+)\}", text)) <= set(policy.gaps)
