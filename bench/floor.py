"""What a good engineer would write by hand, with the driver alone: set-based, with evidence as two rows that reach the disk."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import psycopg

from bench.place import Database
from bench.shop import TEXTS

Connection = sqlite3.Connection | psycopg.Connection[tuple[object, ...]]
ORDER = ("order_lines", "addresses", "orders", "messages", "payments", "reviews", "logins", "customers")
SERVER_WINDOW, FILE_WINDOW = 10_000, 50_000


class Evidence:
    """A log of one's own: a row when it is intended, a row when it is done, each on the disk before anything goes on.

    What is intended names whose rows go, or nobody could go on after a power cut; when it is done, that is forgotten.
    """

    def __init__(self, folder: Path) -> None:
        """Open it, or begin it."""
        self._log = sqlite3.connect(folder / "evidence.sqlite", isolation_level=None)
        self._log.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS log (what, count, keys)")

    def note(self, what: str, count: int, keys: list[object] | None = None) -> None:
        """Write one row."""
        self._log.execute("INSERT INTO log VALUES (?, ?, ?)", (what, count, json.dumps(keys)))

    def done(self, count: int) -> None:
        """Write that it is done and forget whose rows they were."""
        self._log.executescript("PRAGMA secure_delete = ON; BEGIN; UPDATE log SET keys = NULL WHERE keys IS NOT NULL")
        self.note("done", count)
        self._log.execute("COMMIT")


# ------------------------------------------------------------------ persons


def erase(of: Database, emails: list[str], evidence: Evidence) -> None:
    """Find, note, delete, look again, note: all persons at once, joined to a table of their keys."""
    with closing(of.connect()) as connection:
        _begin(connection)
        _find(connection, of, emails)
        found = sum(_count(connection, table) for table in ORDER)
        evidence.note("intended", found, [row[0] for row in connection.execute("SELECT id FROM gone").fetchall()])
        for table in ORDER:
            connection.execute(f"DELETE FROM {table} WHERE {_mine(table)}")
        connection.execute("COMMIT")
        left = sum(_count(connection, table) for table in ORDER)
        evidence.done(left)
        assert found
        assert not left


def bare(of: Database, emails: list[str]) -> None:
    """Delete, and nothing else."""
    with closing(of.connect()) as connection:
        _begin(connection)
        _find(connection, of, emails)
        for table in ORDER:
            connection.execute(f"DELETE FROM {table} WHERE {_mine(table)}")
        connection.execute("COMMIT")


def find(of: Database, emails: list[str]) -> None:
    """Find and count, as a plan does."""
    with closing(of.connect()) as connection:
        _begin(connection)
        _find(connection, of, emails)
        assert sum(_count(connection, table) for table in ORDER)
        connection.execute("ROLLBACK")


def tell(of: Database, emails: list[str], evidence: Evidence) -> None:
    """Read what is held about the persons and note that they asked, as whoever answers must be able to show (GDPR Art. 5(2))."""
    evidence.note("asked", len(emails))
    read(of, emails)


def read(of: Database, emails: list[str]) -> None:
    """Read all that is held about the persons, and write it as JSON."""
    with closing(of.connect()) as connection:
        _begin(connection)
        _find(connection, of, emails)
        rows = {table: connection.execute(f"SELECT * FROM {table} WHERE {_mine(table)}").fetchall() for table in ORDER}
        assert json.dumps(rows, default=str)
        connection.execute("ROLLBACK")


def _begin(connection: Connection) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("BEGIN")


def _find(connection: Connection, of: Database, emails: list[str]) -> None:
    """Keep the keys of persons and orders; by `lower` alone, which an index finds, though it folds fewer spellings than we do."""
    temporary = "CREATE TEMPORARY TABLE {} (id bigint PRIMARY KEY)"
    connection.execute(temporary.format("gone"))
    connection.execute(temporary.format("gone_orders"))
    among = "lower(email) IN (SELECT value FROM json_each(?))"
    given: tuple[object, ...] = (json.dumps(emails),)
    if of.engine == "postgresql":
        among, given = "lower(email) = ANY(%s)", (emails,)
    _keep(connection, [row[0] for row in connection.execute(f"SELECT id FROM customers WHERE {among}", given).fetchall()])
    connection.execute("INSERT INTO gone_orders SELECT id FROM orders WHERE customer_id IN (SELECT id FROM gone)")
    if of.engine == "postgresql":
        connection.execute("ANALYZE gone, gone_orders")


def _keep(connection: Connection, ids: list[object]) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("INSERT INTO gone SELECT value FROM json_each(?)", (json.dumps(ids),))
    else:
        connection.execute("INSERT INTO gone SELECT unnest(%s::bigint[])", (ids,))


def _mine(table: str) -> str:
    if table == "customers":
        return "id IN (SELECT id FROM gone)"
    return "order_id IN (SELECT id FROM gone_orders)" if table == "order_lines" else "customer_id IN (SELECT id FROM gone)"


def _count(connection: Connection, table: str) -> int:
    return int(str((connection.execute(f"SELECT count(*) FROM {table} WHERE {_mine(table)}").fetchone() or (0,))[0]))


assert set(ORDER) == {"customers", *TEXTS}

# ------------------------------------------------------------------ a table that is swept


def sweep(of: Database, cutoff: date) -> int:
    """Delete what is overdue in windows of the primary key, each committed."""
    size, low, done, last = SERVER_WINDOW if of.engine == "postgresql" else FILE_WINDOW, 0, 0, False
    mark = "%s" if of.engine == "postgresql" else "?"
    with closing(of.connect()) as connection:
        while not last:
            _begin(connection)
            ahead = f"SELECT id FROM visits WHERE id > {mark} ORDER BY id LIMIT 1 OFFSET {size - 1}"
            found = connection.execute(ahead, (low,)).fetchone()
            high, last = (int(str(found[0])), False) if found else (2**62, True)
            window = f"DELETE FROM visits WHERE id > {mark} AND id <= {mark} AND seen_on <= {mark}"
            done += connection.execute(window, (low, high, cutoff.isoformat())).rowcount
            connection.execute("COMMIT")
            low = high
    return done


def sweep_proven(of: Database, cutoff: date, evidence: Evidence) -> None:
    """Count, note, delete in windows, count again, note."""
    evidence.note("intended", _overdue(of, cutoff))
    sweep(of, cutoff)
    left = _overdue(of, cutoff)
    evidence.note("done", left)
    assert not left


def _overdue(of: Database, cutoff: date) -> int:
    mark = "%s" if of.engine == "postgresql" else "?"
    with closing(of.connect()) as connection:
        found = connection.execute(f"SELECT count(*) FROM visits WHERE seen_on <= {mark}", (cutoff.isoformat(),)).fetchone()
    return int(str((found or (0,))[0]))
