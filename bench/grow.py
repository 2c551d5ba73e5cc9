"""Millions of choices put into a ledger in bulk: the rows that recording them leaves, their tree, and as many hashes on the list."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from django.db import connection

from bench.choosing import who, yes
from bench.place import Engine
from ombud.consent.ledger.reading import log_of
from ombud.consent.ledger.recording import prepare
from ombud.evidence.checkpoint import Checkpoint, sign
from ombud.evidence.ledger.commitment import commit, new_salt
from ombud.evidence.merkle import Frontier
from ombud.evidence.pseudonym import linking
from ombud.store.database import close_database, moment, tell
from ombud.store.engine.place import FILE
from ombud.store.home import Home

RECORDS = 10_000_000
DAYS = 5 * 365
_BATCH = 20_000
Rows = dict[str, list[tuple[object, ...]]]
COLUMNS = {
    "consent_leafrow": ("id", '"index"', "leaf"),
    "consent_choicerow": ("leaf_id", "subject", "purpose", "kind", "at", "slot", "rank", "counts", "salt", "record"),
    "consent_suppressedrow": ("version", "digest", "since"),
}
# nothing of a fill need outlast a power cut, and all indexes fit into this cache
_FAST = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -6000000;"


def grown(home: Home, engine: Engine, count: int) -> None:
    """Fill a home's ledger and sign it."""
    frontier, home = Frontier(), Home.opened(home.folder)
    batches = _batches(home, count, frontier)
    _into_file(home, batches) if engine == "sqlite" else _into_server(batches)
    _sign(home, frontier)


def _sign(home: Home, frontier: Frontier) -> None:
    home = Home.opened(home.folder)
    log = log_of(home)
    text = sign(Checkpoint(log.signer.origin, frontier.size, frontier.root()), log.signer)
    columns = "INSERT INTO consent_checkpointrow (size, text, peaks, at) VALUES (%s, %s, %s, %s)"
    tell(columns, frontier.size, text, b"".join(frontier.peaks), moment(home.now()))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _batches(home: Home, count: int, frontier: Frontier) -> Iterator[Rows]:
    for at in range(0, count, _BATCH):
        yield _batch(home, range(at, min(at + _BATCH, count)), timedelta(days=DAYS * (count - at) / count), frontier)


def _batch(home: Home, numbers: range, ago: timedelta, frontier: Frontier) -> Rows:
    """Make rows as `record` does: one choice made ready by it, as if many people had said the same."""
    keys, said = home.state.keys, yes(home, 0)
    (version, hidden), linked = keys.suppression()[-1], linking(keys.links(), "email")
    listed, at = linking(hidden, "email"), said.choice.at - ago
    (one,) = prepare(home, [replace(said, choice=replace(said.choice, at=at))])
    choice, (before, after), when = one.choice, one.record.split(one.subject), moment(at)
    rows: Rows = {table: [] for table in COLUMNS}
    leaves, choices, suppressed = rows.values()
    for number in numbers:
        subject, salt = linked(who(number)[1]), new_salt()
        record = f"{before}{subject}{after}"
        leaf = commit(salt, record)
        leaves.append((number + 1, number, leaf))
        choices.append((number + 1, subject, choice.purpose, choice.kind, when, choice.slot, choice.rank, True, salt, record))
        suppressed.append((version, listed(gone(number)), when))
        frontier.append(leaf)
    return rows


def gone(number: int) -> str:
    """Invent somebody who does not want to be written to."""
    return f"gone{number}@laeser.example"


def _into_file(home: Home, batches: Iterator[Rows]) -> None:
    """Fill a file as rows come, so that its trees are as full as those that grew."""
    close_database()
    with closing(sqlite3.connect(home.folder / FILE, isolation_level=None)) as file:
        file.executescript(_FAST)
        for rows in batches:
            file.execute("BEGIN")
            for table, columns in COLUMNS.items():
                marks = ", ".join("?" * len(columns))
                file.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows[table])
            file.execute("COMMIT")
        file.execute("PRAGMA journal_mode = WAL")


def _into_server(batches: Iterator[Rows]) -> None:
    """Fill a server's tables, and let the numbers that it gives go on behind ours."""
    with connection.cursor() as server:
        for rows in batches:
            for table, columns in COLUMNS.items():
                with server.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                    for row in rows[table]:
                        copy.write_row(row)
        server.execute("SELECT setval(pg_get_serial_sequence('consent_leafrow', 'id'), (SELECT MAX(id) FROM consent_leafrow))")
