"""Bring the tables up to date: a file behind a copy of itself, a server under a lock and with time limits (PostgreSQL, chapter 13.3.5)."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from ombud.errors import MisconfiguredError, UnavailableError
from ombud.store.engine.locks import number
from ombud.store.engine.place import Server

LOCK_SECONDS = 5
"""How long a change waits for a table that somebody reads: nobody else waits behind it for longer."""
STATEMENT_SECONDS = 300
_LOCKED = {"55P03", "57014"}
_NAME = "migrate"


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done: the steps by name, and the copy that was made before."""

    steps: tuple[str, ...] = ()
    copy: Path | None = None


def migrate_file(path: Path) -> Migrated:
    """Bring a file up to date; one that holds anything is copied first, and two processes take turns."""
    if not _pending(str(path)):
        return Migrated()
    with _alone(path.with_name("migrate.lock")):
        steps = _steps()
        copy = _copied(path) if steps and MigrationRecorder(connection).applied_migrations() else None
        _run(steps)
    return Migrated(steps, copy)


def refuse_unmigrated(server: Server) -> None:
    """Refuse a server's database whose tables are not those of this Ombud: several machines use it, so nobody changes it by the way."""
    if _pending(str(server)):
        hint = "Stop the other machines where the change log says so, then run `ombud migrate`."
        raise MisconfiguredError("state-unmigrated", "The tables of this home are not up to date.", where=str(server), hint=hint)


def migrate_server(server: Server) -> Migrated:
    """Bring a server's database up to date; one process at a time, and never waiting long for a table."""
    if not _pending(str(server)):
        return Migrated()
    with closing(connection), _limited(server):
        steps = _steps()
        _run(steps)
    return Migrated(steps)


def _pending(where: str) -> bool:
    """Tell whether there are steps to take, by names alone: loading them all takes longer than most commands."""
    taken, shipped = set(MigrationRecorder(connection).applied_migrations()), _shipped()
    own = {config.label for config in apps.get_app_configs() if config.name.startswith("ombud.")}
    if newer := sorted(name for label, name in taken - shipped if label in own):
        hint = "Use the Ombud that wrote it, or a newer one."
        raise MisconfiguredError("state-newer", f"The tables are those of a newer Ombud ({newer[0]}).", where=where, hint=hint)
    return bool(shipped - taken)


def _shipped() -> set[tuple[str, str]]:
    places = [(config.label, Path(config.path) / "migrations") for config in apps.get_app_configs()]
    return {(label, file.stem) for label, place in places for file in place.glob("*.py") if not file.stem.startswith(("_", "~"))}


def _steps() -> tuple[str, ...]:
    executor = MigrationExecutor(connection)
    return tuple(str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _run(steps: tuple[str, ...]) -> None:
    if steps:
        call_command("migrate", interactive=False, verbosity=0)


def _copied(path: Path) -> Path:
    """Copy a database as it stands, with what is still in its log; a copy that was cut off is never taken for one."""
    copy, work = path.with_suffix(".before-migration"), path.with_suffix(".copying")
    work.unlink(missing_ok=True)
    work.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(work)) as target:
        source.backup(target)
    return work.replace(copy)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _limited(server: Server) -> Iterator[None]:
    """Hold the lock of migrations and keep to the time limits; each step is one transaction, so one that is cut off changed nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number(_NAME)])
        if cursor.fetchone() != (True,):
            hint = "Let it end, then run the same command again."
            raise UnavailableError("state-migrating", "Another process is bringing the tables up to date.", where=str(server), hint=hint)
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_SECONDS}s"])
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{STATEMENT_SECONDS}s"])
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) in _LOCKED:
            hint = "Nothing of the step is changed: run the same command again, when fewer people work."
            told = f"The tables were in use for {LOCK_SECONDS} seconds, or a step took {STATEMENT_SECONDS}."
            raise UnavailableError("state-busy", told, where=str(server), hint=hint) from error
        raise
