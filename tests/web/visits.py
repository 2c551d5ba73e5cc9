"""Looking behind the pages: what the tables of a served home hold."""

import os
import sqlite3
from typing import Any

import psycopg

from tests.web.site import Site


def sql(site: Site, statement: str, *values: str, system: str = "") -> list[Any]:
    """Ask the state of a home, or one of its systems, and give the first column."""
    if not system and "env:OMBUD_DATABASE" in (site.home / "ombud.toml").read_text("utf-8"):
        with psycopg.connect(os.environ["OMBUD_DATABASE"]) as served:
            told = served.execute(statement.replace("?", "%s").encode(), values)
            return [row[0] for row in told.fetchall()] if told.description else []
    path = site.home / "systems" / f"{system}.sqlite" if system else site.home / "var" / "ombud.sqlite"
    with sqlite3.connect(path, timeout=30) as store:
        return [row[0] for row in store.execute(statement, values)]
