"""The law changes on a day, and on that day exactly the policies concerned are flagged: replayed through the command line."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.front import run
from tests.policy.small import SMALL, plain

ROOT = Path(__file__).parents[2]
HOMES = sorted(path.parent for path in [*ROOT.glob("tests/seeds/*/policy.yaml"), *ROOT.glob("examples/*/policy.yaml")])
FIRST_EDITION = ("effective: 2026-01-01", "effective: 2021-01-01")
OLD_ACT = ("ref: DK LOV 700/2022, cite: § 12", "ref: DK LBK 648/2006, cite: § 10")
SINCE = (", valid_from: 2022-07-01", "")
OLD_AGE = ("texts:\n", "children: {under: 13, collected: never}\ntexts:\n")
NEW_AGE = ("texts:\n", "children: {under: 15, collected: never}\ntexts:\n")
SWEDISH = ("calendar: DK", "calendar: SE")
BOOKS, YEAR_24 = date(2022, 7, 1), date(2024, 1, 1)
Raw = dict[str, Any]


def flagged(home: Path, day: date) -> set[tuple[str, str]]:
    """Check a home as of a day; give the codes with their places."""
    told = run("check", "--home", home, "--as-of", day, "--json")
    return {(f["code"], f["path"]) for f in told.json["findings"]}


def new_on(home: Path, day: date) -> set[str]:
    """Tell what is flagged on the day and was not on the day before."""
    before, after = flagged(home, day - timedelta(days=1)), flagged(home, day)
    return {code for code, _ in after - before}


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the small policy after the changes."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    return folder


def whole(file: Path) -> Raw:
    """Read a policy together with the one it extends."""
    raw = plain(file)
    return over(plain(file.parent / raw["extends"]), raw) if "extends" in raw else raw


def over(base: Raw, top: Raw) -> Raw:
    """Lay one map over another; an empty text in place of a map takes it away."""
    laid = {
        name: over(base[name], value) if isinstance(value, dict) and isinstance(base.get(name), dict) else value
        for name, value in top.items()
    }
    return {name: value for name, value in {**base, **laid}.items() if value != "" or not isinstance(base.get(name), dict)}


def cites_the_old_act(raw: Raw) -> bool:
    """Tell whether a policy cites the bookkeeping act of 2006."""
    return any(law["ref"] == "DK LBK 648/2006" for law in raw["laws"].values())


def lets_danes_consent_at_13(raw: Raw) -> bool:
    """Tell whether a policy says that Danes consent alone from thirteen."""
    return "DK" in raw["policy"]["readers"] and raw.get("children", {}).get("under") == "13"


def counts_by_the_old_calendar(raw: Raw) -> bool:
    """Tell whether a policy counted Danish holidays before 2024."""
    return bool(raw["policy"]["calendar"] == "DK" and str(raw["policy"]["effective"]) < "2024-01-01")


CONCERNED: dict[str, tuple[date, Callable[[Raw], bool]]] = {
    "law-replaced": (BOOKS, cites_the_old_act),
    "age-of-consent": (YEAR_24, lets_danes_consent_at_13),
    "calendar-changed": (YEAR_24, counts_by_the_old_calendar),
}


@pytest.mark.parametrize("code", CONCERNED)
@pytest.mark.parametrize("home", HOMES, ids=lambda path: path.name)
def test_each_home_is_flagged_on_the_day_if_it_is_concerned(home: Path, code: str) -> None:
    day, concerned = CONCERNED[code]
    raw = whole(home / "policy.yaml")
    assert (code in new_on(home, day)) == concerned(raw)


@pytest.mark.parametrize(
    ("changes", "day", "code"),
    [
        ((FIRST_EDITION, OLD_ACT, SINCE), BOOKS, "law-replaced"),
        ((FIRST_EDITION, OLD_AGE, SINCE, SWEDISH), YEAR_24, "age-of-consent"),
        ((FIRST_EDITION, SINCE), YEAR_24, "calendar-changed"),
    ],
)
def test_a_policy_that_is_concerned_is_flagged_for_that_alone(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], day: date, code: str
) -> None:
    assert new_on(written(tmp_path, *changes), day) == {code}


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ((FIRST_EDITION, SINCE), BOOKS),
        ((FIRST_EDITION, SINCE, SWEDISH), YEAR_24),
        ((("effective: 2026-01-01", "effective: 2024-01-01"), NEW_AGE), date(2024, 1, 2)),
    ],
)
def test_a_policy_that_is_not_concerned_is_left_alone(tmp_path: Path, changes: tuple[tuple[str, str], ...], day: date) -> None:
    assert new_on(written(tmp_path, *changes), day) == set()


def test_the_age_of_fifteen_came_in_with_2024_and_not_before(tmp_path: Path) -> None:
    home = written(tmp_path, FIRST_EDITION, SINCE, NEW_AGE)
    early, late = flagged(home, date(2023, 12, 31)), flagged(home, YEAR_24)
    assert ("age-of-consent", "children.under") in early
    assert {code for code, _ in late} == {"calendar-changed"}
