"""The standing work of the limits: what was tried goes when it counts no more, also where nobody tries any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ombud.jobs import every, job
from ombud.web.limits.models import TriedRow

HOUR = timedelta(hours=1)
"""How long an attempt counts."""


def sweep(now: datetime) -> None:
    """Let go of what counts no more."""
    TriedRow.objects.filter(at__lt=now - HOUR).delete()


@job("limits.tidy")
def tidy() -> None:
    """Let go of what has had its time."""
    sweep(datetime.now(UTC))


every("limits.tidy", minutes=60)
