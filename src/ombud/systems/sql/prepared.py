"""Statements made once and given to the driver as they are: what is asked thousands of times costs what the database costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ombud.systems.sql.expressions.columns import WANTED

Given = Mapping[str, Any]
LOW, HIGH = "ombud_low", "ombud_high"
VARYING = frozenset({WANTED, LOW, HIGH})
"""The parameters that are given each time; all others are part of a statement."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as the driver takes it: its text, the order of its marks where they have no names, and its constants."""

    text: str
    order: tuple[str, ...] | None
    constants: Given

    def values(self, given: Given) -> Any:  # noqa: ANN401 - the driver's own: a list or a mapping
        """Put the values in the form the driver takes."""
        if self.order is None:
            return {**self.constants, **given}
        return [given[name] if name in given else self.constants[name] for name in self.order]


def prepare(statement: sa.Select[Any] | sa.Delete, dialect: sa.Dialect) -> Prepared | None:
    """Make a statement ready; None where SQLAlchemy has to turn its values, or those it gives back, into something else."""
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    if any(_turned(one, dialect) for one in compiled.binds.values()) or any(_read(one, dialect) for one in _columns(statement)):
        return None
    constants = {name: value for name, value in compiled.params.items() if name not in VARYING}
    return Prepared(str(compiled), tuple(compiled.positiontup) if compiled.positiontup else None, constants)


def _columns(statement: sa.Select[Any] | sa.Delete) -> list[Any]:
    return list(statement.selected_columns) if isinstance(statement, sa.Select) else []


def _turned(bind: sa.BindParameter[Any], dialect: sa.Dialect) -> bool:
    return bind.key != WANTED and bind.type.dialect_impl(dialect).bind_processor(dialect) is not None


def _read(column: Any, dialect: sa.Dialect) -> bool:  # noqa: ANN401 - any element of a statement
    return column.type.dialect_impl(dialect).result_processor(dialect, None) is not None


def run(connection: Any, prepared: Prepared, given: Given, dialect: sa.Dialect) -> Any:  # noqa: ANN401 - the driver's own
    """Give a statement to the driver and tell its cursor."""
    cursor = connection.cursor()
    with _as_ever(dialect, connection, cursor):
        cursor.execute(prepared.text, prepared.values(given))
    return cursor


@contextmanager
def _as_ever(dialect: sa.Dialect, connection: Any = None, cursor: Any = None) -> Iterator[None]:  # noqa: ANN401 - the driver's own
    """Raise what a driver raises as SQLAlchemy would, so that it is told in one way."""
    try:
        yield
    except dialect.loaded_dbapi.Error as error:
        base = dialect.loaded_dbapi.Error
        gone = dialect.is_disconnect(error, connection, cursor)
        raise sa.exc.DBAPIError.instance(
            None, None, error, base, hide_parameters=True, connection_invalidated=gone, dialect=dialect
        ) from None


class Asking:
    """One connection for questions, each answered by itself; opened at the first, let go of when one fails."""

    def __init__(self, engine: sa.Engine) -> None:
        """Connect to nothing yet."""
        self._engine = engine
        self._connection: Any = None

    def all(self, prepared: Prepared, given: Given) -> Sequence[tuple[Any, ...]]:
        """Ask and give all rows, so that nothing stays open at the database."""
        try:
            rows: Sequence[tuple[Any, ...]] = run(self._open(), prepared, given, self._engine.dialect).fetchall()
        except sa.exc.DBAPIError as error:
            self._drop(everything=error.connection_invalidated)
            raise
        return rows

    def _open(self) -> Any:  # noqa: ANN401 - the driver's own
        if self._connection is None:
            with _as_ever(self._engine.dialect):
                self._connection = self._engine.raw_connection()
                self._by_itself(answered=True)
        return self._connection.driver_connection

    def _by_itself(self, *, answered: bool) -> None:
        """Ask the servers without a transaction around each question, which would lock tables; SQLite has none unasked."""
        driver, dialect = self._connection.driver_connection, self._engine.dialect.name
        if dialect == "postgresql":
            driver.autocommit = answered
        elif dialect != "sqlite":
            driver.autocommit(answered)

    def release(self) -> None:
        """Give the connection back to whoever needs one next."""
        if self._connection is not None:
            self._by_itself(answered=False)
            self._connection.close()
            self._connection = None

    def _drop(self, *, everything: bool) -> None:
        """Let go of a connection that failed, and of all others where the server is gone."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection = None
        if everything:
            self._engine.dispose()
