"""Start `ombud check` on the policy of seed 003 as anybody would, and tell its CPU."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measure import Figure, seconds

SEED = Path(__file__).parents[1] / "tests" / "seeds" / "conscensia" / "policy.yaml"
GOAL, ROUNDS = 0.3, 5


def figures(_scale: float, _engines: object) -> Iterator[Figure]:
    """Measure the whole program, start-up included."""
    with TemporaryDirectory() as folder:
        shutil.copy(SEED, Path(folder) / "policy.yaml")
        check: list[str | Path] = [Path(sys.executable).with_name("ombud"), "check", "--home", folder, "--as-of", "2026-06-01"]
        rounds = [cpu(check, folder) for _ in range(ROUNDS + 1)][1:]
        bare = [cpu([sys.executable, "-c", "pass"], folder) for _ in range(ROUNDS)]
    ours, empty = median(rounds), median(bare)
    goal = f"goal {seconds(GOAL)} of CPU: {'met' if ours <= GOAL else 'NOT met'}; floor: Python that does nothing"
    yield Figure("ombud check on seed 003: CPU", seconds(ours), seconds(empty), ours / GOAL, 1.0, f"ratio to the goal; {goal}")


def cpu(command: list[str | Path], folder: str) -> float:
    """Tell the CPU of a program that was installed as usual: its modules compiled before, by the first round."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = subprocess.run(command, capture_output=True, check=False, env=environment | {"PYTHONPYCACHEPREFIX": folder})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert not told.stderr, told.stderr.decode()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
