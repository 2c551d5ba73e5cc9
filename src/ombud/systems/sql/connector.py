"""One connector for SQLite, PostgreSQL and MariaDB: conditions become SQL, rows are streamed, changes are set-based."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from typing import Any, assert_never
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ombud.errors import MisconfiguredError, RefusedError
from ombud.inventory.model import System
from ombud.plan.evaluate import as_text
from ombud.plan.model import (
    ALWAYS,
    UNKNOWN_START,
    Change,
    Clock,
    Col,
    Everything,
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
from ombud.systems.refusal import Refusal
from ombud.systems.sql.engine import Family, family_of
from ombud.systems.sql.errors import translated
from ombud.systems.sql.expressions.columns import WANTED, Element, Form, Rows, Test, equal, ordered, parameter, storable
from ombud.systems.sql.expressions.folding import lowered, parameter_for_text, perhaps, spellings
from ombud.systems.sql.known import Known, known
from ombud.systems.sql.prepared import Asking, Prepared
from ombud.systems.sql.readers import readers
from ombud.systems.sql.refuse import refusal
from ombud.systems.sql.write import Piece, Transaction
from ombud.systems.wire import Wire, wire

CHUNK = 500
"""Values a statement names at once: above 1,000 planners turn to scanning, and MariaDB turns them into a table."""
ROWS_A_FETCH = 1_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a term needs of a row, and how it is made of that."""

    elements: tuple[Element, ...]
    make: Callable[..., object] | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """How some terms of a dataset are read: the statement without its condition, and what makes the terms of what it gives."""

    terms: tuple[Term, ...]
    select: sa.Select[Any]
    make: Callable[[Any], tuple[object, ...]]


ENCRYPTED: Mapping[Family, str] = {
    "postgresql": "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
    "mariadb": "SHOW SESSION STATUS LIKE 'Ssl_cipher'",
}
"""What to ask each engine about the connection it is asked over; its last column says yes or names a cipher."""

