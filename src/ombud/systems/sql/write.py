"""Erasing and setting: one transaction, or bounded windows over the primary key; no cascade ever takes a row along unasked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, assert_never

import sqlalchemy as sa

from ombud.errors import RefusedError
from ombud.plan.model import Change, EraseRows, SetFields
from ombud.systems.sql import prepared
from ombud.systems.sql.catalog import Catalog, Incoming, Name
from ombud.systems.sql.expressions.columns import Rows, Test, converted, with_value
from ombud.systems.sql.prepared import HIGH, LOW, Prepared

WINDOWS = {"sqlite": 100_000, "postgresql": 10_000, "mariadb": 10_000}
"""Rows a window looks at and changes at most: short locks on servers; on SQLite, which locks the file anyway, commits are what costs."""

FEW = 1_000
"""Rows that are changed in one statement wherever they stand, found by whatever index there is."""

Bound = tuple[object, ...] | None
"""A value of the primary key; None before the first and after the last."""

Span = tuple[int, int] | None
"""The first and last value of a key of numbers."""
WIDE = 2_000
"""Windows that a counted key may take; one with longer gaps is walked instead."""

_TAKES_ALONG = "CASCADE"
_LETS_GO = ("SET NULL", "SET DEFAULT")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a selection that one statement can name; `small` when it cannot mean more rows than it names, `given` its values.

    `name` tells pieces of the same form apart, so that a statement is made once for all of them; None where it must be made anew.
    """

    test: Test
    small: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)
    name: Hashable = None

    def also(self, *tests: Test) -> Piece:
        """Ask for more."""
        return replace(self, test=sa.and_(self.test, *tests), name=None) if tests else self


Preparing = Callable[[Hashable, Callable[[], sa.Delete]], Prepared | None]
"""Prepares a statement once under a key; None where it cannot be."""


class Transaction(Protocol):
    """Open a transaction that may write; left by an error it takes everything back."""

    def __call__(self) -> AbstractContextManager[sa.Connection]:
        """Begin it."""


