"""The command line as the tests of exchange use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.cli.main import main

ROOT = Path(__file__).parents[2]
FJORDRAAD = ROOT / "examples/fjordraad"
CONSCENSIA = ROOT / "tests/seeds/conscensia"
HOMES = pytest.mark.parametrize("home", [FJORDRAAD, CONSCENSIA], ids=["repaired", "as_found"])


def run(*args: str) -> int:
    """Run a command and give its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    return int(ended.value.code or 0)
