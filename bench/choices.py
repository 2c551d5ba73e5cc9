"""Choices over HTTP: sixteen connections that stay open press the banner's buttons, and mail programs unsubscribe (RFC 8058)."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector
from socket import create_connection, socket
from statistics import quantiles

import httpx2 as httpx

from bench.choosing import CONNECTIONS, PURPOSE, home_of, who, yes
from bench.measure import Figure
from bench.place import Engine
from bench.serve import Served, cpu, served, settled
from ombud.consent.ledger.recording import record
from ombud.consent.subscribing import tokens
from ombud.consent.subscribing.tokens import Token
from ombud.store.home import Home
from tests.web.site import found

WARM = 64
CHOICES: dict[Engine, int] = {"sqlite": 2000, "postgresql": 1000}
LATE = 0.05
_FORM = "application/x-www-form-urlencoded"


def figures(scale: float, engines: list[Engine]) -> Iterator[Figure]:
    """Measure on each engine: the banner of the web bureau, the letters of the makers of meters."""
    for engine in engines:
        with served_home("webstue", engine) as (home, site):
            yield _chosen(engine, site, max(200, int(20_000 * scale)))
        with served_home("maalerhus", engine) as (home, site):
            yield from _left(engine, home, site, max(200, int(10_000 * scale)))


def _chosen(engine: Engine, site: Served, count: int) -> Figure:
    run, goal = chosen(site, range(count + WARM)), CHOICES[engine]
    return Figure(
        f"{engine}: choices a second over HTTP",
        f"{run.rate:.0f}",
        str(goal),
        goal / run.rate,
        1.0,
        f"{run}; within {LATE * 1000:.0f} asked",
    )


def chosen(site: Served, numbers: range) -> Run:
    """Press `accept` in as many browsers as there are numbers, each behind a network address of its own."""
    shown = found(r'name="token" value="([^"]+)"', httpx.get(f"{site.url}/consent/da/").text)
    body = f"token={shown}&how=all&at={time.time_ns() // 1_000_000}"
    return sent(site, [post("/consent/choice", body, at) for at in numbers], 204, CONNECTIONS)


def _left(engine: Engine, home: Home, site: Served, count: int) -> Iterator[Figure]:
    """Let readers leave by the address that stands in the head of every letter, one after the other and sixteen at a time."""
    for at in range(0, 2 * (count + WARM), 2000):
        record(home, [yes(home, number) for number in range(at, min(at + 2000, 2 * (count + WARM)))])
    for connections, first in ((1, 0), (CONNECTIONS, count + WARM)):
        links = [tokens.write(home, "leave", Token(who(first + at)[1], PURPOSE)) for at in range(count + WARM)]
        run = sent(site, [post(f"/letters/{link}", "List-Unsubscribe=One-Click", at) for at, link in enumerate(links)], 200, connections)
        told = f"{engine}: unsubscribed by one click, {connections} at a time"
        yield Figure(told, f"p99 {run.late * 1000:.0f} ms", f"{LATE * 1000:.0f} ms", run.late / LATE, 1.0, str(run))


@dataclass(frozen=True, slots=True)
class Run:
    """How requests were answered: how many a second, 99 of 100 within how long, and what each cost the server."""

    rate: float
    late: float
    cost: float

    def __str__(self) -> str:
        return f"{self.rate:.0f} a second, 99 of 100 within {self.late * 1000:.0f} ms, {self.cost * 1000:.2f} ms of the server's cpu each"


@dataclass(slots=True)
class _Line:
    """One connection that stays open: what was sent last and when, and what has come of its answer."""

    wire: socket
    began: float = 0.0
    come: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        self.come.clear()
        self.began = time.perf_counter()
        self.wire.sendall(request)

    def answered(self, status: int) -> bool:
        """Read what came, and tell whether it is a whole answer; one of another status ends the measuring."""
        come = self.wire.recv(1 << 16)
        assert come, "the server closed the connection"
        self.come += come
        head, ended, body = bytes(self.come).partition(b"\r\n\r\n")
        if not ended:
            return False
        assert head.startswith(f"HTTP/1.1 {status} ".encode()), head.decode()
        if b"chunked" in head:
            return body.endswith(b"0\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        return len(body) == int(length or 0)


def sent(site: Served, requests: Sequence[bytes], status: int, connections: int) -> Run:
    """Send requests over connections that stay open, the next on each as soon as the last is answered; the first ones only warm up."""
    _take(site, requests[:WARM], status, connections)
    before, began = cpu(site.process), time.perf_counter()
    walls = _take(site, requests[WARM:], status, connections)
    count, took = len(walls), time.perf_counter() - began
    return Run(count / took, quantiles(walls, n=100)[-1], (cpu(site.process) - before) / count)


def _take(site: Served, requests: Sequence[bytes], status: int, connections: int) -> list[float]:
    waiting, walls = iter(requests), list[float]()
    host, _, port = site.url.removeprefix("http://").partition(":")
    with DefaultSelector() as selector, ExitStack() as stack:
        for _, request in zip(range(connections), waiting, strict=False):  # in this order none is lost
            line = _Line(stack.enter_context(closing(create_connection((host, int(port))))))
            selector.register(line.wire, EVENT_READ, line)
            line.send(request)
        while len(walls) < len(requests):
            for key, _ in selector.select():
                line = key.data
                if line.answered(status):
                    walls.append(time.perf_counter() - line.began)
                    if request := next(waiting, b""):
                        line.send(request)
    return walls


def post(path: str, body: str, number: int, kind: str = _FORM) -> bytes:
    """Write a request as it comes from a proxy of ours, from a network of its own: how often one may choose is counted by it."""
    seen = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    about = f"Host: localhost\r\nX-Forwarded-For: {seen}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}"
    head = f"POST {path} HTTP/1.1\r\n{about}\r\n\r\n"
    return (head + body).encode()


@contextmanager
def served_home(example: str, engine: Engine) -> Iterator[tuple[Home, Served]]:
    """Serve a home of an example."""
    with home_of(example, engine) as home:
        subprocess.run([sys.executable, "-m", "ombud", "migrate", "--home", str(home.folder)], capture_output=True, check=True)
        with served(home.folder) as site:
            settled(site.process)
            yield home, site