_JOURNAL = Prepared("PRAGMA journal_mode", (), {})
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
            self._known = known(system, name, url, Zones.of(system, zone), read_only)
        self._asking, self._looked = Asking(self._known.engine), False

    @property
    def _base(self) -> Known:
        """What is known of the database, looked at anew when it is first asked something."""
        if not self._looked:
            self._known.look(self._asking)
            self._looked = True
        return self._known

    def probe(self) -> None:
        """Look whether the system answers and lets us in."""
        with translated(self._name), self._base.catalog.looking() as look:
            look.get_schema_names()

    def describe(self) -> tuple[Description, ...]:
        """Tell every table of the schemas the inventory names, declared or not."""
        with translated(self._name):
            return self._base.catalog.describe()

    def read(self, dataset: str, terms: Sequence[Term], within: Within) -> Iterator[tuple[object, ...]]:
        """Stream one tuple a row in key order; several chunks of values follow each other, sorted, so key values keep that order."""
        with translated(self._where(dataset)):
            rows = self._rows(dataset)
            if isinstance(within, Matching) and within.fold:
                yield from self._folded(rows, terms, within)
                return
            reader = self._reader(rows, tuple(terms))
            for piece in self._pieces(within, rows):
                yield from map(reader.make, self._read(reader, piece))

    def count(self, dataset: str, within: Within) -> int:
        """Count the rows."""
        if isinstance(within, Matching) and within.fold:
            return sum(1 for _ in self.read(dataset, (), within))
        with translated(self._where(dataset)):
            rows = self._rows(dataset)
            return sum(self._count(rows, piece) for piece in self._pieces(within, rows))

    def refuse(self, change: Change) -> Refusal | None:
        """Tell why the database could never carry out the change, or None."""
        with translated(self._where(change.dataset)):
            self._asking.release()  # one connection is enough for both ways of asking
            return refusal(change, self._rows(change.dataset), self._known.catalog)

    def apply(self, changes: Sequence[Change]) -> tuple[int, ...]:
        """Carry out the changes in order, in one transaction; an error takes all of them back."""
        for change in changes:
            self._refuse_unnamed(change)
        with self._connected() as begin, begin() as connection:
            return tuple(self._apply(connection, change) for change in changes)

    def sweep(self, change: Change) -> Iterator[int]:
        """Carry out one change in windows of the primary key, each committed; yield the rows changed by each."""
        self._refuse_unnamed(change)
        with translated(self._where(change.dataset)):
            rows = self._base.compiler.rows(change.dataset)
            pieces = list(self._pieces(change.within, rows))
        with self._connected() as begin:
            for piece in pieces:
                yield from self._known.writer.windows(begin, change, rows, piece)

    def retains(self) -> tuple[str, ...]:
        """Tell what the engine is known to keep of erased rows for a while."""
        if self._family != "sqlite":
            return RETAINED[self._family]
        with translated(self._name):
            mode = self._asking.all(_JOURNAL, {})[0][0]
            return RETAINED["sqlite"] if str(mode).lower() == "wal" else ()

    def wire(self) -> Wire:
        """Ask the engine whether this very connection is encrypted; a file has none."""
        if self._family == "sqlite":
            return "here"
        with translated(self._name), self._base.engine.connect() as connection:
            answer = connection.exec_driver_sql(ENCRYPTED[self._family]).first()
            return wire(encrypted=bool(answer and answer[-1]), host=connection.engine.url.host or "")

    def readers(self, dataset: str) -> frozenset[str] | None:
        """Ask the database's catalogue who else may read a table."""
        with translated(self._where(dataset)):
            return readers(self._base.catalog, dataset)

    def close(self) -> None:
        """Let go of the database; what is known of it is looked at anew before it is used again."""
        self._asking.release()
        self._known.engine.dispose()
        self._looked = False

    # ------------------------------------------------------------------ writing

    @contextmanager
    def _connected(self) -> Iterator[Transaction]:
        """Give a way to begin transactions, one after the other, on one connection."""
        with translated(self._name):
            engine = self._base.engine
            self._asking.release()
            with engine.connect() as plain:
                yield partial(self._begun, plain.execution_options(writing=True))

    @contextmanager
    def _begun(self, connection: sa.Connection) -> Iterator[sa.Connection]:
        with translated(self._name), connection.begin():
            yield connection

    def _apply(self, connection: sa.Connection, change: Change) -> int:
        rows = self._known.compiler.rows(change.dataset)
        return sum(self._known.writer.carry(connection, change, rows, piece) for piece in list(self._pieces(change.within, rows)))

    def _refuse_unnamed(self, change: Change) -> None:
        if self._read_only:
            raise RefusedError("system-read-only", "The system was opened for looking only.", where=self._name)
        if selects_nothing_named(change.within):
            raise RefusedError("change-unnamed", "The change names no row in particular.", where=self._where(change.dataset))

    def _where(self, dataset: str) -> str:
        return f"{self._name}.{dataset}"

    # ------------------------------------------------------------------ selecting

    def _rows(self, dataset: str) -> Rows:
        """Give the rows of a dataset, or refuse where they cannot be told apart: whoever is meant could be somebody else."""
        if why := self._base.catalog.doubted(dataset):
            hint = "Name columns in `key:` that no two rows share, and let each table be one dataset with all its activities."
            raise MisconfiguredError("rows-not-told-apart", why, where=self._where(dataset), hint=hint)
        return self._base.compiler.rows(dataset)

    def _pieces(self, within: Within, rows: Rows) -> Iterator[Piece]:
        match within:
            case Everything():
                yield Piece(sa.true(), name=(rows.dataset, within))
            case Where(condition):
                yield Piece(self._known.compiler.test(condition, rows), name=(rows.dataset, condition))
            case Matching():
                yield from self._matches(within, rows)
            case _:
                assert_never(within)

    def _matches(self, within: Matching, rows: Rows) -> Iterator[Piece]:
        small = set(within.columns) >= {column.name for column in rows.base.primary_key} > set()
        for chunk in self._chunks(within, rows):
            form, wanted = parameter(rows, within.columns, chunk)
            name = (rows.dataset, within.columns, within.also, form)
            test = self._known.once(name, partial(self._match, rows, within, form))
            yield Piece(test, small, {WANTED: wanted}, name if form != "each" else None)

    def _match(self, rows: Rows, within: Matching, form: Form) -> Test:
        return sa.and_(equal(rows, within.columns, form), self._known.compiler.test(within.also, rows))

    def _chunks(self, within: Matching, rows: Rows) -> Iterator[list[Any]]:
        """Cut the values into chunks, sorted and each once, as the columns hold them; folded ones as they are spelled in the table."""
        spelled = [Col(name) for name in within.columns]
        values = tuple(self._folded(rows, spelled, replace(within, also=ALWAYS))) if within.fold else within.values
        unique = ordered(set(storable(rows, within.columns, values)))
        for start in range(0, len(unique), CHUNK):
            yield unique[start : start + CHUNK]

    def _count(self, rows: Rows, piece: Piece) -> int:
        def counting() -> sa.Select[Any]:
            return sa.select(sa.func.count()).select_from(rows.base).where(piece.test)

        if prepared := self._prepared(("count",), piece, counting):
            return int(self._asking.all(prepared, piece.given)[0][0])
        with self._known.engine.connect() as connection:
            return int(connection.execute(counting(), piece.given).scalar_one())

    # ------------------------------------------------------------------ reading

    def _folded(self, rows: Rows, terms: Sequence[Term], within: Matching) -> Iterator[tuple[object, ...]]:
        """Read the rows that may hold one of the folded values; Python tells, since a collation might not."""
        reader, many = self._reader(rows, (*terms, *map(Col, within.columns))), len(terms)
        for wanted in self._folded_chunks(within):
            for row in map(reader.make, self._read(reader, self._perhaps(rows, within, wanted))):
                if None not in row[many:] and tuple([folded(as_text(value)) for value in row[many:]]) in wanted:
                    yield row[:many]

    def _folded_chunks(self, within: Matching) -> Iterator[set[tuple[str, ...]]]:
        wanted = {tuple(folded(as_text(value)) for value in row) for row in within.values if None not in row}
        unique = sorted(row for row in wanted if self._family != "postgresql" or not any("\0" in value for value in row))
        return (set(unique[start : start + CHUNK]) for start in range(0, len(unique), CHUNK))

    def _perhaps(self, rows: Rows, within: Matching, wanted: set[tuple[str, ...]]) -> Piece:
        fields = [rows.field(name) for name in within.columns]
        listed = [sorted({row[at] for row in wanted}) for at in range(len(fields))]
        if len(fields) == 1 and fields[0].is_text and (all_spellings := spellings(listed[0])):
            form, given = parameter_for_text(rows.family, all_spellings)
            name = (rows.dataset, within.columns, within.also, "folded", form)
            test = self._known.once(name, lambda: sa.and_(lowered(fields[0], form), self._known.compiler.test(within.also, rows)))
            return Piece(test, given={WANTED: given}, name=name if form != "each" else None)
        filled = [field.element.is_not(None) for field in fields]
        some = [perhaps(field, values) for field, values in zip(fields, listed, strict=True)]
        return Piece(sa.and_(*filled, *some, self._known.compiler.test(within.also, rows)))

    def _reader(self, rows: Rows, terms: tuple[Term, ...]) -> Reader:
        return self._known.once((rows.dataset, terms), lambda: self._build_reader(rows, terms))

    def _build_reader(self, rows: Rows, terms: tuple[Term, ...]) -> Reader:
        readings = [self._term(term, rows) for term in terms]
        asked = [element for reading in readings for element in reading.elements]
        labelled = sa.select(*(element.label(f"c{at}") for at, element in enumerate(asked))).select_from(rows.base)
        order = [rows.field(name).element for name in self._known.catalog.key(rows.dataset)]
        return Reader(terms, labelled.order_by(*order), _maker(readings))

    def _read(self, reader: Reader, piece: Piece) -> Iterable[Any]:
        """Read all rows that values name at once, and stream those that a condition selects."""
        if piece.given and (prepared := self._prepared(("read", reader.terms), piece, lambda: reader.select.where(piece.test))):
            return self._asking.all(prepared, piece.given)
        return self._streamed(reader.select.where(piece.test), piece)

    def _streamed(self, statement: sa.Select[Any], piece: Piece) -> Iterator[Any]:
        options = {} if piece.small else {"yield_per": ROWS_A_FETCH}
        # closed also when the reader stops half-way, as a look at the first rows does
        with self._known.engine.connect() as connection, connection.execute(statement, piece.given, execution_options=options) as found:
            yield from found

    def _prepared(self, what: tuple[object, ...], piece: Piece, make: Callable[[], sa.Select[Any]]) -> Prepared | None:
        return self._known.prepared((*what, piece.name), make) if piece.name is not None else None

    def _term(self, term: Term, rows: Rows) -> Reading:
        match term:
            case Col(name):
                field = rows.field(name)
                return Reading((field.element,), _as_bool if field.is_boolean else None)
            case Own() | OfOwner() | OfOwned() | OfPerson():
                return self._clock(term, rows)
            case _:
                assert_never(term)

    def _clock(self, term: Clock, rows: Rows) -> Reading:
        clock = self._known.compiler.clock(term, rows)
        if not _over_several(term):
            return Reading((clock.latest,), clock.read)
        absent, started = sa.case((clock.absent, 1), else_=0), sa.case((clock.started, 1), else_=0)

        def make(latest: object, absent: int, started: int) -> object:
            return None if absent else clock.read(latest) if started else UNKNOWN_START

        return Reading((clock.latest, absent, started), make)


def _maker(readings: Sequence[Reading]) -> Callable[[Any], tuple[object, ...]]:
    """Make what turns a row as the database gives it into what was asked for."""
    if not any(reading.make for reading in readings):
        return tuple
    ends = list(accumulate(len(reading.elements) for reading in readings))
    parts = [(reading.make, end - len(reading.elements), end) for reading, end in zip(readings, ends, strict=True)]
    return lambda row: tuple([make(*row[start:end]) if make else row[start] for make, start, end in parts])


def _over_several(clock: Clock) -> bool:
    """Tell whether a clock rests on several rows, so that one of them may make it unknown."""
    return isinstance(clock, OfOwned | OfOwner) and (isinstance(clock, OfOwned) or _over_several(clock.clock))


def _as_bool(value: object) -> object:
    """Tell SQLite's and MariaDB's truth values, which are numbers, as what they mean."""
    return bool(value) if value in (0, 1) else value
