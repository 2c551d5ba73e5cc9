"""Choices recorded by sixteen threads, each durable before its sender is told; the gate, a list filtered, a ledger verified."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.choosing import CONNECTIONS, LOOKUPS, PURPOSE, home_of, rated, who, yes
from bench.measure import Figure, peak, spent
from bench.place import ENGINES, Engine
from bench.turns import in_turn
from ombud.consent.gate.asking import may
from ombud.consent.gate.filtering import filtered
from ombud.consent.ledger.reading import export
from ombud.consent.ledger.recording import record
from ombud.evidence.ledger.bundle import verify
from ombud.plan.consent.gate import Question
from ombud.store.home import Home

GOALS = {"sqlite": 2000, "postgresql": 1000}
KEPT = 0.9
"""A tenth may be lost at a million choices."""
VERIFIED, LISTED = 500_000, 20.0


def figures(scale: float, engines: list[Engine]) -> Iterator[Figure]:
    """Measure on each engine; a ratio is the goal to what was reached, so that one or less is met."""
    for engine in engines or ENGINES:
        with home_of("maalerhus", engine) as home:
            yield from _recorded(home, engine, max(400, int(20_000 * scale)))
            yield _looked_up(home, engine, max(1000, int(100_000 * scale)))
            if engine == "sqlite":
                yield from _ledger(home, max(2000, int(1_000_000 * scale)))


def _recorded(home: Home, engine: Engine, count: int) -> Iterator[Figure]:
    rate, late, cost = rated(home, range(count))
    note = f"{CONNECTIONS} threads, no HTTP; 99 of 100 within {late * 1000:.0f} ms [50]; {cost * 1000:.2f} ms of cpu each"
    yield Figure(f"{engine}: durable choices a second", f"{rate:.0f}", str(GOALS[engine]), GOALS[engine] / rate, 1.0, note)


def _looked_up(home: Home, engine: Engine, count: int) -> Figure:
    question, people = Question(PURPOSE, home.today(), topic="news"), [(who(number),) for number in range(count)]
    began = time.process_time()
    allowed = sum(one.allowed for at in range(0, count, 5000) for one in may(home, question, people[at : at + 5000]))
    rate = count / (time.process_time() - began)
    return Figure(
        f"{engine}: gate, look-ups a second of CPU", f"{rate:.0f}", str(LOOKUPS), LOOKUPS / rate, 1.0, f"{allowed} of {count} allowed"
    )


def _ledger(home: Home, count: int) -> Iterator[Figure]:
    for at in range(0, count, 2000):
        record(home, [yes(home, number) for number in range(at, min(at + 2000, count))])
    with home_of("maalerhus", "sqlite") as empty:
        yield in_turn("sqlite", empty, home, max(80, count // 500), KEPT)
    home = Home.opened(home.folder)
    yield _verified(home)
    yield _filtered(home, count)


def _verified(home: Home) -> Figure:
    ledger = home.folder / "ledger"
    with ledger.open("wb") as stream:
        held, _ = export(home, stream)
    with ledger.open("rb") as stream:
        rate = held.choices / spent(lambda: verify(stream)).wall
    note = f"{held.choices} choices, one core"
    return Figure("ledger: choices verified a second", f"{rate:.0f}", str(VERIFIED), VERIFIED / rate, 1.0, note)


def _filtered(home: Home, count: int) -> Figure:
    source = home.folder / "list.csv"
    with source.open("w", encoding="utf-8") as lines:
        lines.write("email\n")
        lines.writelines(f"{who(number)[1]}\n" for number in range(count))
    before = peak()
    took = spent(lambda: filtered(home, Question(PURPOSE, home.today()), source, home.folder / "out.csv")).wall
    goal = LISTED * count / 1_000_000
    return Figure(
        f"a list of {count} filtered", f"{took:.1f} s", f"{goal:.1f} s", took / goal, 1.0, f"memory grew by {peak() - before:.0f} MB"
    )
