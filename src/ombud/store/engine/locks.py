"""Locks between processes: files beside the state on one machine, the server's own where several machines share it."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.db import DatabaseError, connection

_OURS = "ombud:"


def number(name: str) -> int:
    """Number a lock as PostgreSQL wants it."""
    return int.from_bytes(hashlib.sha256(f"{_OURS}{name}".encode()).digest()[:8], "big", signed=True)


@contextmanager
def alone(name: str, folder: Path) -> Iterator[bool]:
    """Hold a lock while working, if nobody else does: tells whether we have it. Whoever is killed has let go of it."""
    with _on_server(name) if connection.vendor == "postgresql" else _in_file(folder / f"{name}.lock") as mine:
        yield mine


def in_turn(name: str) -> None:
    """Let the transactions that say this name follow each other; on SQLite those that write do anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number(name)])


@contextmanager
def _on_server(name: str) -> Iterator[bool]:
    """Hold a lock of the session that also does the work: when the server ends it, the work fails with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number(name)])
        mine = cursor.fetchone() == (True,)
    try:
        yield mine
    finally:
        if mine:
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number(name)])


@contextmanager
def _in_file(path: Path) -> Iterator[bool]:
    with ExitStack() as stack:
        while True:
            file = stack.enter_context(path.open("wb"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            if _is_at(path, file.fileno()):
                break
        stack.callback(path.unlink, missing_ok=True)
        yield True


def _is_at(path: Path, handle: int) -> bool:
    """Tell whether the locked file is still the one under the name: whoever had it before may have deleted it meanwhile."""
    with suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(handle))
    return False
