"""Where a home's state is: a file in its folder, or a database on a PostgreSQL server that the settings refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ombud.errors import MisconfiguredError
from ombud.systems.registry import resolve
from ombud.systems.wire import is_here

FILE = "var/ombud.sqlite"
_WHERE = "ombud.toml: database"
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;",
}
_KEPT = 60
"""Seconds for which a thread keeps its connection to the file: opening one costs more than most that is asked through it."""


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a server; never shown."""

    host: str
    port: str
    name: str
    user: str = field(repr=False)
    password: str = field(repr=False)
    options: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, url: str) -> Server:
        """Read `postgresql://user:password@host:port/name?sslmode=…`; over a network TLS is demanded unless the address says what else."""
        try:
            parts = urlsplit(url)
            host, port, name = parts.hostname or "", str(parts.port or ""), unquote(parts.path.removeprefix("/"))
        except ValueError:
            host = port = name = ""
            parts = urlsplit("")
        if parts.scheme not in {"postgresql", "postgres"} or not name:
            hint = "Write postgresql://user:password@host:5432/name, with special characters as %40."
            raise MisconfiguredError("state-address", "The address of the home's database is not complete.", where=_WHERE, hint=hint)
        options = dict(parse_qsl(parts.query))
        if not is_here(options.get("host", host)):
            options.setdefault("sslmode", "require")
        options.setdefault("connect_timeout", "10")
        return cls(host, port, name, unquote(parts.username or ""), unquote(parts.password or ""), options)

    def __str__(self) -> str:
        """Name it without who enters it."""
        return f"{self.host or 'localhost'}/{self.name}"


Place = Path | Server


def place_of(settings: Mapping[str, object], home: Path, environ: Mapping[str, str]) -> Place:
    """Tell where the state of a home is; an address with a password in it is refused in the file."""
    at = settings.get("database")
    if at is None:
        return home / FILE
    if not isinstance(at, str):
        hint = 'Write database = "env:OMBUD_DATABASE".'
        raise MisconfiguredError("state-address", "The address of the home's database is not a text.", where=_WHERE, hint=hint)
    return Server.of(resolve(_WHERE, at, environ))


def entry(place: Place) -> dict[str, Any]:
    """Write a place as Django does."""
    if isinstance(place, Path):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(place), "CONN_MAX_AGE": _KEPT, "OPTIONS": dict(_SQLITE)}
    entered = {"NAME": place.name, "HOST": place.host, "PORT": place.port, "USER": place.user, "PASSWORD": place.password}
    kept = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    return {"ENGINE": "django.db.backends.postgresql", **entered, **kept, "OPTIONS": dict(place.options)}
