"""A column's clock as SQL: the cut-off becomes a constant of the column's own type, so that indexes work and engines agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, cast

import sqlalchemy as sa

from ombud.errors import MisconfiguredError
from ombud.inventory.model import DateType
from ombud.plan.model import DEFAULT_START, UNKNOWN_START
from ombud.systems.days import Zones, begins, begins_written, day_of, default_moments, default_written, following
from ombud.systems.sql.expressions.columns import Element, Field, Test

Storage = Literal["date", "day", "written", "utc", "moment", "seconds"]
"""Date; time whose day counts as written; time without a zone; MariaDB's time stamp; time with a zone; seconds since 1970."""

_NUMBERS = (sa.Integer, sa.Numeric, sa.Float)
_TYPES: tuple[tuple[Any, DateType], ...] = (
    (sa.DateTime, "timestamp"),
    (sa.Date, "date"),
    (sa.String, "text"),
    (_NUMBERS, "epoch"),
    (sa.types.NullType, "text"),
)


def own_clock(field: Field, declared: DateType | None, zones: Zones, where: str) -> OwnClock:
    """Choose how a column's days are compared: as declared, else as its type says."""
    by_type = next((kind for known, kind in _TYPES if isinstance(field.type, known)), None)
    if by_type is None:
        hint = "Bind the event to a column that holds a day."
        raise MisconfiguredError("system-shape", f"A column of type {field.type} tells no day.", where=where, hint=hint)
    if field.family == "sqlite":
        return Judged(field, zones, declared or by_type)
    return Written(field, zones, declared or by_type) if field.is_text else Typed(field, zones, _storage(field, declared))


def _storage(field: Field, declared: DateType | None) -> Storage:
    kind = field.type
    if not isinstance(kind, sa.DateTime):
        return "date" if isinstance(kind, sa.Date) else "seconds"
    if field.family == "mariadb" and isinstance(kind, sa.TIMESTAMP):
        return "utc"
    if field.family == "postgresql" and kind.timezone:
        return "moment"
    return "day" if declared == "date" else "written"


# ------------------------------------------------------------------ SQLite


@dataclass(frozen=True, slots=True)
class Judged:
    """A column of SQLite, whose days are read by the very function that reads them here."""

    field: Field
    zones: Zones
    kind: DateType

    @property
    def day(self) -> Element:
        """The local day as text; `default`, which sorts after every day, for a default one; a plain day needs no Python to be read."""
        text = self.field.element
        read: Element = getattr(sa.func, f"ombud_{self.kind}")(text, type_=sa.Text())
        real = sa.func.date(text, sa.literal_column("'+0 days'"))  # without the sum it gives 30 February back as it came
        plain = real == sa.func.nullif(text, DEFAULT_START.isoformat())
        most = sa.and_(sa.func.date(text) == text, sa.func.substr(text, 9) < "29", text != DEFAULT_START.isoformat())  # told in less time
        return read if self.kind == "epoch" else sa.case((most, text), (plain, text), else_=read)

    @property
    def latest(self) -> Element:
        """What is read, and what the maximum of several is taken of."""
        return self.day

    def read(self, value: object) -> date | None:
        """Tell the day that was read."""
        return DEFAULT_START if value == "default" else date.fromisoformat(str(value)) if value else None

    @property
    def absent(self) -> Test:
        """The row has no start at all."""
        return self.day.is_(None)

    @property
    def started(self) -> Test:
        """The row has a start: a day that can be read, not a default, not the last of the calendar."""
        return _surely(self.day < UNKNOWN_START.isoformat())

    def passed(self, cutoff: date) -> Test:
        """The start lies on the cut-off or before it."""
        after = following(cutoff) or UNKNOWN_START
        return sa.and_(*self._near(after), _surely(self.day < after.isoformat()))

    def running(self, cutoff: date) -> Test:
        """The start lies after the cut-off, or cannot be known."""
        after = following(cutoff)
        return sa.false() if after is None else _surely(self.day.between(after.isoformat(), UNKNOWN_START.isoformat()))

    def _near(self, day: date) -> list[Test]:
        """A range that an index can find: a day as it is written, else three days more than any zone lies off."""
        if self.kind == "date":
            return [self.field.element.is_not(None), self.field.element < day.isoformat()]
        try:
            far = date.fromordinal(day.toordinal() + 3)
        except (ValueError, OverflowError):
            return []
        bound = int(begins(far, self.zones).timestamp()) if self.kind == "epoch" else far.isoformat()
        return [self.field.element.is_not(None), self.field.element < bound]


