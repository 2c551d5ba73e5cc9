"""The homes that are exchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FJORDRAAD = ROOT / "examples/fjordraad"
CONSCENSIA = ROOT / "tests/seeds/conscensia"
HOMES = pytest.mark.parametrize("home", [FJORDRAAD, CONSCENSIA], ids=["repaired", "as_found"])
