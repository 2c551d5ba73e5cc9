"""From `at:` in the inventory to an open connector: references resolved, passwords kept out of files, drivers loaded only when needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import assert_never
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from ombud.errors import BadInputError, MisconfiguredError
from ombud.inventory.model import System
from ombud.systems.connector import Connector

_REFERENCE = "env:"


def open_system(name: str, system: System, *, zone: ZoneInfo, home: Path, environ: Mapping[str, str], read_only: bool) -> Connector:
    """Open a system of the inventory; relative paths start at the home, and nothing is asked of the system yet."""
    at = resolve(name, system.at, environ)
    match system.kind:
        case "sql":
            from ombud.systems.sql.connector import SqlConnector

            return SqlConnector(system, name, database(at, home), zone, read_only)
        case "mailbox":
            from ombud.systems.mailbox.connector import MailboxConnector

            return MailboxConnector(system, name, mailbox(at, home), zone, read_only)
        case "files":
            from ombud.systems.files.connector import FilesConnector

            return FilesConnector(system, name, home / at, zone, read_only)
        case "memory":
            from ombud.systems.memory import MemoryConnector

            return MemoryConnector(system, name, zone, read_only=read_only)
        case _:
            assert_never(system.kind)


def resolve(name: str, at: str, environ: Mapping[str, str]) -> str:
    """Follow a reference to the environment; refuse an address that holds a password where everybody reads it."""
    if not at.startswith(_REFERENCE):
        if holds_password(at):
            hint = "Write `env:NAME` in its place and keep the address in that environment variable."
            raise BadInputError("literal-password", "An address in a file of the home holds a password.", where=name, hint=hint)
        return at
    variable = at.removeprefix(_REFERENCE)
    if not environ.get(variable):
        hint = "Set it to the address of the system."
        raise MisconfiguredError("missing-variable", f"The environment variable {variable} is not set.", where=name, hint=hint)
    return environ[variable]


def holds_password(at: str) -> bool:
    """Tell whether an address holds a password, in its user part or among its parameters."""
    try:
        parts = urlsplit(at)
    except ValueError:
        return "@" in at
    return bool(parts.password) or any(word in parse_qs(parts.query) for word in ("password", "passwd", "pass"))


def database(at: str, home: Path) -> str:
    """Make the address of a database: a path, with `sqlite:` before it or not, is a file of the home."""
    scheme, found, rest = at.partition(":")
    if found and scheme != "sqlite" and "://" in at:
        return at
    path = rest.removeprefix("///") if scheme == "sqlite" and found else at
    return f"sqlite:{home / path}"


def mailbox(at: str, home: Path) -> str:
    """Make the address of a mailbox: a Maildir is a folder of the home."""
    scheme, found, rest = at.partition(":")
    return f"maildir:{home / rest}" if found and scheme == "maildir" else at
