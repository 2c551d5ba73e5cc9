"""Start `ombud notice` on the home of the example as anybody would, once for a page and once for a PDF, and tell its CPU."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.check import cpu
from bench.measure import Figure, seconds

HOME = Path(__file__).parents[1] / "examples" / "fjordraad"
GOALS = {"html": 0.3, "pdf": 1.5}
ROUNDS = 5


def figures(_scale: float, _engines: object) -> Iterator[Figure]:
    """Measure the whole program, start-up included, in each language: one document in one language and one format."""
    with TemporaryDirectory() as folder:
        bare = median(cpu([sys.executable, "-c", "pass"], folder) for _ in range(ROUNDS))
        for form, goal in GOALS.items():
            for language in ("da", "sv", "nb", "en"):
                out = Path(folder) / f"notice.{form}"
                asked: list[str | Path] = ["--home", HOME, "--lang", language, "--format", form, "-o", out]
                notice: list[str | Path] = [Path(sys.executable).with_name("ombud"), "notice", *asked]
                ours = median([cpu(notice, folder) for _ in range(ROUNDS + 1)][1:])
                assert out.stat().st_size > 10_000
                note = f"ratio to the goal of {seconds(goal)} of CPU; floor: Python that does nothing"
                yield Figure(f"ombud notice, {form}, {language}: CPU", seconds(ours), seconds(bare), ours / goal, 1.0, note)
