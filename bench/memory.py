"""Memory as rows grow tenfold: a sweep that asks other systems, and so goes by keys, must not grow with the rows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from multiprocessing import get_context

from bench.measure import Figure, peak
from bench.place import Database, database, home
from bench.sweep import fill
from ombud.retention import actions

ALONE = "import sys; from ombud.store.database import ready; ready(); from bench.memory import sweep; sweep(sys.argv[1], int(sys.argv[2]))"
SMALL, LARGE, GOAL = 50_000, 500_000, 1.2


def figures(scale: float, _engines: object) -> Iterator[Figure]:
    """Sweep few rows and ten times as many, each in a process of its own, since a peak never falls."""
    sizes = [max(1000, int(size * scale)) for size in (SMALL, LARGE)]
    for inventory, how in (("visits.yaml", "in windows"), ("joined.yaml", "by keys")):
        few, many = (_peak(inventory, size) for size in sizes)
        name = f"sqlite: most memory, sweep {how}: {sizes[1]} rows, floor {sizes[0]}"
        yield Figure(name, f"{many:.0f} MB", f"{few:.0f} MB", many / few, GOAL, "a fifth of the rows is overdue")


def _peak(inventory: str, rows: int) -> float:
    told = subprocess.run([sys.executable, "-c", ALONE, inventory, str(rows)], capture_output=True, text=True, check=True)
    return float(told.stdout)


def _fill(of: Database, rows: int, cutoff: date) -> None:
    """Fill the tables in a process of its own: what making and sorting the rows takes is not the sweep's."""
    fill(of, rows, cutoff)
    of.run(["CREATE TABLE notes (id integer PRIMARY KEY, visit_id integer, body text)", "CREATE INDEX notes_visit ON notes (visit_id)"])


def sweep(inventory: str, rows: int) -> None:
    """Sweep once and print the most memory it took."""
    with database("sqlite") as of, home(of, inventory) as place:
        filling = get_context("fork").Process(target=_fill, args=(of, rows, place.today() - timedelta(30)))
        filling.start()
        filling.join()
        assert filling.exitcode == 0
        done = actions.execute(place, actions.show(place).plan)
        assert sum(line.done for line in done.lines) == rows // 5
    print(peak())
