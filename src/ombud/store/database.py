"""A home's database: Django is set up once, the file is the home's, migrations run behind a backup; and what is asked at every request."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from ombud.errors import MisconfiguredError
from ombud.store import settings as ours


def ready() -> None:
    """Set Django up once, before anything imports the tables."""
    if not settings.configured:
        settings.configure(**{name: getattr(ours, name) for name in dir(ours) if name.isupper()})
        django.setup()


def open_database(path: Path) -> None:
    """Point Django at the home's file and bring its tables up to date; a file that is no database of ours is refused."""
    ready()
    _turn_to(path)
    try:
        _migrate(path)
    except DatabaseError as error:
        hint = "Restore it from a backup, or move it away to start anew."
        raise MisconfiguredError("state-unreadable", "The state of this home cannot be read.", where=str(path), hint=hint) from error


def close_database() -> None:
    """Let go of the file."""
    connections["default"].close()


def _turn_to(path: Path) -> None:
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = str(path)
    connections.settings["default"]["NAME"] = str(path)
    del connections["default"]


def _migrate(path: Path) -> None:
    executor = MigrationExecutor(connections["default"])
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if path.exists() and path.stat().st_size and executor.loader.applied_migrations:
        shutil.copy2(path, path.with_suffix(".before-migration"))
    call_command("migrate", interactive=False, verbosity=0)


# ------------------------------------------------------------------ in SQL of our own, since Django takes ten times as long to make it


def ask(statement: str, *values: str | int | bytes) -> list[tuple[Any, ...]]:
    """Ask the state and give all rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def tell(statement: str, *values: str | int | bytes) -> None:
    """Change the state; it commits with whatever transaction it stands in."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def tell_each(statement: str, values: Sequence[Sequence[str | int]]) -> None:
    """Change the state once for each of some values."""
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
