"""Looking behind the pages: what the tables of a served home hold."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.web.site import PATIENCE, Site


def sql(site: Site, statement: str, *values: str | bytes, system: str = "") -> list[Any]:
    """Ask the state of a home, or one of its systems, and give the first column."""
    if not system and "env:OMBUD_DATABASE" in (site.home / "ombud.toml").read_text("utf-8"):
        with psycopg.connect(os.environ["OMBUD_DATABASE"]) as served:
            told = served.execute(statement.replace("?", "%s").encode(), values)
            return [row[0] for row in told.fetchall()] if told.description else []
    path = site.home / "systems" / f"{system}.sqlite" if system else site.home / "var" / "ombud.sqlite"
    with sqlite3.connect(path, timeout=30) as store:
        return [row[0] for row in store.execute(statement, values)]


def waited(so: Callable[[], bool], otherwise: str = "it never came about") -> None:
    """Wait until something is so, or tell what was not."""
    until = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < until, otherwise
        time.sleep(0.1)


def looked_at_once(site: Site) -> None:
    """Wait for the look that comes round when a home on SQLite is first served: else it may come between a test and its own."""
    waited(lambda: sql(site, "SELECT name FROM jobs_schedulerow WHERE name = 'promises.look'") != [])
    waited(lambda: sql(site, "SELECT id FROM jobs_jobrow WHERE name = 'promises.look'") == [])


ALTERED = {"another year": (b'{"at":"20', b'{"at":"21'), "what nobody can read": (b'{"at":"20', b'{"at":"x0')}
"""One byte of an entry, as it was and as somebody with the database at hand left it."""


@contextmanager
def altered(site: Site, before: bytes, after: bytes) -> Iterator[None]:
    """Alter one byte of the newest signed entry in the tables of a home, and put it back."""
    (number,) = sql(site, 'SELECT CAST(max(id) AS VARCHAR(20)) FROM store_entryrow WHERE "index" IS NOT NULL')
    (body,) = (bytes(one) for one in sql(site, "SELECT body FROM store_entryrow WHERE CAST(id AS VARCHAR(20)) = ?", number))
    wrong = body.replace(before, after, 1)
    assert sum(one != other for one, other in zip(body, wrong, strict=True)) == 1
    change = "UPDATE store_entryrow SET body = ? WHERE CAST(id AS VARCHAR(20)) = ?"
    sql(site, change, wrong, number)
    try:
        yield
    finally:
        sql(site, change, body, number)
