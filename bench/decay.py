"""Choices recorded beside ten million of earlier days: an empty store and a full one in turn, so that what else runs hits both alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sized
from contextlib import ExitStack
from io import BytesIO
from multiprocessing import get_context

from bench.choosing import LOOKUPS, PURPOSE, home_of, who
from bench.grow import RECORDS, gone, grown
from bench.measure import Figure, seconds
from bench.place import Engine
from bench.turns import in_turn
from ombud.consent.gate.asking import may
from ombud.consent.gate.suppression import suppressed
from ombud.consent.ledger.proving import prove
from ombud.consent.ledger.reading import history
from ombud.evidence.ledger.single import verify
from ombud.plan.consent.gate import Question
from ombud.store.database import close_database
from ombud.store.home import Home

KEPT = 0.95
"""A twentieth may be lost at ten million."""


def figures(scale: float, engines: list[Engine]) -> Iterator[Figure]:
    """Fill one of two stores of each engine, then measure them in turn."""
    for engine in engines:
        with ExitStack() as stack:
            empty, full = (stack.enter_context(home_of("maalerhus", engine, f"OMBUD_{which}")) for which in ("EMPTY", "FULL"))
            count, few = max(1000, int(RECORDS * scale)), min(1.0, scale * 100)
            began = time.perf_counter()
            _filled(full, engine, count)
            yield Figure(f"{engine}: {count} choices of as many people, and hashes", seconds(time.perf_counter() - began))
            yield in_turn(engine, empty, full, max(80, int(2000 * few)), KEPT)
            yield from _asked(engine, full, count, max(1000, int(100_000 * few)))
            yield _proved(engine, full, count)


def _filled(home: Home, engine: Engine, count: int) -> None:
    """Fill in a process of its own, whose caches go with it."""
    close_database()
    filling = get_context("fork").Process(target=grown, args=(home, engine, count))
    filling.start()
    filling.join()
    assert filling.exitcode == 0


def _asked(engine: Engine, home: Home, count: int, some: int) -> Iterator[Figure]:
    """Ask the gate and the list about people from all over the store, in batches, and for what one person chose."""
    home, numbers = Home.opened(home.folder), range(0, count, max(1, count // some))
    question = Question(PURPOSE, home.today(), topic="news")
    yield _cost(engine, "the gate", numbers, lambda part: [one for one in may(home, question, [(who(at),) for at in part]) if one.allowed])
    yield _cost(engine, "the list, of those on it", numbers, lambda part: suppressed(home, [gone(at) for at in part]))
    yield _cost(engine, "the list, of those not on it", numbers, lambda part: suppressed(home, [who(at)[1] for at in part]))
    yield _cost(engine, "choices of one", numbers[:: len(numbers) // 200 or 1], lambda part: list(history(home, [who(part[0])])), 1)


def _cost(engine: Engine, what: str, numbers: range, ask: Callable[[range], Sized], many: int = 5000) -> Figure:
    """Ask twice: the second time no page is read from the disk, so that the CPU is that of looking up."""
    walls, spent, found = list[float](), 0.0, 0
    for _ in range(2):
        spent, began = time.process_time(), time.perf_counter()
        found = sum(len(ask(numbers[at : at + many])) for at in range(0, len(numbers), many))
        spent = time.process_time() - spent
        walls.append((time.perf_counter() - began) / len(numbers) * 1000)
    rate, goal = len(numbers) / spent, LOOKUPS if many > 1 else None
    note = f"{found} of {len(numbers)} found; by the clock {walls[0]:.3f} ms each, and {walls[1]:.3f} again"
    return Figure(f"{engine}: {what}, look-ups a second of CPU", f"{rate:.0f}", str(goal or ""), goal and goal / rate, goal and 1.0, note)


def _proved(engine: Engine, home: Home, count: int) -> Figure:
    """Prove one choice of all: every other leaf is read and hashed."""
    home, began = Home.opened(home.folder), time.perf_counter()
    proof, _ = prove(home, count // 3)
    took, checked = time.perf_counter() - began, verify(BytesIO(proof))
    assert checked.intact, checked.why
    return Figure(
        f"{engine}: one choice proved", seconds(took), "2048 bytes", len(proof) / 2048, 1.0, f"{len(proof)} bytes, of {checked.size}"
    )
