"""The standing work of the API: stored answers go after a day, also where nobody asks any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ombud.jobs import every, job
from ombud.web.api.models import OnceRow

LIFE = timedelta(days=1)


def sweep(now: datetime) -> None:
    """Let answers go that are a day old."""
    OnceRow.objects.filter(begun_at__lt=now - LIFE).delete()


@job("api.tidy")
def tidy() -> None:
    """Let go of what has had its time."""
    sweep(datetime.now(UTC))


every("api.tidy", minutes=60)
