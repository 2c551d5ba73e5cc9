"""Opening a database: its driver, a read-only session when asked, time-outs, and functions SQLite lacks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote

import sqlalchemy as sa

from ombud.errors import MisconfiguredError
from ombud.inventory.model import DateType
from ombud.plan.model import DEFAULT_START
from ombud.policy.spelling import folded
from ombud.systems.days import Zones, day_of

Family = Literal["sqlite", "postgresql", "mariadb"]

CONNECT_SECONDS = 10
LOCK_SECONDS = 5
STATEMENT_SECONDS = 600
_LAST = datetime.max.replace(tzinfo=UTC)
_DRIVERS: dict[str, tuple[Family, str]] = {
    "postgres": ("postgresql", "postgresql+psycopg"),
    "postgresql": ("postgresql", "postgresql+psycopg"),
    "postgresql+psycopg": ("postgresql", "postgresql+psycopg"),
    "mysql": ("mariadb", "mysql+pymysql"),
    "mysql+pymysql": ("mariadb", "mysql+pymysql"),
    "mariadb": ("mariadb", "mariadb+pymysql"),
    "mariadb+pymysql": ("mariadb", "mariadb+pymysql"),
}
_POSTGRESQL = """
    SET lock_timeout = '{lock}s'; SET statement_timeout = '{statement}s'; SET timezone = 'UTC';
    SET row_security = off; SET default_transaction_read_only = {read_only}
"""
"""Row security off means: a question that would not see all rows is an error, never a part of the answer."""
_MARIADB = (
    "SET SESSION innodb_lock_wait_timeout = {lock}, time_zone = '+00:00', sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, {access}",
)
_SQLITE = """
    PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA query_only = {read_only}; PRAGMA cache_size = -65536
"""


def family_of(url: str) -> Family:
    """Tell which database an address means."""
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        return "sqlite"
    if scheme not in _DRIVERS:
        hint = "It is sqlite:PATH, postgresql://… or mariadb://…"
        raise MisconfiguredError("system-credentials", "The address is not one of a database we know.", hint=hint)
    return _DRIVERS[scheme][0]


def open_engine(url: str, zones: Zones, *, read_only: bool) -> sa.Engine:
    """Make the engine of an address; nothing is connected yet, and no error of it will repeat a parameter."""
    family = family_of(url)
    if family == "sqlite":
        engine = _engine("sqlite://", creator=partial(_connect_sqlite, sqlite_path(url), zones, read_only), poolclass=sa.pool.QueuePool)
        sa.event.listen(engine, "begin", _begin)
        return engine
    address = _address(url)
    plain = {"use_native_hstore": False} if family == "postgresql" else {}  # else every connection asks for a type nobody needs
    engine = _engine(address, connect_args={"connect_timeout": CONNECT_SECONDS}, **plain)
    sa.event.listen(engine, "connect", partial(_SETTLE[family], read_only))
    return engine


def _address(url: str) -> sa.URL:
    try:
        return sa.make_url(url).set(drivername=_DRIVERS[url.partition(":")[0]][1])
    except (ValueError, sa.exc.ArgumentError):
        hint = "It is sqlite:PATH, postgresql://… or mariadb://…"
        raise MisconfiguredError("system-credentials", "The address cannot be read.", hint=hint) from None


def _engine(address: str | sa.URL, **options: Any) -> sa.Engine:  # noqa: ANN401 - SQLAlchemy's own options
    return sa.create_engine(address, hide_parameters=True, pool_reset_on_return="rollback", **options)


def sqlite_path(url: str) -> Path:
    """Read the path out of `sqlite:PATH` or `sqlite:///PATH`."""
    return Path(url.removeprefix("sqlite:").removeprefix("///"))


def _connect_sqlite(path: Path, zones: Zones, read_only: bool) -> sqlite3.Connection:  # noqa: FBT001 - bound by partial
    mode = "ro" if read_only else "rw"  # never `rwc`: a missing file is an error, not a new and empty database
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False)
    connection.executescript(_SQLITE.format(read_only=int(read_only)))
    connection.create_function("ombud_fold", 1, _fold, deterministic=True)
    for kind in get_args(DateType):
        connection.create_function(f"ombud_{kind}", 1, _day(zones, kind), deterministic=True)
    return connection


def _fold(value: Any) -> Any:  # noqa: ANN401 - whatever SQLite stores
    if not isinstance(value, str):
        return value
    return value.lower() if value.isascii() else folded(value)


def _day(zones: Zones, kind: DateType) -> Callable[[object], str | None]:
    """Give SQLite the same reading of days that Python has; days repeat, so most are remembered."""

    @lru_cache(8192)
    def day(value: object) -> str | None:
        found = day_of(value, zones, kind)
        return "default" if found == DEFAULT_START else found.isoformat() if found else None

    return day


def _begin(connection: sa.Connection) -> None:
    """Start SQLite's transactions ourselves: one that writes takes its lock at once instead of failing half-way."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    if writing:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


def _settle_postgresql(read_only: bool, connection: Any, _record: object) -> None:  # noqa: ANN401, FBT001 - bound by partial; the driver's own
    connection.autocommit = True
    connection.execute(_POSTGRESQL.format(lock=LOCK_SECONDS, statement=STATEMENT_SECONDS, read_only="on" if read_only else "off"))
    connection.autocommit = False
    for name, loader in _loaders().items():
        connection.adapters.register_loader(name, loader)


@cache
def _loaders() -> dict[str, Any]:
    from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader

    return {
        "date": _clamped(DateLoader, date.max),
        "timestamp": _clamped(TimestampLoader, _LAST.replace(tzinfo=None)),
        "timestamptz": _clamped(TimestamptzLoader, _LAST),
    }


def _clamped(loader: Any, last: object) -> Any:  # noqa: ANN401 - psycopg's loaders share no public base with these arguments
    """Make a loader that reads days beyond Python's calendar, infinity among them, as the last day instead of failing."""
    from psycopg import DataError

    class Clamped(loader):  # type: ignore[misc] # the base is a value
        """A day or moment, the last one if Python has none."""

        def load(self, data: object) -> object:
            try:
                return super().load(data)
            except DataError:
                return last

    return Clamped


def _settle_mariadb(read_only: bool, connection: Any, _record: object) -> None:  # noqa: ANN401, FBT001 - bound by partial; the driver's own
    with connection.cursor() as cursor:
        for statement in _MARIADB:
            cursor.execute(statement.format(lock=LOCK_SECONDS, access="READ ONLY" if read_only else "READ WRITE"))
    connection.commit()


_SETTLE = {"postgresql": _settle_postgresql, "mariadb": _settle_mariadb}
