"""Every page of the console and the centre over a store that has grown for years, as a signed-in officer and a proved visitor see it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import httpx2 as httpx

from bench.grown import CASES, ENTRIES, fill, number_of
from bench.measure import Figure
from bench.place import Engine, database
from bench.serve import Served, cpu, memory, served, settled
from ombud.cli.demo.build import build
from ombud.rights.cases import keys
from ombud.rights.models import CaseRow
from ombud.store.database import close_database
from ombud.store.home import Home
from tests.web.site import Site, Visitor, found

ROUNDS, GOAL = 30, 0.1
Reach = Callable[[], httpx.Response]


def figures(scale: float, engines: list[Engine]) -> Iterator[Figure]:
    """Measure with the store on both engines."""
    for engine in engines:
        with _grown(engine, max(40, int(CASES * scale)), max(200, int(ENTRIES * scale))) as (site, home, ids):
            yield from _measured(engine, site, home, ids)


@contextmanager
def _grown(engine: Engine, cases: int, entries: int) -> Iterator[tuple[Served, Home, list[str]]]:
    """Serve a home of invented people whose store has grown."""
    with TemporaryDirectory(prefix="ombud-bench-") as folder, database(engine) as of:
        place = Path(folder) / "home"
        build(place, today=datetime.now(UTC).date())
        if engine == "postgresql":
            os.environ["OMBUD_DATABASE"] = of.address.replace("+psycopg", "")
            settings = place / "ombud.toml"
            settings.write_text(f'database = "env:OMBUD_DATABASE"\n{settings.read_text("utf-8")}', "utf-8")
        for command in (("migrate",), ("promises", "--run")):
            subprocess.run([sys.executable, "-m", "ombud", *command, "--home", place], capture_output=True, check=command == ("migrate",))
        home = Home.opened(place)
        ids = fill(home, cases, entries)
        with served(place) as site:
            settled(site.process)
            yield site, home, ids
        close_database()


def _measured(engine: Engine, site: Served, home: Home, ids: list[str]) -> Iterator[Figure]:
    for name, reach in _pages(site, home, ids).items():
        yield _figure(f"{engine}: {name}", site, reach)
    processes = memory(site.process)
    yield Figure(f"{engine}: memory after all these pages, all processes", f"{processes:.0f} MB", "150 MB", processes / 150, 1.0)


def _pages(site: Served, home: Home, ids: list[str]) -> dict[str, Reach]:
    """Name the pages, and how each is reached."""
    seen = Site(site.url, home.folder)
    officer, person, holder = seen.officer(), seen.visitor(), seen.visitor()
    living = number_of(len(ids) - 3)
    officer.fill(f"/console/cases/{living}/open", reason="handling")
    officer.fill("/console/sweeps/", to="/console/sweeps/look")
    plan = found(r'href="/console/(sweeps/\w+/)"', officer.see("/console/sweeps/").html)
    _prove(holder, keys.draw("session", home.now(), CaseRow.objects.get(number=living)))
    with closing(sqlite3.connect(home.folder / "systems" / "crm.sqlite")) as crm:
        (subscriber,) = crm.execute("SELECT email FROM subscribers ORDER BY email LIMIT 1").fetchone()
    _prove(person, keys.draw("session", home.now(), subscriber))
    far = CaseRow.objects.order_by("-answer_by", "-number")[len(ids) // 2]
    promise = found_promise(officer)
    console = {
        "console": "",
        "cases": "cases/",
        "cases, all": "cases/?which=all",
        "cases, far down": f"cases/?which=all&after={far.answer_by}/{far.number}",
        "a case, opened": f"cases/{living}/",
        "its letters": f"cases/{living}/letters/",
        "evidence": "evidence/",
        "evidence of a kind": "evidence/?kind=kept",
        "evidence of a run": f"evidence/?run={ids[len(ids) // 2]}",
        "evidence, far down": f"evidence/?kind=done&before={len(ids)}",
        "promises kept": "promises/kept/",
        "promises unproven": "promises/unproven/",
        "a promise": f"promise/{promise}",
        "holds": "holds/",
        "sweeps": "sweeps/",
        "systems": "systems/",
        "findings": "findings/",
        "data map": "map/",
        "people": "people/",
        "new case": "cases/new",
        "a sweep shown": plan,
    }
    centre = {"centre": "/en/", "notice": "/en/notice", "rights": "/en/ask/", "a form": "/en/ask/access", "a link": "/en/link"}
    pages = {f"console, {name}": _reaching(officer, f"/console/{path}") for name, path in console.items()}
    pages |= {f"centre, {name}": _reaching(person, path) for name, path in centre.items()}
    pages["centre, one's case"] = _reaching(holder, "/my/en/case")
    pages["centre, one's own data"] = _reaching(person, "/my/en/")
    return pages


def found_promise(officer: Visitor) -> str:
    """Give the address of a promise that rests on entries."""
    page = officer.see("/console/promises/kept/").html + officer.see("/console/promises/broken/").html
    return next(part.split('"')[0] for part in page.split('href="/console/promise/')[1:] if "retention" in part.split('"')[0])


def _prove(visitor: Visitor, secret: str) -> None:
    visitor.client.cookies.set("ombud_subject", secret, path="/my/")


def _reaching(visitor: Visitor, path: str) -> Reach:
    return lambda: visitor.client.get(path, follow_redirects=False)


def _figure(name: str, site: Served, reach: Reach) -> Figure:
    answers = [reach() for _ in range(2)]
    assert answers[-1].status_code == 200, f"{name}: {answers[-1].status_code}"
    before, walls = cpu(site.process), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        reach()
        walls.append(time.perf_counter() - began)
    spent = (cpu(site.process) - before) / ROUNDS
    late = quantiles(walls, n=20)[-1]
    told = f"p95 {late * 1000:.0f} ms, median {median(walls) * 1000:.0f} ms"
    return Figure(
        name,
        told,
        f"{GOAL * 1000:.0f} ms",
        late / GOAL,
        1.0,
        f"{spent * 1000:.0f} ms of the server's cpu, {len(answers[-1].content) // 1024} KB",
    )
