"""Looking in the evidence: the newest entries of a kind or a run, without reading the whole log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ombud.evidence.entry import Entry, decode
from ombud.store.models import CheckpointRow, EntryRow


@dataclass(frozen=True, slots=True)
class Found:
    """One entry, by which it is asked for, and its leaf once it is sequenced (RFC 9162 §2.1)."""

    row: int
    leaf: int | None
    entry: Entry


def entries(kind: str = "", run: str = "", before: int | None = None, most: int = 50) -> list[Found]:
    """Give the newest entries, of a kind or a run if asked, older than one if asked."""
    rows = EntryRow.objects.all()
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(run=run) if run else rows
    rows = rows.filter(pk__lt=before) if before else rows
    return [Found(row.pk, row.index, decode(bytes(row.body))) for row in rows.order_by("-id")[:most]]


DEEP = 2000
"""Entries of a kind that are looked through for what they are about."""


def about(kinds: tuple[str, ...], says: Callable[[Entry], bool], most: int = 20) -> list[Found]:
    """Give the newest entries of some kinds that are about a thing, among the last of each kind."""
    looked = (found for kind in kinds for found in entries(kind, most=DEEP))
    return sorted((found for found in looked if says(found.entry)), key=lambda found: -found.row)[:most]


def checkpoint() -> CheckpointRow | None:
    """Give the newest signed checkpoint."""
    return CheckpointRow.objects.order_by("-size").first()
