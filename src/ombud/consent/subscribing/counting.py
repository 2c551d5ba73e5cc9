"""What was refused is counted by day, place and reason, and says nothing of who it was."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.consent.subscribing.models import RefusedRow
from ombud.store.engine import tally
from ombud.store.home import Home

_COUNT = (
    'INSERT INTO consent_refusedrow (day, "where", why, "count") VALUES (%s, %s, %s, %s)'
    ' ON CONFLICT (day, "where", why) DO UPDATE SET "count" = consent_refusedrow."count" + excluded."count"'
)


def refused(home: Home, where: str, why: str) -> None:
    """Count what was refused today; it is written within a second."""
    tally.count(_COUNT, home.today().isoformat(), where, why)


def counts() -> Iterator[tuple[str, str, str, int]]:
    """Tell what was refused: the day, the place, why and how often, the newest day first."""
    for row in RefusedRow.objects.order_by("-day", "where", "why"):
        yield row.day.isoformat(), row.where, row.why, row.count
