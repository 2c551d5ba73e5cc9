"""Looking behind the pages: what the tables of a served home hold."""

import sqlite3

from tests.web.site import Site


def sql(site: Site, statement: str, *values: str, system: str = "") -> list[str]:
    """Ask the state of a home, or one of its systems, and give the first column."""
    path = site.home / "systems" / f"{system}.sqlite" if system else site.home / "var" / "ombud.sqlite"
    with sqlite3.connect(path, timeout=30) as store:
        return [row[0] for row in store.execute(statement, values)]
