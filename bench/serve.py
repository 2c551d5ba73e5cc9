"""Start serving: from the command to the first healthy answer, and what the whole product holds while it stands idle."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measure import Figure
from ombud.cli.demo.build import build
from tests.servers.program import Program, dying_with_us, free_port
from tests.web.conftest import answers

ROUNDS, HEALTHY, IDLE = 5, 2.0, 150.0
QUIET = 0.03
"""CPU in a second of a server that does nothing but look for work."""


@dataclass(frozen=True, slots=True)
class Served:
    """A served home, and the processes that serve it."""

    url: str
    process: int


def figures(_scale: float, _engines: object) -> Iterator[Figure]:
    """Start a home that is new and one that was served before; then let it stand."""
    with TemporaryDirectory(prefix="ombud-bench-") as folder:
        new, used = Path(folder) / "new", Path(folder) / "used"
        build(used, today=datetime.now(UTC).date())
        subprocess.run([sys.executable, "-m", "ombud", "init", new], capture_output=True, check=True)
        yield _started("a new home, tables made", [_start(new)])
        _start(used, settled)
        yield _started("a home served before", [_start(used) for _ in range(ROUNDS)])
        for how in ("started anew", "after the night's work"):
            if how != "started anew":
                with closing(sqlite3.connect(used / "var" / "ombud.sqlite")) as state:
                    state.execute("DELETE FROM jobs_schedulerow")
                    state.commit()
            held = _start(used, settled)[2]
            yield Figure(
                f"serve: idle memory, {how}", f"{held:.0f} MB", f"{IDLE:.0f} MB", held / IDLE, 1.0, "proportional set, all processes"
            )


def _started(which: str, starts: list[tuple[float, float, float]]) -> Figure:
    wall, used = median(start[0] for start in starts), median(start[1] for start in starts)
    return Figure(f"serve: first healthy answer, {which}", f"{wall:.2f} s ({used:.2f} cpu)", f"{HEALTHY:g} s", wall / HEALTHY, 1.0)


def _start(home: Path, wait: Callable[[int], None] = lambda _: None) -> tuple[float, float, float]:
    """Serve a home once; tell the seconds and the CPU until it answered, and its memory after a while."""
    began = time.perf_counter()
    with served(home) as site:
        wall, used = time.perf_counter() - began, cpu(site.process)
        wait(site.process)
        return wall, used, memory(site.process)


@contextmanager
def served(home: Path) -> Iterator[Served]:
    """Serve a home for a while."""
    port = free_port()
    command = dying_with_us(sys.executable, "-m", "ombud", "serve", "--home", str(home), "--port", str(port))
    with running(command, port, home.parent / "served.log", answers) as site:
        yield site


@contextmanager
def running(command: list[str], port: int, log: Path, ready: Callable[[str], bool]) -> Iterator[Served]:
    """Run a program that serves on a port of ours, from its first answer on."""
    url = f"http://127.0.0.1:{port}"
    program = Program(command, log, lambda: ready(url))
    program.start()
    try:
        assert program.process is not None
        yield Served(url, program.process.pid)
    finally:
        program.stop()


def settled(first: int) -> None:
    """Wait until the work that came round at the start is done: three quiet seconds."""
    quiet = 0
    while quiet < 3:
        before = cpu(first)
        time.sleep(1)
        quiet = quiet + 1 if cpu(first) - before <= QUIET else 0


def processes(first: int) -> Iterator[int]:
    """Give a process and all that it started."""
    yield first
    for thread in Path(f"/proc/{first}/task").iterdir():
        for child in (thread / "children").read_text().split():
            yield from processes(int(child))


def cpu(first: int) -> float:
    """Tell the seconds of CPU that a process and its children took so far."""
    fields = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in processes(first))
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def memory(first: int) -> float:
    """Tell the proportional set of a process and its children in MB: what they share counts once."""
    maps = (Path(f"/proc/{one}/smaps_rollup").read_text().splitlines() for one in processes(first))
    return sum(int(line.split()[1]) for lines in maps for line in lines if line.startswith("Pss:")) / 1024
