"""What is built is what is used: the demo runs from the wheel, without the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


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
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "ombud", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_demo_is_built_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    assert ombud(installed, tmp_path, "demo", "home", "--build-only").returncode == 0
    assert ombud(installed, tmp_path, "check", "--home", "home").returncode == 0


def test_the_wheel_holds_what_ombud_reads_and_nothing_of_the_tests(installed: Path) -> None:
    names = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}
    read = ("py.typed", "examples/fjordraad/policy.yaml", "policy/rulepacks/dk.yaml", "notices/languages/nb.yaml")
    assert {f"ombud/{name}" for name in read} <= names
    assert not [name for name in names if "conscensia" in name or name.startswith("tests")]
