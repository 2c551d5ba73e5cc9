"""A folder of files, a file a row: clocks, names, links, locks, and nothing touched outside."""

import fcntl
import os
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.errors import BadInputError, MisconfiguredError, RefusedError, UnavailableError
from ombud.inventory.model import Column, Dataset, Link, System
from ombud.plan.model import (
    ALWAYS,
    NEVER,
    UNKNOWN_START,
    Change,
    Col,
    Condition,
    EraseRows,
    Everything,
    Is,
    Knows,
    Matching,
    NoStart,
    OfOwner,
    OfPerson,
    Own,
    Owns,
    Passed,
    SetFields,
    Under,
    Where,
    Within,
)
from ombud.systems.files.connector import FilesConnector
from ombud.systems.files.pattern import matches, overlap

OSLO = ZoneInfo("Europe/Oslo")
EVENING = datetime(2024, 5, 1, 22, 30, tzinfo=UTC)
CASES = Dataset(
    activities={"access_request": "all"},
    columns={"case_no": Column(identifies="case_no"), "content": Column(is_="id_document"), "date": Column(event="case.closed")},
    glob="cases/*",
    name=r"case-(?P<case_no>\d+)(-(?P<date>[\d-]+))?",
)
EVERYTHING = Everything()
LINK = Link("crm.customers", {"case_no": "id"}, "owner")


def lay(root: Path, path: str, data: bytes = b"id", when: datetime = EVENING) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    os.utime(file, (when.timestamp(), when.timestamp()))
    return file


def opened(root: Path, *, read_only: bool = False, ignore: tuple[str, ...] = (), **datasets: Dataset) -> FilesConnector:
    return FilesConnector(System("files", "systems/files", datasets or {"cases": CASES}, ignore=ignore), "files", root, OSLO, read_only)


def paths(root: Path, within: Within = EVERYTHING) -> list[object]:
    return [path for (path,) in opened(root).read("cases", [Col("path")], within)]


def erased(root: Path, within: Where | Matching) -> int:
    return opened(root).apply([EraseRows("cases", within)])[0]


def test_a_file_tells_its_path_its_age_its_content_and_what_its_name_says(tmp_path: Path) -> None:
    lay(tmp_path, "cases/case-17-20240430.pdf", b"billede")
    terms = [Col(each) for each in ("path", "modified", "content", "size", "case_no", "date")]
    assert list(opened(tmp_path).read("cases", terms, EVERYTHING)) == [
        ("cases/case-17-20240430.pdf", EVENING, b"billede", 7, "17", "20240430"),
    ]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("case-1-20240430", date(2024, 4, 30)),
        ("case-1-2024-04-30.pdf", date(2024, 4, 30)),
        ("case-1", None),
        ("case-1-2024-13-01", UNKNOWN_START),
        ("x", None),
    ],
)
def test_a_date_in_the_name_is_a_clock(tmp_path: Path, name: str, day: date | None) -> None:
    lay(tmp_path, f"cases/{name}")
    assert list(opened(tmp_path).read("cases", [Own("date")], EVERYTHING)) == [(day,)]


def test_the_time_of_writing_is_a_clock_in_the_policys_zone(tmp_path: Path) -> None:
    lay(tmp_path, "cases/case-1")
    assert list(opened(tmp_path).read("cases", [Own("modified")], EVERYTHING)) == [(date(2024, 5, 2),)]


def test_a_name_that_tells_nothing_is_a_row_without_a_start(tmp_path: Path) -> None:
    lay(tmp_path, "cases/scan.pdf")
    assert paths(tmp_path, Where(NoStart(Own("date")))) == ["cases/scan.pdf"]
    assert erased(tmp_path, Where(Passed(Own("date"), date(2030, 1, 1)))) == 0


def test_a_case_takes_its_own_files_and_no_other(tmp_path: Path) -> None:
    for name in ("cases/case-1.pdf", "cases/case-1-20240101.png", "cases/case-12.pdf", "cases/sub/case-1.pdf", "other/case-1.pdf"):
        lay(tmp_path, name)
    assert erased(tmp_path, Matching(("case_no",), (("1",),))) == 2
    left = sorted(each.relative_to(tmp_path).as_posix() for each in tmp_path.rglob("*") if each.is_file())
    assert left == ["cases/case-12.pdf", "cases/sub/case-1.pdf", "other/case-1.pdf"]


def test_erasing_again_finds_nothing(tmp_path: Path) -> None:
    lay(tmp_path, "cases/case-1")
    key = Matching(("path",), (("cases/case-1",),))
    assert [erased(tmp_path, key), erased(tmp_path, key)] == [1, 0]


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("b", "a", "Å", "a.b", "a-b", "10", "9"):
        lay(tmp_path, f"cases/{name}")
    assert paths(tmp_path) == sorted(str(each) for each in paths(tmp_path))


def test_nothing_outside_the_folder_is_ever_touched(tmp_path: Path) -> None:
    outside = lay(tmp_path, "outside/case-1")
    lay(tmp_path, "in/cases/case-1")
    (tmp_path / "in/cases/case-1-link").symlink_to(outside)
    (tmp_path / "in/linked").symlink_to(tmp_path / "outside")
    ways = (("../outside/case-1",), (str(outside),), ("linked/case-1",), ("cases/case-1-link",), ("cases/../../outside/case-1",))
    assert erased(tmp_path / "in", Matching(("path",), ways)) == 0
    assert erased(tmp_path / "in", Matching(("case_no",), (("1",),))) == 1
    assert outside.exists()
    assert {each.name: each.dataset for each in opened(tmp_path / "in").describe()} == {"cases/": None, "./": None}