class Writer:
    """Carries out changes on one database."""

    def __init__(self, catalog: Catalog, preparing: Preparing) -> None:
        """Take what the database is like, and what keeps statements that are made once."""
        self._catalog, self._prepared = catalog, preparing

    def carry(self, connection: sa.Connection, change: Change, rows: Rows, piece: Piece) -> int:
        """Change the rows of a piece and tell how many; raise RefusedError where a cascade would take others along."""
        match change:
            case SetFields():
                return self._set(connection, change, rows, piece)
            case EraseRows():
                erased = self._erase(connection, rows, piece)
                self.refuse_left(connection, rows, piece)
                return erased
            case _:
                assert_never(change)

    def windows(self, begin: Transaction, change: Change, rows: Rows, piece: Piece) -> Iterator[int]:
        """Change the rows of a piece in windows, each committed; rows that a cascade would follow are left, and told at the end."""
        if isinstance(change, SetFields) or not self._own_references(rows):
            yield from self._pass(begin, change, rows, piece)
        else:
            yield from self._leaves_first(begin, change, rows, piece)
        if isinstance(change, EraseRows) and self._cascading(rows):
            with begin() as connection:
                self.refuse_left(connection, rows, piece)

    def _pass(self, begin: Transaction, change: Change, rows: Rows, piece: Piece, *also: Test) -> Iterator[int]:
        """Go once over the primary key; every window asks the whole condition again."""
        part, key = piece.also(*also), list(rows.base.primary_key)
        if piece.small or not key or self._is_few(begin, rows, part):
            with begin() as connection:
                done = self._change(connection, change, rows, part)
            yield done
            return
        low, span = None, self._span(begin, rows, key)
        while True:
            with begin() as connection:
                high = _on(low, span, self._size) if span else self._walked(connection, rows, key, low)
                done = self._change(connection, change, rows, self._window(part, key, low, high))
            yield done
            if high is None:
                return
            low = high

    def _window(self, part: Piece, key: Sequence[sa.Column[Any]], low: Bound, high: Bound) -> Piece:
        """Select the rows of a window; those over one column have one form, so that a statement is made once for all of them."""
        if len(key) > 1:
            return part.also(*self._above(key, low), *self._up_to(key, high))
        ends = [(LOW, low, key[0].__gt__), (HIGH, high, key[0].__le__)]
        tests = [test(sa.bindparam(name, None, key[0].type)) for name, end, test in ends if end]
        given = {name: end[0] for name, end, _ in ends if end}
        name = None if part.name is None else (part.name, *given)
        return replace(part, test=sa.and_(part.test, *tests), given={**part.given, **given}, name=name)

    @property
    def _size(self) -> int:
        return WINDOWS[self._catalog.family]

    def _span(self, begin: Transaction, rows: Rows, key: Sequence[sa.Column[Any]]) -> Span:
        """Tell the first and last number of a dense key, whose windows can be counted instead of walked."""
        if len(key) > 1:
            return None
        with begin() as connection:
            first, last = (connection.scalar(sa.select(end(key[0])).select_from(rows.base)) for end in (sa.func.min, sa.func.max))
        return (first, last) if isinstance(first, int) and isinstance(last, int) and last - first < self._size * WIDE else None

    def _is_few(self, begin: Transaction, rows: Rows, piece: Piece) -> bool:
        """Tell whether so few rows are meant that no walk over the table is needed."""
        some = sa.select(sa.literal_column("1")).select_from(rows.base).where(piece.test).limit(FEW + 1).subquery()
        with begin() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(some), piece.given).scalar_one() <= FEW

    def _walked(self, connection: sa.Connection, rows: Rows, key: Sequence[sa.Column[Any]], low: Bound) -> Bound:
        """Find where the window ends: so many rows on, due or not, so that looking is bounded too."""
        walk = (
            sa.select(*key).select_from(rows.base).where(sa.true(), *self._above(key, low)).order_by(*key).limit(1).offset(self._size - 1)
        )
        found = connection.execute(walk).first()
        return tuple(found) if found else None

    def _leaves_first(self, begin: Transaction, change: EraseRows, rows: Rows, piece: Piece) -> Iterator[int]:
        """Go over a table that refers to itself until no row without rows of its own is left; cycles go in one statement."""
        leaf, passed = self._leaf(rows), 1
        while passed:
            counts = list(self._pass(begin, change, rows, piece, leaf))
            passed = sum(counts)
            yield from (count for count in counts if count)
        with begin() as connection:
            cycles = self._delete(connection, rows, piece)
        yield cycles

    def _above(self, key: Sequence[sa.Column[Any]], low: Bound) -> list[Test]:
        if low is None:
            return []
        if len(key) == 1:
            return [key[0] > low[0]]
        first = [key[0] >= low[0]] if self._catalog.family == "mariadb" else []  # it finds no index for row values
        return [*first, sa.tuple_(*key) > sa.tuple_(*map(_bound, key, low))]

    def _up_to(self, key: Sequence[sa.Column[Any]], high: Bound) -> list[Test]:
        if high is None:
            return []
        if len(key) == 1:
            return [key[0] <= high[0]]
        first = [key[0] <= high[0]] if self._catalog.family == "mariadb" else []
        return [*first, sa.tuple_(*key) <= sa.tuple_(*map(_bound, key, high))]

    # ------------------------------------------------------------------ statements

    def _change(self, connection: sa.Connection, change: Change, rows: Rows, piece: Piece) -> int:
        return self._set(connection, change, rows, piece) if isinstance(change, SetFields) else self._delete(connection, rows, piece)

    def _set(self, connection: sa.Connection, change: SetFields, rows: Rows, piece: Piece) -> int:
        """Write the values where they do not stand yet, so that a second time changes nothing."""
        values: dict[str, Any] = {}
        differs: list[Test] = []
        for name, value in change.values:
            field, head = rows.field(name), name if name in rows.base.c else name.partition(".")[0]
            stored = None if value is None else converted(value, field.type, field.family)
            column = values.get(head, rows.base.c[head])
            values[head] = stored if head == name else with_value(column, name.split(".")[1:], stored, field.family)
            differs.append(field.differs(stored))
        statement = sa.update(rows.base).where(piece.test, sa.or_(*differs)).values(values)
        return connection.execute(statement, piece.given).rowcount

    def _delete(self, connection: sa.Connection, rows: Rows, piece: Piece) -> int:
        def deleting() -> sa.Delete:
            guards = [sa.not_(self._has(rows, incoming)) for incoming in self._cascading(rows)]
            return sa.delete(rows.base).where(piece.test, *guards)

        ready = self._prepared(("delete", piece.name), deleting) if piece.name is not None else None
        if ready is None:
            return connection.execute(deleting(), piece.given).rowcount
        return int(prepared.run(connection.connection.driver_connection, ready, piece.given, connection.dialect).rowcount)

    def _erase(self, connection: sa.Connection, rows: Rows, piece: Piece) -> int:
        own = self._own_references(rows)
        if self._catalog.family == "postgresql" and any(incoming.deferrable for incoming in self._incoming(rows)):
            connection.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))
        if not own or (self._catalog.family != "mariadb" and not any(i.on_delete in ("CASCADE", "RESTRICT") for i in own)):
            return self._delete(connection, rows, piece)
        leaves, erased = piece.also(self._leaf(rows)), 0
        while done := self._delete(connection, rows, leaves):
            erased += done
        return erased + self._delete(connection, rows, piece)

    def refuse_left(self, connection: sa.Connection, rows: Rows, piece: Piece) -> None:
        """Raise RefusedError where rows were left because erasing them would erase others with them."""
        for incoming in self._cascading(rows):
            left: sa.Select[Any] = (
                sa.select(sa.literal_column("1")).select_from(rows.base).where(piece.test, self._has(rows, incoming)).limit(1)
            )
            if connection.scalar(left, piece.given):
                child = self._catalog.declared(incoming.child) or incoming.child[1]
                raise RefusedError(
                    "system-cascade",
                    f"Rows of `{child}` still belong to rows that should go, and the database would erase them too.",
                    where=f"{self._catalog.name}.{rows.dataset}",
                    hint="Erase or keep them under their own rules first.",
                )

    # ------------------------------------------------------------------ references

    def _incoming(self, rows: Rows) -> tuple[Incoming, ...]:
        return self._catalog.incoming(self._name(rows))

    def _cascading(self, rows: Rows) -> list[Incoming]:
        """List references by which the database would erase rows of other tables, unless the inventory ignores them."""
        return [i for i in self._incoming(rows) if i.on_delete == _TAKES_ALONG and i.child[1] not in self._catalog.system.ignore]

    def _own_references(self, rows: Rows) -> list[Incoming]:
        return [i for i in self._incoming(rows) if i.child[1] == rows.base.name and i.on_delete not in _LETS_GO]

    def _name(self, rows: Rows) -> Name:
        return rows.base.schema, rows.base.name

    def _leaf(self, rows: Rows) -> Test:
        return sa.and_(sa.true(), *(sa.not_(self._has(rows, incoming)) for incoming in self._own_references(rows)))

    def _has(self, rows: Rows, incoming: Incoming) -> Test:
        """Build the test that rows refer to this one; a row that refers to itself does not count."""
        child = self._catalog.named(incoming.child).alias()
        ties = [child.c[theirs] == rows.base.c[ours] for theirs, ours in zip(incoming.columns, incoming.to_columns, strict=True)]
        if incoming.child[1] == rows.base.name:
            ties.append(sa.not_(sa.and_(*(child.c[k.name] == k for k in rows.base.primary_key))))
        return sa.exists(sa.literal_column("1")).select_from(child).where(*ties).correlate(rows.base)


def _on(low: Bound, span: tuple[int, int], size: int) -> Bound:
    """Tell where the next window of a counted key ends; None for the last one, which takes what came since."""
    start = low[0] if low and isinstance(low[0], int) else span[0] - 1
    return (start + size,) if start + size < span[1] else None


def _bound(column: sa.Column[Any], value: object) -> sa.BindParameter[Any]:
    return sa.bindparam(None, value, column.type, unique=True)
