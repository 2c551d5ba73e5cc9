"""Columns and what they are compared with: paths into JSON, values as the column stores them, exact and folded equality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, CITEXT, JSONB

from ombud.errors import MisconfiguredError
from ombud.plan.model import Keys
from ombud.policy.spelling import in_ascii
from ombud.systems.sql.engine import Family

Element = sa.ColumnElement[Any]
Test = sa.ColumnElement[bool]

_BOOLS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Rows:
    """A dataset's rows in a statement: its table, under an alias where it stands beside itself."""

    dataset: str
    base: sa.Table
    rows: sa.FromClause
    family: Family

    def other(self, dataset: str, base: sa.Table) -> Rows:
        """Stand another dataset beside this one."""
        return Rows(dataset, base, base.alias(), self.family)

    def field(self, name: str) -> Field:
        """Find a column, or a value inside a JSON column (`profile.city`)."""
        if name in self.base.c:
            return Field(self.rows.c[name], self.base.c[name].info["reflected"], self.family)
        head, _, path = name.partition(".")
        if path and head in self.base.c:
            return Field(_inside(self.rows.c[head], path.split("."), self.family), sa.Text(), self.family)
        hint = "Compare the inventory with the system: `ombud inventory check`."
        raise MisconfiguredError("system-shape", f"The column `{name}` does not exist.", where=self.dataset, hint=hint)


@dataclass(frozen=True, slots=True)
class Field:
    """A column in a statement and the type the database gives it."""

    element: Element
    type: Any
    family: Family

    @property
    def is_text(self) -> bool:
        """Whether it holds text."""
        return isinstance(self.type, sa.String | sa.Enum)

    @property
    def is_boolean(self) -> bool:
        """Whether it holds a truth value that the database gives back as a number."""
        return isinstance(self.type, sa.Boolean) or getattr(self.type, "display_width", None) == 1

    def differs(self, stored: object) -> Test:
        """Build the test that the column does not hold exactly this yet."""
        if stored is None:
            return self.element.is_not(None)
        if isinstance(self.type, sa.JSON):
            return sa.true()
        exact = self.exact()
        return sa.not_(sa.and_(self.element.is_not(None), (self.element if exact is None else exact) == stored))

    def among(self, values: Sequence[object]) -> Test:
        """Build the test, true or false and never NULL, that the column has exactly one of the values."""
        kept = [stored for value in values for stored in self.stored(value)]
        if not kept:
            return sa.false()
        exact = self.exact()
        tests = [self.element.is_not(None), self.element.in_(kept)]
        return sa.and_(*tests) if exact is None else sa.and_(*tests, exact.in_(kept))

    def exact(self) -> Element | None:
        """Give a form of the column that no collation makes equal to what it is not; None where the plain column is that already."""
        if not self.is_text:
            return None
        if self.family == "mariadb":
            unified = sa.func.convert(self.element.op("USING")(sa.literal_column("utf8mb4")))
            return sa.type_coerce(sa.cast(unified, sa.LargeBinary), sa.Text())
        if self.family == "sqlite":
            return self.element.collate("BINARY")
        return (
            sa.cast(self.element, sa.Text).collate("C") if isinstance(self.type, CITEXT) or getattr(self.type, "collation", None) else None
        )

    def stored(self, value: object) -> list[object]:
        """Bring a value to the form the column stores; an empty list for one it cannot hold, which therefore equals nothing."""
        if value is None:
            return []
        try:
            return self._all_forms(value)
        except (ValueError, InvalidOperation, KeyError):
            return []

    def _all_forms(self, value: object) -> list[object]:
        if isinstance(self.type, sa.types.NullType) and self.family == "sqlite" and isinstance(value, str):
            return [value, *([int(value)] if _is_whole(value) else [])]  # a column without a type may hold either
        return [converted(value, self.type, self.family)]


def converted(value: object, kind: Any, family: Family) -> object:  # noqa: ANN401 - a type of any engine
    """Turn a value of the inventory or of another system into the column's type; raise ValueError where it has no such form."""
    if not isinstance(value, str | int):
        return _plain(value) if family == "sqlite" else value
    convert = next((convert for known, convert in _CONVERSIONS if isinstance(kind, known)), lambda same: same)
    found = convert(value)
    if family == "postgresql" and not _fits_postgresql(found, kind):
        raise ValueError
    return _plain(found) if family == "sqlite" else found


def _fits_postgresql(value: object, kind: Any) -> bool:  # noqa: ANN401 - a type of any engine
    """Whether PostgreSQL would take the value at all: it fails, where others find nothing, on a foreign number, label or zero byte."""
    if isinstance(kind, sa.Integer) and isinstance(value, int):
        return -(1 << _bits(kind)) <= value < 1 << _bits(kind)
    if isinstance(kind, sa.Enum):
        return bool(str(value) in kind.enums)
    return not isinstance(value, str) or "\0" not in value


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat(" ")
        case date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case _:
            return value


def _boolean(value: str | int) -> bool:
    return _BOOLS[str(value).lower()]


def _integer(value: str | int) -> int:
    text = str(value).lower()
    if text in ("true", "false"):
        return int(_BOOLS[text])
    if not _is_whole(text):
        raise ValueError
    return int(value)


def _is_whole(text: str) -> bool:
    """Whether a text is a number in the one form in which we would write it: `007` is no 7."""
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and str(int(digits)) == digits and len(digits) < 19  # noqa: PLR2004 - 64 bits hold 18 digits


