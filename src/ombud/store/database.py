"""A home's database: Django is set up once and pointed at the home's own, with tables of this Ombud; and what is asked at every request."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import django
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, connections

from ombud.errors import MisconfiguredError, OmbudError, UnavailableError
from ombud.store import settings as ours
from ombud.store.engine.migrate import Migrated, migrate_file, migrate_server, refuse_unmigrated
from ombud.store.engine.place import Place, Server, entry

_QUEUE = "ombud.store.settings.QueueConfig"
_AMONG = {"postgresql": "= ANY(ARRAY(SELECT json_array_elements_text(%s)))", "sqlite": "IN (SELECT value FROM json_each(%s))"}
"""One of the texts in one parameter: a mark for each would be looked for again in every statement, and a list quoted text by text."""
_NOT_LET_IN = re.compile(r"authentication failed|does not exist|no pg_hba\.conf entry|not permitted to log in|permission denied")
"""What a server says to whom it does not know; a connection that fails carries no code, and in another language it reads as an outage."""


def ready() -> None:
    """Set Django up once, before anything imports the tables."""
    if not settings.configured:
        settings.configure(**{name: getattr(ours, name) for name in dir(ours) if name.isupper()})
        django.setup()


def open_database(place: Place) -> None:
    """Point Django at a home's database. A file of ours is brought up to date; a server's database has to be, by `ombud migrate`."""
    _turn_to(place)
    with _answering(place):
        if isinstance(place, Path):
            migrate_file(place)
        else:
            refuse_unmigrated(place)


def migrate(place: Place) -> Migrated:
    """Bring the tables of a home up to date, wherever they are."""
    if isinstance(place, Path):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _turn_to(place)
    with _answering(place):
        return migrate_file(place) if isinstance(place, Path) else migrate_server(place)


def close_database() -> None:
    """Let go of it."""
    connections["default"].close()


def _turn_to(place: Place) -> None:
    """Point Django at a database, and let it know the tables that this kind of database has."""
    ready()
    connections["default"].close()
    _queue_with(place)
    settings.DATABASES["default"] = entry(place)
    connections.settings["default"] = connections.configure_settings({"default": entry(place)})["default"]
    del connections["default"]


@contextmanager
def _answering(place: Place) -> Iterator[None]:
    """Tell what a database says in our words."""
    try:
        yield
    except DatabaseError as error:
        raise _told(place, error) from error


def _told(place: Place, error: DatabaseError) -> OmbudError:
    if isinstance(place, Path):
        hint = "Restore it from a backup, or move it away to start anew."
        return MisconfiguredError("state-unreadable", "The state of this home cannot be read.", where=str(place), hint=hint)
    if _NOT_LET_IN.search(str(error)):
        hint = "Look at the user, the password, the name of the database and what the user may do there."
        return MisconfiguredError("state-credentials", "The database of this home does not let us in.", where=str(place), hint=hint)
    hint = "Nothing is lost; run it again when the server is there."
    return UnavailableError("state-unavailable", "The database of this home does not answer.", where=str(place), hint=hint)


def _queue_with(place: Place) -> None:
    """Let Django know the tables of the queue where they can be: on PostgreSQL and nowhere else."""
    has = apps.is_installed("procrastinate.contrib.django")
    if isinstance(place, Server) and not has:
        if importlib.util.find_spec("procrastinate") is None:
            hint = "Install it with `pip install ombud[postgresql]`."
            raise MisconfiguredError("state-extra", "What Ombud needs on PostgreSQL is not installed.", where=str(place), hint=hint)
        apps.set_installed_apps([*settings.INSTALLED_APPS, _QUEUE])
    elif not isinstance(place, Server) and has:
        apps.unset_installed_apps()


# ------------------------------------------------------------------ in SQL of our own, since Django takes ten times as long to make it


def ask(statement: str, *values: str | int | bytes) -> list[tuple[Any, ...]]:
    """Ask the state and give all rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def ask_among(statement: str, wanted: Collection[str], *values: str | int | bytes) -> list[tuple[Any, ...]]:
    """Ask for any number of texts at once: `{wanted}` stands for them in the statement, ahead of all other values."""
    return ask(statement.format(wanted=_AMONG[connection.vendor]), json.dumps(list(wanted)), *values)


def tell(statement: str, *values: str | int | bytes) -> None:
    """Change the state; it commits with whatever transaction it stands in."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def tell_each(statement: str, values: Sequence[Sequence[str | int | bytes | None]]) -> None:
    """Change the state once for each of some values; for none, it is not asked."""
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def moment(at: datetime) -> str:
    """Write a moment as this database keeps it."""
    return cast("str", connection.ops.adapt_datetimefield_value(at))
