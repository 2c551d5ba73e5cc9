"""What the benches of choices share: a home of an example, invented readers who say yes, and sixteen threads that record it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier

from django.db import connection

from bench.measure import spent
from bench.place import Engine, database
from ombud.cli.demo.build import example
from ombud.consent.ledger.recording import Said, record
from ombud.plan.consent.choice import Choice, Scope
from ombud.store.database import close_database, migrate
from ombud.store.engine.place import Server
from ombud.store.home import Home

CONNECTIONS, PURPOSE = 16, "marketing"
LOOKUPS = 50_000
"""Looked up a second of CPU."""


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


def yes(home: Home, number: int) -> Said:
    """Let a reader say yes to news by telephone."""
    return Said(who(number), Choice("given", PURPOSE, home.now(), Scope(("news",)), method="phone", country="SE"))


def who(number: int) -> tuple[str, str]:
    """Invent a reader."""
    return "email", f"reader{number}@laeser.example"


def rated(home: Home, numbers: range) -> tuple[float, float, float]:
    """Let sixteen record at once: choices a second, the wait of the slowest but one in a hundred, the CPU of each."""
    took: list[float] = []

    def one(number: int) -> None:
        began = time.perf_counter()
        record(home, [yes(home, number)])
        took.append(time.perf_counter() - began)

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        all_of_them = spent(lambda: list(threads.map(one, numbers)))
        list(threads.map(_leave, [Barrier(CONNECTIONS)] * CONNECTIONS))
    return len(numbers) / all_of_them.wall, sorted(took)[int(len(took) * 0.99)], all_of_them.cpu / len(numbers)


def _leave(together: Barrier) -> None:
    together.wait()  # or a thread would close for another, which keeps its own
    connection.close()
