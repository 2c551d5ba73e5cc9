"""The policy as it was found fails the check; the same facts, repaired, pass it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.front import run

ROOT = Path(__file__).parents[2]


def check(folder: Path) -> tuple[int, dict[str, int]]:
    """Check a home; give the exit code and the counts of findings."""
    told = run("check", "--home", folder, "--as-of", "2026-11-22", "--json")
    return told.code, told.json["counts"]


def test_the_policy_as_found_fails_the_check() -> None:
    code, counts = check(ROOT / "tests" / "seeds" / "conscensia")
    assert (code, counts["error"] > 40) == (1, True)


def test_the_repaired_policy_passes_the_check() -> None:
    code, counts = check(ROOT / "examples" / "fjordraad")
    assert (code, counts["error"], counts["warning"]) == (0, 0, 0)


def test_the_old_bookkeeping_act_is_outdated_from_the_day_it_was_replaced(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "seeds" / "conscensia", tmp_path / "home")
    outdated = {}
    for day in ("2022-06-30", "2022-07-01"):
        findings = run("check", "--home", tmp_path / "home", "--as-of", day, "--json").json["findings"]
        outdated[day] = any(f["code"].startswith("law") and "bogforingsloven" in f["path"] for f in findings)
    assert outdated == {"2022-06-30": False, "2022-07-01": True}
