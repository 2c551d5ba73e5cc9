"""Every command of the tutorial runs, in order, as it is written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

PAGES = sorted((ROOT / "docs" / "start").glob("*.md"))


def commands(page: Path) -> list[str]:
    """List the commands of a page: lines behind `$ ` in its console blocks."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_the_tutorial_runs(page: Path, tmp_path: Path) -> None:
    script = "set -euo pipefail\n" + "\n".join(commands(page))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_tutorial_has_commands() -> None:
    assert sum(len(commands(page)) for page in PAGES) > 8
