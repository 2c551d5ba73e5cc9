"""The queue on SQLite, and on both engines what was parked: jobs that failed as often as anybody tries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from ombud.errors import BadInputError
from ombud.jobs.models import JobRow, ScheduleRow
from ombud.jobs.registry import Schedule

MINUTES = (1, 5, 30, 120, 360)
"""How long a job waits after each failure; after the next one it is parked."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A job that nobody tries any more: what it was about by ids, and why it failed by a code."""

    id: int
    name: str
    ids: Mapping[str, int | str]
    reason: str
    failed_at: datetime | None


def put(name: str, at: datetime | None, key: str | None, ids: Mapping[str, int | str]) -> None:
    """Let a job wait; one with the same key that waits already comes as soon as is asked now."""
    JobRow.objects.bulk_create([JobRow(name=name, due_at=at, key=key, ids=dict(ids))], ignore_conflicts=True)
    if key is not None:
        same = JobRow.objects.filter(key=key, state="waiting", due_at__isnull=False)
        (same.filter(due_at__gt=at) if at else same).update(due_at=at)


def take(now: datetime) -> JobRow | None:
    """Take the oldest job that is due; none with the key of one that runs."""
    due = JobRow.objects.filter(Q(due_at=None) | Q(due_at__lte=now), state="waiting").order_by("id")
    if not due.exists():
        return None
    with transaction.atomic():
        running = JobRow.objects.filter(state="running", key__isnull=False).values("key")
        row = due.filter(Q(key=None) | ~Q(key__in=running)).first()
        if row is not None:
            row.state, row.attempts = "running", row.attempts + 1
            row.save(update_fields=["state", "attempts"])
    return row


def release(besides: Collection[int] = ()) -> None:
    """Let jobs wait again that are taken and that nobody does: their process is dead, or the store could not be told how they ended."""
    for row in JobRow.objects.filter(state="running").exclude(pk__in=besides):
        with transaction.atomic():
            _wait(row, None)


def done(row: JobRow) -> None:
    """Forget a job that is done, and its earlier failures where it has a key."""
    with transaction.atomic():
        row.delete()
        succeeded(row.key)


def failed(row: JobRow, reason: str, now: datetime) -> None:
    """Let a job that failed wait longer each time, or park it."""
    with transaction.atomic():
        if row.attempts <= len(MINUTES):
            row.reason = reason
            _wait(row, now + timedelta(minutes=MINUTES[row.attempts - 1]))
        else:
            row.delete()
            park(row.name, row.key, row.ids, reason, now)


def park(name: str, key: str | None, ids: Mapping[str, int | str], reason: str, now: datetime) -> None:
    """Keep a job that failed for the last time; of those with one key only the latest."""
    if key is not None:
        JobRow.objects.filter(key=key, state="parked").delete()
    JobRow.objects.create(name=name, key=key, ids=dict(ids), state="parked", reason=reason[:100], failed_at=now)


def succeeded(key: str | None) -> None:
    """Forget what was parked under a key: it has been done since."""
    if key is not None:
        JobRow.objects.filter(key=key, state="parked").delete()


def parked() -> list[Parked]:
    """List what was parked, oldest first."""
    rows = JobRow.objects.filter(state="parked").order_by("id")
    return [Parked(row.pk, row.name, row.ids, row.reason, row.failed_at) for row in rows]


def unpark(parked_id: int) -> tuple[str, str | None, dict[str, int | str]]:
    """Take a job out of the parked ones; give what is needed to ask for it again."""
    with transaction.atomic():
        row = JobRow.objects.filter(pk=parked_id, state="parked").first()
        if row is None:
            raise BadInputError("job-unknown", "There is no such parked job.", hint="Perhaps somebody else has taken it up.")
        row.delete()
    return row.name, row.key, row.ids


def came_round(schedules: Mapping[str, Schedule], now: datetime) -> None:
    """Let each scheduled job wait whose time has come; what was missed meanwhile is done once."""
    known = dict(ScheduleRow.objects.values_list("name", "at"))
    for name, last in ((name, schedule.last(now)) for name, schedule in schedules.items()):
        if name not in known or known[name] < last:
            with transaction.atomic():
                ScheduleRow.objects.update_or_create(name=name, defaults={"at": last})
                put(name, None, name, {})


def _wait(row: JobRow, due_at: datetime | None) -> None:
    """Let a job wait again; where another with its key waits already, that one takes over what was tried."""
    others = JobRow.objects.filter(key=row.key, state="waiting") if row.key is not None else JobRow.objects.none()
    if others.update(attempts=row.attempts, reason=row.reason):
        row.delete()
    else:
        row.state, row.due_at = "waiting", due_at
        row.save(update_fields=["state", "due_at", "reason"])
