"""What was refused is counted by day, place and reason, and says nothing of who it was."""

from __future__ import annotations

from ombud.consent.subscribing.models import RefusedRow
from ombud.store.database import tell
from ombud.store.home import Home

_COUNT = (
    'INSERT INTO consent_refusedrow (day, "where", why, "count") VALUES (%s, %s, %s, %s)'
    ' ON CONFLICT (day, "where", why) DO UPDATE SET "count" = consent_refusedrow."count" + excluded."count"'
)


def refused(home: Home, where: str, why: str, count: int = 1) -> None:
    """Count what was refused today."""
    tell(_COUNT, home.today().isoformat(), where, why, count)


def counts(home: Home) -> dict[tuple[str, str], int]:
    """Tell what was refused today."""
    return {(row.where, row.why): row.count for row in RefusedRow.objects.filter(day=home.today())}