# ------------------------------------------------------------------ columns with a type of their own


@dataclass(frozen=True, slots=True)
class Typed:
    """A column that stores days, times or seconds."""

    field: Field
    zones: Zones
    storage: Storage

    @property
    def latest(self) -> Element:
        """What is read, and what the maximum of several is taken of."""
        return self.field.element

    def read(self, value: object) -> date | None:
        """Tell the day that was read."""
        moment = value.replace(tzinfo=UTC) if self.storage == "utc" and isinstance(value, datetime) else value
        return day_of(moment, self.zones, "date" if self.storage == "day" else "epoch" if self.storage == "seconds" else None)

    @property
    def absent(self) -> Test:
        """The row has no start at all; in MariaDB day zero of a NOT NULL column passes for NULL unless compared like this."""
        return self.field.element.is_not_distinct_from(sa.null())

    @property
    def started(self) -> Test:
        """The row has a start: not empty, not a default, not the last day of the calendar."""
        return sa.and_(self._real, self.field.element < self._first(UNKNOWN_START), *self._finite())

    @property
    def unstarted(self) -> Test:
        """The row has no start that can be known, said in ranges where an index can find the few that have none."""
        if self.field.family != "postgresql":
            return sa.not_(self.started)
        column, (low, high) = self.field.element, self._default()
        never = [] if self.storage == "seconds" else [column == sa.literal_column("'-infinity'")]
        return sa.or_(column.is_(None), sa.and_(column >= low, column < high), column >= self._first(UNKNOWN_START), *never)

    @property
    def _real(self) -> Test:
        column, (low, high) = self.field.element, self._default()
        return sa.and_(column.is_not(None), sa.or_(column < low, column >= high), *self._no_zero())

    def passed(self, cutoff: date) -> Test:
        """The start lies on the cut-off or before it."""
        after = following(cutoff)
        return self.started if after is None else sa.and_(self.field.element < self._first(after), self.started)

    def running(self, cutoff: date) -> Test:
        """The start lies after the cut-off, or cannot be known."""
        after = following(cutoff)
        if after is None:
            return sa.false()
        later = self.field.element >= self._first(after)
        return sa.and_(sa.or_(later, *(sa.not_(finite) for finite in self._finite())), self._real)

    def _finite(self) -> list[Test]:
        """What PostgreSQL calls infinity is no day that can be known."""
        if self.field.family != "postgresql" or self.storage == "seconds":
            return []
        return [cast("Test", sa.func.isfinite(self.field.element))]

    def _no_zero(self) -> list[Test]:
        """What MariaDB calls day zero is a default."""
        if self.field.family != "mariadb" or self.storage == "seconds":
            return []
        return [_surely(part(self.field.element) > 0) for part in (sa.func.dayofmonth, sa.func.month)]

    def _first(self, day: date) -> Any:  # noqa: ANN401 - a constant of the column's type
        """Give the least constant of the column's type that lies on a day."""
        match self.storage:
            case "date":
                return day
            case "day":
                return datetime.combine(day, datetime.min.time())
            case "written":
                return begins_written(day, self.zones)
            case "utc":
                return begins(day, self.zones).replace(tzinfo=None)
            case "moment":
                return begins(day, self.zones)
            case "seconds":
                return int(begins(day, self.zones).timestamp())

    def _default(self) -> tuple[Any, Any]:
        """Give the span of the default day."""
        low, high = default_moments(self.zones)
        match self.storage:
            case "date" | "day":
                return self._first(DEFAULT_START), self._first(date(1970, 1, 2))
            case "written":
                return default_written(self.zones)
            case "utc":
                return low.replace(tzinfo=None), high.replace(tzinfo=None)
            case "moment":
                return low, high
            case "seconds":
                return int(low.timestamp()), int(high.timestamp())


