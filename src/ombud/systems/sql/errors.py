"""What databases say when they fail, translated once: no statement, value, address or password passes (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from ombud.errors import MisconfiguredError, OmbudError, RefusedError, UnavailableError

_CREDENTIALS = {"1044", "1045", "1049", "1698", "28000", "28P01", "3D000", "SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_AUTH"}
_SHAPE = {"1054", "1146", "42P01", "42703", "3F000"}
_LOCKED = {"1205", "1213", "55P03", "40001", "40P01"}
_GRANTS = {"1142", "1143", "1370", "42501"}
_READ_ONLY = {"1290", "1792", "25006", "SQLITE_READONLY"}
_ONLY_A_VIEW = {"55000", "1288"}
_SHAPE_WORDS = ("no such table", "no such column", "has no column named")
_FATAL_PASSING = ("starting up", "shutting down", "too many", "recovery", "remaining connection slots", "in recovery mode")


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn whatever a driver raises into an error of ours that tells the system, the cause and what to do."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, ModuleNotFoundError) as error:
        raise meaning(error, where) from None


def meaning(error: Exception, where: str) -> OmbudError:
    """Choose the error of ours that says what happened; of the driver's error only its code is looked at."""
    if not isinstance(error, sa.exc.DBAPIError):
        return _before_asking(error, where)
    code = code_of(error.orig)
    if code in _CREDENTIALS or _turned_away(error):
        hint = "Check user, password, database name and file in the address."
        return MisconfiguredError("system-credentials", "The system does not let us in, or holds no such database.", where=where, hint=hint)
    if code in _SHAPE or any(word in str(error.orig) for word in _SHAPE_WORDS):
        hint = "Compare the inventory with the system: `ombud inventory check`."
        return MisconfiguredError("system-shape", "A table or column of the inventory does not exist.", where=where, hint=hint)
    if code in _LOCKED or code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return UnavailableError(
            "system-locked", "Another program holds what we asked for.", where=where, hint="Nothing is lost; run it again."
        )
    return _unwilling(error, code, where)


def _unwilling(error: sa.exc.DBAPIError, code: str, where: str) -> OmbudError:
    if code in _GRANTS:
        hint = "Grant the account SELECT, UPDATE and DELETE on it; where row-level security hides rows, let it see all (BYPASSRLS)."
        return MisconfiguredError("system-grants", "The account may not do this.", where=where, hint=hint)
    if code in _READ_ONLY or code.startswith("SQLITE_READONLY"):
        return RefusedError("system-read-only", "The system was opened for looking, or is read-only itself.", where=where)
    if code in _ONLY_A_VIEW or str(error.orig).endswith("because it is a view"):
        hint = "Name the table itself in the inventory."
        return RefusedError("system-refused", f"A view lets nobody change rows through it (its code: {code}).", where=where, hint=hint)
    if isinstance(error, sa.exc.IntegrityError | sa.exc.DataError):
        hint = "Rows that refer to it, or a rule of the table, stand in the way; nothing of this step was changed."
        return RefusedError("system-refused", f"The system refused the change (its code: {code or 'none'}).", where=where, hint=hint)
    if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError) or error.connection_invalidated:
        return UnavailableError("system-unavailable", "The system does not answer.", where=where, hint="Nothing is lost; run it again.")
    return RefusedError("system-refused", f"The system could not carry this out (its code: {code or 'none'}).", where=where)


def _before_asking(error: Exception, where: str) -> OmbudError:
    if isinstance(error, sa.exc.TimeoutError):
        return UnavailableError("system-unavailable", "All connections to the system are taken.", where=where, hint="Run it again.")
    if isinstance(error, sa.exc.ArgumentError | ModuleNotFoundError):
        hint = "It is sqlite:PATH, postgresql://… or mariadb://…"
        return MisconfiguredError("system-credentials", "The address is not one of a database we know.", where=where, hint=hint)
    if isinstance(error, sa.exc.NoSuchTableError):
        return MisconfiguredError("system-shape", "A table of the inventory does not exist.", where=where)
    return RefusedError("system-refused", f"The change could not be put to the system ({type(error).__name__}).", where=where)


def code_of(error: BaseException | None) -> str:
    """Tell the driver's own code: SQLSTATE, MariaDB's number or SQLite's name."""
    first = error.args[0] if error is not None and error.args else ""
    if isinstance(first, int):
        return str(first)
    return str(getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None) or "")


def _turned_away(error: sa.exc.DBAPIError) -> bool:
    """Tell whether PostgreSQL answered and refused the log-in: libpq hands over no code, only its own word FATAL."""
    text = str(error.orig)
    return type(error.orig).__module__.startswith("psycopg") and "FATAL:" in text and not any(word in text for word in _FATAL_PASSING)
