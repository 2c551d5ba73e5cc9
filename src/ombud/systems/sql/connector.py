"""One connector for SQLite, PostgreSQL and MariaDB: conditions become SQL, rows are streamed, changes are set-based."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any, assert_never
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ombud.errors import RefusedError
from ombud.inventory.model import System
from ombud.plan.evaluate import as_text
from ombud.plan.model import (
    UNKNOWN_START,
    Change,
    Clock,
    Col,
    Condition,
    Everything,
    Keys,
    Matching,
    OfOwned,
    OfOwner,
    OfPerson,
    Own,
    Term,
    Where,
    Within,
    selects_nothing_named,
)
from ombud.policy.spelling import folded
from ombud.systems.connector import Ability, Description
from ombud.systems.days import Zones
from ombud.systems.sql.catalog import Catalog
from ombud.systems.sql.engine import Family, family_of, open_engine
from ombud.systems.sql.errors import translated
from ombud.systems.sql.expressions.columns import WANTED, Element, Rows, Test, equal, perhaps, storable
from ombud.systems.sql.expressions.compile import Compiler
from ombud.systems.sql.refuse import refusal
from ombud.systems.sql.write import Piece, Writer

CHUNK = 500
"""Values a statement names at once: above 1,000 planners turn to scanning, and MariaDB turns them into a table."""
ROWS_A_FETCH = 1_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a term needs of a row, and how it is made of that."""

    elements: tuple[Element, ...]
    make: Callable[..., object] | None = None


RETAINED: Mapping[Family, tuple[str, ...]] = {
    "sqlite": ("write-ahead-log-until-checkpoint",),
    "postgresql": ("dead-rows-until-vacuum", "statistics-until-analyze", "write-ahead-log"),
    "mariadb": ("pages-until-purge", "redo-log", "binary-log-if-on"),
}
"""What each engine keeps of erased rows, as measured for the first two and documented for the third; SQLite files are wiped otherwise."""


