"""The homes that are exchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FJORDRAAD = ROOT / "examples/fjordraad"
CONSCENSIA = ROOT / "tests/seeds/conscensia"
EVERY = (*sorted(file.parent for file in ROOT.glob("examples/*/policy.yaml")), CONSCENSIA)
HOMES = pytest.mark.parametrize("home", EVERY, ids=[home.name for home in EVERY])
