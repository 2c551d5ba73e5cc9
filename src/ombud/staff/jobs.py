"""The standing work of the accounts: sessions that have had their time go from the store too."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.sessions.models import Session

from ombud.jobs import every, job


@job("staff.tidy")
def tidy() -> None:
    """Let go of sessions that are over."""
    Session.objects.filter(expire_date__lt=datetime.now(UTC)).delete()


every("staff.tidy", minutes=60)
