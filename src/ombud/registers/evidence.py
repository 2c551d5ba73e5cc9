"""Looking in the evidence: the newest entries of a kind or a run, without reading the whole log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from ombud.evidence.entry import Entry, legible
from ombud.promises.desks.facts import Handed
from ombud.store.models import CheckpointRow, EntryRow
from ombud.store.own.handed import disclosed


@dataclass(frozen=True, slots=True)
class Found:
    """One entry, by which it is asked for, and its leaf once it is sequenced (RFC 9162 §2.1); None where it cannot be read."""

    row: int
    leaf: int | None
    entry: Entry | None


def entries(kind: str = "", run: str = "", before: int | None = None, most: int = 50) -> list[Found]:
    """Give the newest entries, of a kind or a run if asked, older than one if asked."""
    rows = EntryRow.objects.all()
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(run=run) if run else rows
    rows = rows.filter(pk__lt=before) if before else rows
    return [Found(row.pk, row.index, legible(bytes(row.body))) for row in rows.order_by("-id")[:most]]


DEEP = 2000
"""Entries of a kind that are looked through for what they are about."""


def about(kinds: tuple[str, ...], facts: Mapping[str, str], most: int = 20) -> list[Found]:
    """Give the newest entries of some kinds that tell one of some facts, among the last of each kind."""
    told = [f'"{name}":"{fact}"'.encode() for name, fact in facts.items()]
    # an entry has one form, so that its bytes tell before it is read
    rows = (row for kind in kinds for row in EntryRow.objects.filter(kind=kind).order_by("-id").values_list("id", "index", "body")[:DEEP])
    named = [(row, leaf, bytes(body)) for row, leaf, body in rows if any(one in bytes(body) for one in told)]
    found = (Found(row, leaf, legible(body)) for row, leaf, body in sorted(named, reverse=True))
    return list(
        islice((one for one in found if one.entry and any(one.entry.facts.get(name) == fact for name, fact in facts.items())), most)
    )


def handed(since: str) -> list[Handed]:
    """List what was handed to others since a moment, as it was put on record."""
    told = (one for one in disclosed() if "recipient" in one.facts and one.at >= since)
    facts = ("activity", "recipient", "ground", "outcome")
    return [Handed(*(str(one.facts.get(fact, "")) for fact in facts)) for one in told]


def checkpoint() -> CheckpointRow | None:
    """Give the newest signed checkpoint."""
    return CheckpointRow.objects.order_by("-size").first()
