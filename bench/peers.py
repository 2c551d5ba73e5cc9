"""Choices over HTTP beside c15t (Apache-2.0), hosted by ourselves as its own pages say, in turn: the same connections, disk and minute."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx2 as httpx

from bench.choices import WARM, Run, chosen, post, sent, served_home
from bench.choosing import CONNECTIONS
from bench.measure import Figure, counted
from bench.place import HERE, Engine, database
from bench.serve import Served, running
from tests.servers.program import dying_with_us, free_port

ROUNDS, OURS, THEIRS = 5, 2000, 500
"""Theirs sends fewer a round, so that both work for about as long."""
TIMES = 10
"""How many times as many choices as theirs ours is to take."""
C15T = Path(sys.prefix) / "c15t"
DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
Pair = tuple[Run, Run]


def figures(scale: float, engines: list[Engine]) -> Iterator[Figure]:
    """Measure on each engine, if theirs is here and a Node to run it."""
    if not (C15T / "node_modules").is_dir() or shutil.which("node") is None:
        yield Figure("choices over HTTP, beside c15t", "", "not installed", note="./dev bench peers installs it where npm is")
        return
    for engine in engines:
        with served_home("webstue", engine) as (_, site), _served(engine) as other:
            told = [_round(site, other, number, scale) for number in counted(f"{engine}, round", ROUNDS + 1)]
            yield from _compared(engine, told[1:])


def _round(site: Served, other: Served, number: int, scale: float) -> Pair:
    """Let ours and theirs take a number of choices one after the other, nobody's twice."""
    ours, theirs = (max(100, int(count * scale)) + WARM for count in (OURS, THEIRS))
    return chosen(site, range(number * ours, (number + 1) * ours)), _theirs(other, range(number * theirs, (number + 1) * theirs))


def _compared(engine: Engine, rounds: list[Pair]) -> Iterator[Figure]:
    ours, theirs = zip(*rounds, strict=True)
    ratio = median(their.rate / our.rate for our, their in rounds)
    cpu = median(our.cost / their.cost for our, their in rounds)
    rate, other = (f"{median(run.rate for run in runs):.0f}" for runs in (ours, theirs))
    note = f"the ratio is theirs to ours: {1 / ratio:.1f} times as many, at {1 / cpu:.1f} times less cpu each"
    yield Figure(f"{engine}: choices a second over HTTP, beside c15t", rate, other, ratio, 1 / TIMES, note, cpu)
    late, later = (f"{median(run.late for run in runs) * 1000:.0f} ms" for runs in (ours, theirs))
    slow = median(our.late / their.late for our, their in rounds)
    costs = [median(run.cost for run in runs) * 1000 for runs in (ours, theirs)]
    told = f"cpu of the server's process each: {costs[0]:.2f} ms, theirs {costs[1]:.2f}; medians of {len(rounds)} rounds"
    yield Figure(f"{engine}: 99 of 100 of them within", late, later, slow, 1.0, told)


# ------------------------------------------------------------------ theirs


@contextmanager
def _served(engine: Engine) -> Iterator[Served]:
    """Serve theirs over an empty database of its own."""
    with database(engine) as place, TemporaryDirectory(prefix="ombud-bench-") as folder:
        port, address = free_port(), place.address.replace("+psycopg", "").removeprefix("sqlite:")
        command = dying_with_us("node", str(HERE / "c15t.cjs"), str(C15T), str(port), address)
        with running(command, port, Path(folder) / "c15t.log", _answers) as site:
            yield site


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/c15t/status").status_code == 200
    except httpx.HTTPError:
        return False


def _theirs(other: Served, numbers: range) -> Run:
    """Let as many new people as there are numbers accept everything."""
    return sent(other, [post("/api/c15t/subjects", _body(at), at, "application/json") for at in numbers], 200, CONNECTIONS)


def _body(number: int) -> str:
    yes = dict.fromkeys(("necessary", "functionality", "measurement", "marketing"), True)
    about = {"type": "cookie_banner", "domain": "lindelys.example", "preferences": yes}
    return json.dumps({**about, "subjectId": _name(number), "givenAt": time.time_ns() // 1_000_000})


def _name(number: int) -> str:
    """Write a number as theirs names people: digits without those that look alike."""
    written = ""
    while number or not written:
        number, digit = divmod(number, len(DIGITS))
        written = DIGITS[digit] + written
    return f"sub_{written.rjust(12, 'z')}"