# ------------------------------------------------------------------ days written as text

_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
_UTC = r" ?(Z|[+]00(:?00)?)$"
_NO_DAY = ("02-30", "02-31", "04-31", "06-31", "09-31", "11-31")


@dataclass(frozen=True, slots=True)
class Written:
    """A text column of PostgreSQL or MariaDB: a day, or a time without a zone or in UTC; in another zone it never starts."""

    field: Field
    zones: Zones
    kind: DateType

    @property
    def latest(self) -> Element:
        """What is read, and what the maximum of several is taken of."""
        return self._text

    def read(self, value: object) -> date | None:
        """Tell the day that was read."""
        return day_of(value, self.zones, self.kind)

    @property
    def absent(self) -> Test:
        """The row has no start at all."""
        return sa.or_(self.field.element.is_(None), _surely(self._text == ""))

    @property
    def started(self) -> Test:
        """The row has a start: a day that can be read, not a default, not the last of the calendar."""
        return sa.and_(self._readable, sa.not_(self._default), self._before(UNKNOWN_START))

    @property
    def _readable(self) -> Test:
        day, month, last = (sa.func.substr(self._text, *part) for part in ((6, 5), (6, 2), (9, 2)))
        real = [day.not_in(_NO_DAY), month.between("01", "12"), last.between("01", "31"), self._text > "0001"]
        return _surely(sa.and_(self._shaped, *real))

    @property
    def _shaped(self) -> Test:
        return sa.or_(*(self._text.regexp_match(shape) for shape in (_DAY + "$", _DAY + _TIME + "$", _DAY + _TIME + _UTC)))

    @property
    def _default(self) -> Test:
        low, high = default_written(self.zones)
        times = sa.and_(self._spaced >= _said(low), self._spaced < _said(high))
        zero = sa.and_(self._shaped, sa.or_(self._text < "0001", self._text.regexp_match("^.{4}(-00|-[0-9]{2}-00)")))
        return _surely(sa.or_(self._text.regexp_match("^1970-01-01"), sa.and_(sa.func.length(self._text) > 10, times), zero))  # noqa: PLR2004 - the length of YYYY-MM-DD

    def passed(self, cutoff: date) -> Test:
        """The start lies on the cut-off or before it."""
        return sa.and_(self.started, self._before(following(cutoff) or UNKNOWN_START))

    def running(self, cutoff: date) -> Test:
        """The start lies after the cut-off, or cannot be known."""
        after = following(cutoff)
        if after is None:
            return sa.false()
        return sa.and_(sa.not_(self.absent), sa.not_(self._default), sa.or_(sa.not_(self._readable), sa.not_(self._before(after))))

    def _before(self, day: date) -> Test:
        text = self._text
        if self.kind == "date":
            return _surely(sa.func.substr(text, 1, 10) < day.isoformat())
        utc = _said(begins(day, self.zones).replace(tzinfo=None))
        before = sa.case(
            (text.regexp_match(_DAY + "$"), text < day.isoformat()),
            (text.regexp_match(_DAY + _TIME + _UTC), self._spaced < utc),
            else_=self._spaced < _said(begins_written(day, self.zones)),
        )
        return _surely(before)

    @property
    def _text(self) -> Element:
        """The text by its bytes, whatever the collation."""
        if self.field.family == "postgresql":
            return sa.cast(self.field.element, sa.Text).collate("C")
        return sa.func.convert(self.field.element.op("USING")(sa.literal_column("utf8mb4")), type_=sa.Text()).collate("utf8mb4_bin")

    @property
    def _spaced(self) -> Element:
        return cast("Element", sa.func.replace(sa.func.substr(self._text, 1, 19), "T", " "))


def _said(moment: datetime) -> str:
    return moment.isoformat(" ", "seconds")


def _surely(test: Any) -> Test:  # noqa: ANN401 - a test that may be NULL
    """Make a test false where it would be NULL."""
    return cast("Test", sa.func.coalesce(test, sa.false(), type_=sa.Boolean()))


OwnClock = Judged | Typed | Written
