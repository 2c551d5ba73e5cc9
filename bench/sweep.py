"""Sweep a million overdue of five million rows beside the windowed DELETE that one would write by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import floor
from bench.measure import Figure, Spent, figure, spent
from bench.place import Database, Engine, database, home
from bench.shop import NUMBER, numbers
from ombud.retention import actions
from ombud.store.home import Home

ROWS, ROUNDS, DAYS = 5_000_000, 3, 30
GOAL = 1.2


def figures(scale: float, engines: list[Engine]) -> Iterator[Figure]:
    """Measure both engines."""
    for engine in engines:
        yield from _on(engine, max(1000, int(ROWS * scale)))


def _on(engine: Engine, rows: int) -> Iterator[Figure]:
    shows, acts, bares, proven = list[Spent](), list[Spent](), list[Spent](), list[Spent]()
    with database(engine) as of, TemporaryDirectory() as folder, home(of, "visits.yaml") as place:
        cutoff, evidence = place.today() - timedelta(DAYS), floor.Evidence(Path(folder))
        for _ in range(ROUNDS):
            fill(of, rows, cutoff)
            shown, acted = _ours(place, rows // 5)
            shows.append(shown)
            acts.append(acted)
            fill(of, rows, cutoff)
            bares.append(spent(lambda: floor.sweep(of, cutoff)))
            fill(of, rows, cutoff)
            proven.append(spent(lambda: floor.sweep_proven(of, cutoff, evidence)))
    name = f"{engine}: {rows // 5} overdue of {rows}"
    both = [Spent(one.wall + two.wall, one.cpu + two.cpu) for one, two in zip(shows, acts, strict=True)]
    yield figure(f"{name}: carry out", acts, bares, GOAL, "floor: windowed DELETE, nothing else")
    yield figure(f"{name}: carry out", acts, proven, None, "floor: count, note, windowed DELETE, count, note")
    yield figure(f"{name}: show and carry out", both, proven, None, "the same floor")


def fill(of: Database, rows: int, cutoff: date) -> None:
    """Make the table anew: every fifth row is overdue, spread over the whole table."""
    day = {
        "postgresql": f"date '{cutoff.isoformat()}' - (CASE WHEN n % 5 = 0 THEN n % 300 ELSE -1 - n % 29 END)::int",
        "sqlite": f"date('{cutoff.isoformat()}', CASE WHEN n % 5 = 0 THEN '-' || n % 300 ELSE '+' || (1 + n % 29) END || ' days')",
    }[of.engine]
    made = ["DROP TABLE IF EXISTS visits", f"CREATE TABLE visits (id {NUMBER[of.engine]} PRIMARY KEY, page text, seen_on date NOT NULL)"]
    rest = ["CREATE INDEX visits_seen ON visits (seen_on)", "VACUUM ANALYZE visits" if of.engine == "postgresql" else "ANALYZE"]
    of.run([*made, f"INSERT INTO visits SELECT n, '/side/' || n % 1000, {day} FROM {numbers(of, rows)}", *rest])
    if of.engine == "postgresql":
        of.run(["CHECKPOINT"])


def _ours(place: Home, due: int) -> tuple[Spent, Spent]:
    reports: list[actions.Report] = []
    shown = spent(lambda: reports.append(actions.show(place)))
    acted = spent(lambda: reports.append(actions.execute(place, reports[0].plan)))
    assert [line.done for line in reports[1].lines if line.done] == [due]
    assert not any(line.left for line in reports[1].lines)
    return shown, acted
