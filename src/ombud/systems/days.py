"""The local day of a stored value, and the first stored moment of a day: the two ways engines compare the same clocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from ombud.errors import MisconfiguredError
from ombud.inventory.model import DateType, System
from ombud.plan.model import DEFAULT_START, UNKNOWN_START

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|[+-]\d\d(:?\d\d)?))?)?", re.ASCII)
_DAY = timedelta(1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Zones:
    """The zone of times stored without one, and the zone whose days count."""

    stored: ZoneInfo
    policy: ZoneInfo

    @classmethod
    def of(cls, system: System, policy: ZoneInfo) -> Zones:
        """Read the system's zone, or say that there is none of that name."""
        try:
            return cls(ZoneInfo(system.zone), policy)
        except (KeyError, ValueError, OSError):
            raise MisconfiguredError(
                "system-zone", f"There is no time zone `{system.zone}`.", hint="Name one such as Europe/Oslo."
            ) from None


def day_of(value: object, zones: Zones, kind: DateType | None = None) -> date | None:
    """Tell the local day a stored value stands for: None for an empty one, UNKNOWN_START for one that tells no day."""
    match value:
        case None | "":
            return None
        case datetime():
            return value.date() if kind == "date" and value.tzinfo is None else _of_moment(value, zones)
        case date():
            return value
        case int() | float() | Decimal() if kind == "epoch" and not isinstance(value, bool):
            return _of_seconds(float(value), zones)
        case str():
            return _of_text(value, zones, kind)
        case _:
            return UNKNOWN_START


def _of_text(text: str, zones: Zones, kind: DateType | None) -> date:
    if not _WRITTEN.fullmatch(text):
        return UNKNOWN_START
    if text.startswith("0000-") or "-00" in text[4:10]:
        return DEFAULT_START  # MariaDB's own empty days
    try:
        return date.fromisoformat(text[:10]) if len(text) == 10 or kind == "date" else _of_moment(_moment(text), zones)  # noqa: PLR2004 - the length of YYYY-MM-DD
    except ValueError:
        return UNKNOWN_START


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text[:10] + "T" + text[11:].replace(" ", ""))


def _of_seconds(seconds: float, zones: Zones) -> date:
    try:
        return _of_moment(datetime.fromtimestamp(seconds, UTC), zones)
    except (ValueError, OverflowError, OSError):
        return UNKNOWN_START


def _of_moment(moment: datetime, zones: Zones) -> date:
    if _is_default(moment, zones):
        return DEFAULT_START
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zones.stored)
    try:
        return aware.astimezone(zones.policy).date()
    except OverflowError:
        return moment.date()


def _is_default(moment: datetime, zones: Zones) -> bool:
    low, high = default_moments(zones) if moment.tzinfo else default_written(zones)
    return low <= moment < high


def default_moments(zones: Zones) -> tuple[datetime, datetime]:
    """Tell the span of moments that are the default day: that day in UTC, and in the policy's zone."""
    low, high = begins(DEFAULT_START, zones), begins(DEFAULT_START + _DAY, zones)
    return min(low, datetime(1970, 1, 1, tzinfo=UTC)), max(high, datetime(1970, 1, 2, tzinfo=UTC))


def default_written(zones: Zones) -> tuple[datetime, datetime]:
    """Tell the span of times without a zone that are the default day: that day as written, and in the policy's zone."""
    low, high = begins_written(DEFAULT_START, zones), begins_written(DEFAULT_START + _DAY, zones)
    return min(low, datetime(1970, 1, 1)), max(high, datetime(1970, 1, 2))  # noqa: DTZ001 - times as stored, without a zone


def begins(day: date, zones: Zones) -> datetime:
    """Tell the moment, in UTC, at which a day begins in the policy's zone."""
    try:
        return datetime.combine(day, time(), zones.policy).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if day.year == 1 else datetime.max.replace(tzinfo=UTC)


def begins_written(day: date, zones: Zones) -> datetime:
    """Tell the first time as stored, without a zone, that lies on a day of the policy's zone or after it."""
    moment = begins(day, zones)
    try:
        written = moment.astimezone(zones.stored).replace(tzinfo=None, fold=0)
        while written.replace(tzinfo=zones.stored) < moment:  # an hour that the clocks repeat is read as its first run
            written += _MINUTE
    except OverflowError:
        return moment.replace(tzinfo=None)
    return written


def following(day: date) -> date | None:
    """Tell the next day; None after the last one."""
    return day + _DAY if day < date.max else None
