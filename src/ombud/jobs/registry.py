"""What can be done later, by name, and what comes round by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ombud.errors import OmbudError

Call = Callable[..., object]

_ID = re.compile(r"[\w.:/+-]{0,200}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_HOUR, _DAY = 60, 1440
_JOBS: dict[str, Call] = {}
_SCHEDULES: dict[str, Schedule] = {}
_HERE: list[Path] = []


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something comes round: every so many minutes, or each day at a minute of the day, both in UTC."""

    minutes: int
    at: int = 0

    def last(self, now: datetime) -> datetime:
        """Tell when it came round last."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = (now - midnight) // timedelta(minutes=1) - self.at
        return midnight + timedelta(minutes=self.at + passed // self.minutes * self.minutes)

    def cron(self) -> str:
        """Write it as cron does."""
        if self.minutes == _DAY:
            return f"{self.at % _HOUR} {self.at // _HOUR} * * *"
        return f"*/{self.minutes} * * * *" if self.minutes < _HOUR else f"0 */{self.minutes // _HOUR} * * *"


class JobError(OmbudError):
    """A job is named, scheduled or given arguments in a way that cannot work: a fault of ours, told where it is made."""


def job(name: str) -> Callable[[Call], Call]:
    """Let a function be a job. It takes ids only, by name; it may run again after it was interrupted, and must end the same way."""

    def registered(call: Call) -> Call:
        if _JOBS.setdefault(name, call) is not call:
            raise JobError("job-twice", "Two functions are the same job.", where=name)
        return call

    return registered


def every(name: str, *, minutes: int = 0, daily_at: str = "") -> None:
    """Let a job come round every so many minutes (a divisor of an hour, or whole hours that divide a day), or daily at HH:MM, UTC."""
    clock = _CLOCK.fullmatch(daily_at)
    if clock and not minutes:
        schedule = Schedule(_DAY, int(clock[1]) * _HOUR + int(clock[2]))
    elif minutes > 0 and not daily_at and (_HOUR % minutes == 0 or (minutes % _HOUR == 0 and _DAY % minutes == 0)):
        schedule = Schedule(minutes)
    else:
        hint = "Say minutes=5, minutes=120 or daily_at='03:30'."
        raise JobError("job-schedule", "No clock comes round like this.", where=name, hint=hint)
    _SCHEDULES[name] = schedule


def only_ids(name: str, ids: Mapping[str, int | str]) -> None:
    """Refuse arguments that are more than ids: the queue holds nobody's data."""
    for word, value in ids.items():
        if not _ID.fullmatch(str(value)):
            raise JobError("job-ids", "A job takes ids only.", where=f"{name}: {word}", hint="Keep the data in a row and give its id.")


def find(name: str) -> Call | None:
    """Find a job by its name."""
    return _JOBS.get(name)


def jobs() -> Mapping[str, Call]:
    """Give every job by its name."""
    return dict(_JOBS)


def schedules() -> Mapping[str, Schedule]:
    """Give every schedule by the name of its job."""
    return dict(_SCHEDULES)


def here() -> Path:
    """Tell the folder of the home in which the jobs of this process run."""
    if not _HERE:
        raise JobError("job-nowhere", "No runner has been started in this process.")
    return _HERE[-1]


def settle(folder: Path) -> None:
    """Let the jobs of this process run in a home."""
    _HERE[:] = [folder]
