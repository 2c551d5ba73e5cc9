"""What was refused is counted by day, place and reason, and says nothing of who it was."""

from __future__ import annotations

from ombud.consent.subscribing.models import RefusedRow
from ombud.store.database import tell
from ombud.store.home import Home

_COUNT = (
    f'INSERT INTO {RefusedRow._meta.db_table} (day, "where", why, "count") VALUES (%s, %s, %s, %s)'  # noqa: S608, SLF001 - our own table
    f' ON CONFLICT (day, "where", why) DO UPDATE SET "count" = {RefusedRow._meta.db_table}."count" + excluded."count"'  # noqa: SLF001
)


def refused(home: Home, where: str, why: str, count: int = 1) -> None:
    """Count what was refused today."""
    tell(_COUNT, home.today().isoformat(), where, why, count)


def counts(home: Home) -> dict[tuple[str, str], int]:
    """Tell what was refused today."""
    return {(row.where, row.why): row.count for row in RefusedRow.objects.filter(day=home.today())}
