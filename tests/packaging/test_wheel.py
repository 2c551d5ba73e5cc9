"""What is built is what is used: the demo runs from the wheel, without the repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

ROOT = Path(__file__).parents[2]
STORY = [
    "The first look",
    "The plan",
    "The sweep",
    "An access request",
    "An erasure request",
    "The second look",
    "The proof",
]
FOUND = [(2, 10), (2, 2), (2, 2), (3, 3), (1, 1), (2, 2)]
"""Of each kind how many are planted, and how many the look finds overdue: two customers have eight rows with them."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys, os; os.chdir(sys.argv[1]); from hatchling.build import build_wheel; print(build_wheel(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", build, str(ROOT), str(folder)], check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def ombud(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Ombud as it was unpacked."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "TZ": another_day()}
    command = [sys.executable, "-m", "ombud", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def another_day() -> str:
    """Name a zone where it is another day than where the home is: yesterday in the west, or tomorrow in the east."""
    today = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
    return next(zone for zone in ("Pacific/Kiritimati", "Etc/GMT+12") if datetime.now(ZoneInfo(zone)).date() != today)


def test_the_demo_runs_its_whole_story_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    """What was planted is found by name and count, the plan erases it, two people are answered, nothing is left, and it is proved."""
    run = ombud(installed, tmp_path, "demo", "home")
    assert run.returncode == 0, run.stdout + run.stderr
    parts = re.split(r"(?m)^\d\. ", run.stdout)
    assert [part.split("\n")[0].split(",")[0].split(":")[0] for part in parts[1:]] == STORY
    look, plan, swept, access, erasure, again, proof = parts[1:]
    assert [(int(line[1]), int(line[2])) for line in re.finditer(r"(\d+)(?: and \d+ rows with them)?  +broken   (\d+) of", look)] == FOUND
    assert "12 planted in 6 kinds" in look
    assert "Nothing has been changed" in plan
    assert "Nothing has been changed" not in swept
    assert all("home/answers/" in part for part in (access, erasure))
    assert "stays: 1 in crm.customers (legal_claims" in erasure
    assert "none of the violations is left" in again
    assert "entries, intact, signed by SHA256:" in proof
    verified = ombud(installed, tmp_path, "evidence", "verify", "home/evidence.ombud")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert {"answer.html", "answer.pdf", "data.json"} <= {path.name for path in (tmp_path / "home/answers/access").iterdir()}
    assert ombud(installed, tmp_path, "check", "--home", "home").returncode == 0


def test_the_wheel_holds_what_ombud_reads_and_nothing_of_the_tests(installed: Path) -> None:
    names = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}
    read = ("py.typed", "examples/fjordraad/policy.yaml", "policy/rulepacks/dk.yaml", "notices/languages/nb.yaml")
    assert {f"ombud/{name}" for name in read} <= names
    assert not [name for name in names if "conscensia" in name or name.startswith("tests")]