def test_what_nobody_declared_is_told_by_its_top_folder(tmp_path: Path) -> None:
    for name in ("cases/case-1", "cases/sub/x", "exports/a/b.csv", "exports/c.txt", "readme", "skip/me", "cases/.~lock.case-1#"):
        lay(tmp_path, name, b"email;name\n")
    found = {each.name: (each.dataset, [shape.name for shape in each.columns]) for each in opened(tmp_path, ignore=("skip/",)).describe()}
    assert found == {
        "cases/*": ("cases", ["path", "modified", "content", "case_no", "date"]),
        "cases/": (None, []),
        "exports/": (None, ["email", "name"]),
        "./": (None, []),
    }


def test_a_dataset_without_files_is_absent(tmp_path: Path) -> None:
    assert opened(tmp_path).describe() == ()


def test_a_locked_file_stays_and_is_told(tmp_path: Path) -> None:
    file = lay(tmp_path, "cases/case-1")
    with file.open() as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        with pytest.raises(UnavailableError, match="system-locked"):
            erased(tmp_path, Matching(("case_no",), (("1",),)))
    assert file.exists()


def test_a_file_open_in_an_office_program_is_locked(tmp_path: Path) -> None:
    lay(tmp_path, "cases/case-1.odt")
    lay(tmp_path, "cases/.~lock.case-1.odt#")
    with pytest.raises(UnavailableError, match="system-locked"):
        erased(tmp_path, Matching(("case_no",), (("1",),)))


def test_another_name_for_the_same_content_is_told(tmp_path: Path) -> None:
    file = lay(tmp_path, "cases/case-1")
    assert opened(tmp_path).retains() == ()
    os.link(file, tmp_path / "copy")
    assert opened(tmp_path).retains() == ("hard-linked-files",)


def test_a_folder_that_is_gone_is_misconfigured_and_not_named(tmp_path: Path) -> None:
    for connector in (opened(tmp_path / "Skovmærke"), opened(lay(tmp_path, "skovmærke"))):
        for ask in (connector.probe, connector.describe, lambda: connector.count("cases", EVERYTHING)):  # noqa: B023 - called at once
            with pytest.raises(MisconfiguredError) as told:
                ask()
            assert "kovmærke" not in f"{told.value}{told.value.__cause__}"


def test_a_folder_opened_for_looking_erases_nothing(tmp_path: Path) -> None:
    lay(tmp_path, "cases/case-1")
    with pytest.raises(RefusedError, match="system-read-only"):
        opened(tmp_path, read_only=True).apply([EraseRows("cases", Matching(("case_no",), (("1",),)))])
    assert paths(tmp_path) == ["cases/case-1"]


@pytest.mark.parametrize(
    "change",
    [
        SetFields("cases", (("case_no", None),), Where(Is("case_no", ("1",)))),
        EraseRows("cases", Where(ALWAYS)),
        EraseRows("cases", Where(NEVER)),
    ],
)
def test_what_no_folder_can_do_is_refused(tmp_path: Path, change: Change) -> None:
    lay(tmp_path, "cases/case-1")
    assert opened(tmp_path).refuse(change)
    with pytest.raises(RefusedError):
        opened(tmp_path).apply([change])
    assert paths(tmp_path) == ["cases/case-1"]


OTHERS: list[Condition] = [
    Passed(OfPerson("x"), date(2024, 1, 1)),
    Passed(OfOwner(LINK, Own("x")), date(2024, 1, 1)),
    Knows("crm.customers", "customer", expected=True),
    Owns("orders", LINK, expected=True),
    Under(LINK, ALWAYS, expected=True),
]


@pytest.mark.parametrize("condition", OTHERS)
def test_what_rests_on_other_rows_is_refused_also_where_there_is_no_file(tmp_path: Path, condition: Condition) -> None:
    with pytest.raises(RefusedError):
        opened(tmp_path).count("cases", Where(condition))


def test_a_column_that_files_have_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="colour"):
        opened(tmp_path).read("cases", [Col("colour")], EVERYTHING)


def test_a_name_that_is_no_expression_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="regular expression"):
        opened(tmp_path, cases=Dataset({}, {}, glob="*", name="(?P<x"))


@pytest.mark.parametrize(("one", "other"), [("a/*", "a/*.csv"), ("**", "x/y/z"), ("a/**/b", "a/b"), ("x/", "x/y"), ("*/a", "b/*")])
def test_one_file_cannot_be_declared_twice(tmp_path: Path, one: str, other: str) -> None:
    with pytest.raises(BadInputError, match="overlap"):
        opened(tmp_path, a=Dataset({}, {}, glob=one), b=Dataset({}, {}, csv=other))


NAMED = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=3).map("/".join)
PATTERNS = st.lists(st.text("ab*?", min_size=1, max_size=3) | st.just("**"), min_size=1, max_size=3).map("/".join)


@given(PATTERNS, PATTERNS, NAMED)
def test_patterns_that_match_the_same_path_are_found_to_overlap(one: str, other: str, path: str) -> None:
    if matches(one, path) and matches(other, path):
        assert overlap(one, other)


@given(NAMED, NAMED)
def test_plain_paths_overlap_only_with_themselves(one: str, other: str) -> None:
    assert overlap(one, other) == (one == other) == matches(one, other)