class SqlConnector:
    """A database of the inventory; nothing is connected before it is asked something."""

    abilities: frozenset[Ability] = frozenset({"erase", "set", "one_transaction", "in_place_conditions"})

    def __init__(self, system: System, name: str, url: str, zone: ZoneInfo, read_only: bool) -> None:  # noqa: FBT001 - the registry's one form
        """Take the system, its name, its address with credentials, and the policy's zone."""
        self._name, self._read_only, self._family = name, read_only, family_of(url)
        with translated(name):
            self._engine = open_engine(url, Zones.of(system, zone), read_only=read_only)
        self._catalog = Catalog(self._engine, system, name, self._family)
        self._matching = lru_cache(256)(self._build_match)
        self._compiler, self._writer = Compiler(self._catalog, Zones.of(system, zone)), Writer(self._catalog)

    def probe(self) -> None:
        """Look whether the system answers and lets us in."""
        with translated(self._name), self._catalog.looking() as look:
            look.get_schema_names()

    def describe(self) -> tuple[Description, ...]:
        """Tell every table of the schemas the inventory names, declared or not."""
        with translated(self._name):
            return self._catalog.describe()

    def read(self, dataset: str, terms: Sequence[Term], within: Within) -> Iterator[tuple[object, ...]]:
        """Stream one tuple a row in key order; several chunks of values follow each other, sorted, so key values keep that order."""
        with translated(self._where(dataset)), self._engine.connect() as connection:
            rows = self._compiler.rows(dataset)
            readings = [self._reading(term, rows) for term in terms]
            for piece in self._pieces(connection, within, rows):
                yield from self._read(connection, readings, rows, piece)

    def count(self, dataset: str, within: Within) -> int:
        """Count the rows."""
        with translated(self._where(dataset)), self._engine.connect() as connection:
            rows = self._compiler.rows(dataset)
            counting = sa.select(sa.func.count()).select_from(rows.base)
            pieces = self._pieces(connection, within, rows)
            return sum(connection.execute(counting.where(piece.test), piece.given).scalar_one() for piece in pieces)

    def refuse(self, change: Change) -> str | None:
        """Tell why the database could never carry out the change, or None."""
        with translated(self._where(change.dataset)):
            return refusal(change, self._compiler.rows(change.dataset), self._catalog)

    def apply(self, changes: Sequence[Change]) -> tuple[int, ...]:
        """Carry out the changes in order, in one transaction; an error takes all of them back."""
        for change in changes:
            self._refuse_unnamed(change)
        with self._writing() as connection:
            return tuple(self._apply(connection, change) for change in changes)

    def sweep(self, change: Change) -> Iterator[int]:
        """Carry out one change in windows of the primary key, each committed; yield the rows changed by each."""
        self._refuse_unnamed(change)
        with translated(self._where(change.dataset)):
            rows = self._compiler.rows(change.dataset)
            with self._engine.connect() as connection:
                pieces = list(self._pieces(connection, change.within, rows))
        for piece in pieces:
            yield from self._writer.windows(self._writing, change, rows, piece)

    def retains(self) -> tuple[str, ...]:
        """Tell what the engine is known to keep of erased rows for a while."""
        with translated(self._name), self._engine.connect() as connection:
            if self._family != "sqlite":
                return RETAINED[self._family]
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
            return RETAINED["sqlite"] if str(mode).lower() == "wal" else ()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # ------------------------------------------------------------------ writing

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with translated(self._name), self._engine.connect() as plain:
            connection = plain.execution_options(writing=True)
            with connection.begin():
                yield connection

    def _apply(self, connection: sa.Connection, change: Change) -> int:
        rows = self._compiler.rows(change.dataset)
        pieces = self._pieces(connection, change.within, rows)
        return sum(self._writer.carry(connection, change, rows, piece) for piece in list(pieces))

    def _refuse_unnamed(self, change: Change) -> None:
        if self._read_only:
            raise RefusedError("system-read-only", "The system was opened for looking only.", where=self._name)
        if selects_nothing_named(change.within):
            raise RefusedError("change-unnamed", "The change names no row in particular.", where=self._where(change.dataset))

    def _where(self, dataset: str) -> str:
        return f"{self._name}.{dataset}"

    # ------------------------------------------------------------------ selecting

    def _pieces(self, connection: sa.Connection, within: Within, rows: Rows) -> Iterator[Piece]:
        match within:
            case Everything():
                yield Piece(sa.true())
            case Where(condition):
                yield Piece(self._compiler.test(condition, rows))
            case Matching(columns, _, _, also):
                test = self._matching(rows, columns, also)
                small = set(columns) >= {column.name for column in rows.base.primary_key} > set()
                for chunk in self._chunks(connection, within, rows):
                    yield Piece(test, small, {WANTED: chunk})
            case _:
                assert_never(within)

    def _build_match(self, rows: Rows, columns: tuple[str, ...], also: Condition) -> Test:
        return sa.and_(equal(rows, columns), self._compiler.test(also, rows))

    def _chunks(self, connection: sa.Connection, within: Matching, rows: Rows) -> Iterator[list[Any]]:
        """Cut the values into chunks, sorted and each once, as the columns hold them; folded ones as they are spelled in the table."""
        values = self._spellings(connection, within, rows) if within.fold else within.values
        unique = sorted(set(storable(rows, within.columns, values)), key=_sortable)
        for start in range(0, len(unique), CHUNK):
            yield unique[start : start + CHUNK]

    @staticmethod
    def _spellings(connection: sa.Connection, within: Matching, rows: Rows) -> Keys:
        """Find how the folded values are spelled in the table; Python tells them apart, since a collation might not."""
        wanted = {tuple(folded(as_text(value)) for value in row) for row in within.values if None not in row}
        fields = [rows.field(name) for name in within.columns]
        some = [perhaps(field, sorted({row[at] for row in wanted})) for at, field in enumerate(fields)]
        asked = sa.select(*(field.element for field in fields)).where(*(field.element.is_not(None) for field in fields), *some)
        found = {tuple(row) for row in connection.execute(asked, execution_options={"yield_per": ROWS_A_FETCH})}
        return tuple(row for row in found if tuple(folded(as_text(value)) for value in row) in wanted)

    # ------------------------------------------------------------------ reading

    def _read(self, connection: sa.Connection, readings: Sequence[Reading], rows: Rows, piece: Piece) -> Iterator[tuple[object, ...]]:
        asked = [element for reading in readings for element in reading.elements]
        order = [rows.field(name).element for name in self._catalog.key(rows.dataset)]
        statement = sa.select(*(element.label(f"c{at}") for at, element in enumerate(asked))).select_from(rows.base)
        options = {} if piece.small else {"yield_per": ROWS_A_FETCH}
        # closed also when the reader stops half-way, as a look at the first rows does
        with connection.execute(statement.where(piece.test).order_by(*order), piece.given, execution_options=options) as found:
            yield from map(_maker(readings), found)

    def _reading(self, term: Term, rows: Rows) -> Reading:
        match term:
            case Col(name):
                field = rows.field(name)
                return Reading((field.element,), _as_bool if field.is_boolean else None)
            case Own() | OfOwner() | OfOwned() | OfPerson():
                return self._clock(term, rows)
            case _:
                assert_never(term)

    def _clock(self, term: Clock, rows: Rows) -> Reading:
        clock = self._compiler.clock(term, rows)
        if not _over_several(term):
            return Reading((clock.latest,), clock.read)
        absent, started = sa.case((clock.absent, 1), else_=0), sa.case((clock.started, 1), else_=0)

        def make(latest: object, absent: int, started: int) -> object:
            return None if absent else clock.read(latest) if started else UNKNOWN_START

        return Reading((clock.latest, absent, started), make)


def _maker(readings: Sequence[Reading]) -> Callable[[sa.Row[*tuple[Any, ...]]], tuple[object, ...]]:
    """Make what turns a row as the database gives it into what was asked for."""
    if not any(reading.make for reading in readings):
        return tuple
    ends = list(accumulate(len(reading.elements) for reading in readings))
    parts = [(reading.make, end - len(reading.elements), end) for reading, end in zip(readings, ends, strict=True)]
    return lambda row: tuple([make(*row[start:end]) if make else row[start] for make, start, end in parts])


def _sortable(value: object) -> list[tuple[str, Any]]:
    parts = value if isinstance(value, tuple) else (value,)
    return [(type(part).__name__, part) for part in parts]


def _over_several(clock: Clock) -> bool:
    """Tell whether a clock rests on several rows, so that one of them may make it unknown."""
    return isinstance(clock, OfOwned | OfOwner) and (isinstance(clock, OfOwned) or _over_several(clock.clock))


def _as_bool(value: object) -> object:
    """Tell SQLite's and MariaDB's truth values, which are numbers, as what they mean."""
    return bool(value) if value in (0, 1) else value
