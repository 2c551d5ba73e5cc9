"""The standing work of the limits: what was tried and stopped goes when it counts no more; officers are told of what is unusual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction

from ombud.jobs import every, here, job
from ombud.staff import letters
from ombud.store.home import Home
from ombud.web.limits.models import StoppedRow, TriedRow

HOUR = timedelta(hours=1)
"""How long an attempt counts."""
UNUSUAL = 10
"""So many stopped requests of one sort in a day are no mistakes of somebody who works."""
KEPT = timedelta(days=30)
"""How long it is kept how many were stopped on a day."""


def sweep(now: datetime) -> None:
    """Let go of what counts no more."""
    TriedRow.objects.filter(at__lt=now - HOUR).delete()


@job("limits.tidy")
def tidy() -> None:
    """Let go of what has had its time."""
    now = datetime.now(UTC)
    sweep(now)
    StoppedRow.objects.filter(day__lt=(now - KEPT).date()).delete()


@job("limits.alert")
def alert() -> None:
    """Write to the officers, once a day at most, when unusually many requests were stopped (OWASP ASVS 8.1.4, 11.1.8)."""
    today = StoppedRow.objects.filter(day=datetime.now(UTC).date())
    if not today.filter(count__gte=UNUSUAL).exists() or today.filter(told=True).exists():
        return
    home, count = Home.at(here()), sum(today.values_list("count", flat=True))
    with transaction.atomic():
        for officer in letters.officers():
            letters.alert(home, officer, count)
        today.update(told=True)


every("limits.tidy", minutes=60)
every("limits.alert", minutes=5)
