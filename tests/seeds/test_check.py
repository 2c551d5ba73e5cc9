"""The policy as it was found fails the check; the same facts, repaired, pass it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ombud.cli.main import main

ROOT = Path(__file__).parents[2]


def check(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, int]]:
    """Check a home; give the exit code and the counts of findings."""
    with pytest.raises(SystemExit) as ended:
        main(["check", "--home", str(folder), "--as-of", "2026-11-22", "--json"])
    return int(str(ended.value.code)), json.loads(capsys.readouterr().out)["counts"]


def test_the_policy_as_found_fails_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    code, counts = check(ROOT / "tests" / "seeds" / "conscensia", capsys)
    assert (code, counts["error"] > 40) == (1, True)


def test_the_repaired_policy_passes_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    code, counts = check(ROOT / "examples" / "fjordraad", capsys)
    assert (code, counts["error"], counts["warning"]) == (0, 0, 0)


def test_the_old_bookkeeping_act_is_outdated_from_the_day_it_was_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "tests" / "seeds" / "conscensia", tmp_path / "home")
    outdated = {}
    for day in ("2022-06-30", "2022-07-01"):
        with pytest.raises(SystemExit):
            main(["check", "--home", str(tmp_path / "home"), "--as-of", day, "--json"])
        findings = json.loads(capsys.readouterr().out)["findings"]
        outdated[day] = any(f["code"].startswith("law") and "bogforingsloven" in f["path"] for f in findings)
    assert outdated == {"2022-06-30": False, "2022-07-01": True}
