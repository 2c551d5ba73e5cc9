"""Choices recorded by sixteen threads, each durable before its sender is told; the gate, a list filtered, a ledger verified."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from bench.measure import Figure, peak
from bench.place import ENGINES, Engine, database
from ombud.cli.demo.build import example
from ombud.consent.gate.asking import may
from ombud.consent.gate.filtering import filtered
from ombud.consent.ledger.reading import export
from ombud.consent.ledger.recording import Said, record
from ombud.evidence.ledger.bundle import verify
from ombud.plan.consent.choice import Choice, Scope
from ombud.plan.consent.gate import Question
from ombud.store.database import close_database, migrate
from ombud.store.engine.place import Server
from ombud.store.home import Home

CONNECTIONS, PURPOSE = 16, "marketing"
GOALS = {"sqlite": 2000, "postgresql": 1000}
KEPT = 1 / 0.9
"""A tenth may be lost at a million choices."""
LOOKUPS, VERIFIED, LISTED = 50_000, 500_000, 20.0


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


def rated(home: Home, numbers: range) -> tuple[float, float, float]:
    """Let sixteen record at once: choices a second, the wait of the slowest but one in a hundred, the CPU of each."""
    took: list[float] = []

    def one(number: int) -> None:
        began = time.perf_counter()
        record(home, [yes(home, number)])
        took.append(time.perf_counter() - began)

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        spent, clock = time.process_time(), _clocked(lambda: list(threads.map(one, numbers)))
        cost = (time.process_time() - spent) / len(numbers)
        list(threads.map(lambda _: connection.close(), range(CONNECTIONS * 4)))
    return len(numbers) / clock, sorted(took)[int(len(took) * 0.99)], cost


def _looked_up(home: Home, engine: Engine, count: int) -> Figure:
    question, people = Question(PURPOSE, home.today(), topic="news"), [(who(number),) for number in range(count)]
    began = time.process_time()
    allowed = sum(one.allowed for at in range(0, count, 5000) for one in may(home, question, people[at : at + 5000]))
    rate = count / (time.process_time() - began)
    return Figure(
        f"{engine}: gate, look-ups a second of CPU", f"{rate:.0f}", str(LOOKUPS), LOOKUPS / rate, 1.0, f"{allowed} of {count} allowed"
    )


def _ledger(home: Home, count: int) -> Iterator[Figure]:
    some = max(200, count // 100)
    few, _, cheap = rated(home, range(2 * count, 2 * count + some))
    for at in range(0, count, 2000):
        record(home, [yes(home, number) for number in range(at, min(at + 2000, count))])
    many, _, dear = rated(home, range(3 * count, 3 * count + some))
    told, by_cpu = f"{cheap * 1000:.2f} ms of cpu each before, {dear * 1000:.2f} after", dear / cheap / KEPT
    yield Figure(f"choices a second, with {count} more", f"{many:.0f}", f"{few:.0f}", few / many / KEPT, 1.0, told, by_cpu)
    ledger = home.folder / "ledger"
    with ledger.open("wb") as stream:
        held, _ = export(home, stream)
    with ledger.open("rb") as stream:
        rate = held.choices / _clocked(lambda: verify(stream))
    note = f"{held.choices} choices, one core"
    yield Figure("ledger: choices verified a second", f"{rate:.0f}", str(VERIFIED), VERIFIED / rate, 1.0, note)
    yield _filtered(home, count)


def _filtered(home: Home, count: int) -> Figure:
    source = home.folder / "list.csv"
    with source.open("w", encoding="utf-8") as lines:
        lines.write("email\n")
        lines.writelines(f"{who(number)[1]}\n" for number in range(count))
    before = peak()
    took = _clocked(lambda: filtered(home, Question(PURPOSE, home.today()), source, home.folder / "out.csv"))
    goal = LISTED * count / 1_000_000
    return Figure(
        f"a list of {count} filtered", f"{took:.1f} s", f"{goal:.1f} s", took / goal, 1.0, f"memory grew by {peak() - before:.0f} MB"
    )


def yes(home: Home, number: int) -> Said:
    """Let a reader say yes to news by telephone."""
    return Said(who(number), Choice("given", PURPOSE, home.now(), Scope(("news",)), method="phone", country="SE"))


def who(number: int) -> tuple[str, str]:
    """Invent a reader."""
    return "email", f"reader{number}@laeser.example"


def _clocked(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def home_of(example_: str, engine: Engine, variable: str = "OMBUD_DATABASE") -> Iterator[Home]:
    """Make a home of an example with no systems filled, its state on either engine; a server writes through to the disk."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="ombud-bench-"))) / "home"
        with as_file(example(example_)) as files:
            shutil.copytree(files, folder)
        toml = folder / "ombud.toml"
        settings = f"behind_proxy = true\n{toml.read_text('utf-8') if toml.exists() else ''}"
        if engine == "postgresql":
            os.environ[variable] = stack.enter_context(database(engine)).address.replace("+psycopg", "")
            settings = f'database = "env:{variable}"\n{settings}'
            migrate(Server.of(os.environ[variable]))
        toml.write_text(settings, "utf-8")
        stack.callback(close_database)
        yield Home.opened(folder)