def _day(value: str | int) -> date:
    return date.fromisoformat(str(value))


def _moment(value: str | int) -> datetime:
    return datetime.fromisoformat(str(value))


def _uuid(value: str | int) -> UUID:
    return UUID(str(value))


def _bits(kind: Any) -> int:  # noqa: ANN401 - a type of any engine
    return 63 if isinstance(kind, sa.BigInteger) else 15 if isinstance(kind, sa.SmallInteger) else 31


_CONVERSIONS: tuple[tuple[Any, Callable[[str | int], object]], ...] = (
    (sa.Boolean, _boolean),
    (sa.Integer, _integer),
    (sa.Numeric, lambda value: Decimal(str(value))),
    (sa.Float, float),
    (sa.DateTime, _moment),
    (sa.Date, _day),
    (sa.Uuid, _uuid),
    ((sa.String, sa.Enum), str),
)

# ------------------------------------------------------------------ many values at once


WANTED = "ombud_wanted"
"""The parameter that carries the values of a match, so that one statement serves every match of its kind."""


def equal(rows: Rows, columns: Sequence[str]) -> Test:
    """Build the test that the columns together have exactly one of the wanted value tuples; an empty value equals nothing."""
    fields = [rows.field(name) for name in columns]
    exact = [field.exact() for field in fields]
    together = [field.element for field in fields]
    strict = [form if form is not None else field.element for field, form in zip(fields, exact, strict=True)]
    tests = [together] if all(form is None for form in exact) else [together, strict]
    filled = [element.is_not(None) for element in together]
    if len(fields) == 1 and tests == [together] and _goes_as_array(fields[0]):
        return sa.and_(*filled, together[0] == sa.any_(sa.bindparam(WANTED, type_=ARRAY(together[0].type))))
    wanted = sa.bindparam(WANTED, expanding=True, type_=together[0].type if len(fields) == 1 else None)
    return sa.and_(*filled, *((test[0] if len(test) == 1 else sa.tuple_(*test)).in_(wanted) for test in tests))


def _goes_as_array(field: Field) -> bool:
    """Whether PostgreSQL takes all values as one parameter, which it reads many times faster than hundreds of them."""
    plain = isinstance(field.type, sa.Integer | sa.Uuid | sa.Text) or type(field.type) is sa.VARCHAR
    return field.family == "postgresql" and plain and not isinstance(field.type, CITEXT)


def storable(rows: Rows, columns: Sequence[str], values: Keys) -> list[Any]:
    """Bring values to the form in which the columns store them; those with no such form equal nothing and are left out."""
    fields = [rows.field(name) for name in columns]
    if len(fields) == 1:
        return [form for (value,) in values for form in fields[0].stored(value)]
    return [row for value in values for row in product(*(field.stored(one) for field, one in zip(fields, value, strict=True)))]


def perhaps(field: Field, wanted: Sequence[str]) -> Test:
    """Build a test that every spelling of the folded values passes, and few others; what passes is folded again in Python."""
    wanted = sorted({*wanted, *map(in_ascii, wanted)})  # an address may stand with its domain in ASCII
    untyped = field.family == "sqlite" and isinstance(field.type, sa.types.NullType)  # such a column may hold text all the same
    if not field.is_text and not untyped:
        return field.among(wanted)
    if field.family == "sqlite":
        letters_beyond = sa.func.length(sa.cast(field.element, sa.LargeBinary)) != sa.func.length(field.element)
        folds = sa.and_(letters_beyond, sa.func.ombud_fold(field.element).in_(wanted))  # only where SQLite's own `lower` falls short
        return sa.or_(sa.func.lower(field.element).in_(wanted), folds)
    long, letters = (sa.func.octet_length, sa.func.char_length) if field.family == "postgresql" else (sa.func.length, sa.func.char_length)
    text = sa.cast(field.element, sa.Text) if field.family == "postgresql" else field.element
    return sa.or_(sa.func.lower(text).in_(wanted), long(text) != letters(text))


# ------------------------------------------------------------------ JSON


def _inside(column: Element, path: Sequence[str], family: Family) -> Element:
    """Read a text out of a JSON column; NULL where the path leads nowhere."""
    if family == "postgresql":
        return cast("Element", sa.cast(column, JSONB)[tuple(path)].astext)
    if family == "mariadb":
        return sa.type_coerce(sa.func.json_value(column, _dollar(path)), sa.Text())
    read = sa.cast(sa.func.json_extract(column, _dollar(path)), sa.Text)
    return sa.type_coerce(sa.case((sa.func.json_valid(column) == 1, read)), sa.Text())


def with_value(column: sa.Column[Any], path: Sequence[str], value: object, family: Family) -> Element:
    """Build the JSON of a column with one value in it replaced."""
    if family == "postgresql":
        new = sa.func.coalesce(sa.func.to_jsonb(sa.literal(value, sa.Text())), sa.cast(sa.literal("null"), JSONB))
        return sa.cast(sa.func.jsonb_set(sa.cast(column, JSONB), sa.cast(list(path), ARRAY(sa.Text)), new), column.type)
    return sa.func.json_set(column, _dollar(path), value)


def _dollar(path: Sequence[str]) -> str:
    return "$" + "".join(f'."{step}"' for step in path)
