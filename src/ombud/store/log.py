"""The evidence log in the store: entries appended unsequenced, sequenced and signed at checkpoints, exported whole (RFC 9162)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, cast

from django.db import connection, transaction
from django.db.models import Max

from ombud.errors import RefusedError
from ombud.evidence import bundle
from ombud.evidence.checkpoint import Checkpoint, Signer, fingerprint, read, sign
from ombud.evidence.entry import Entry, Fact, encode
from ombud.evidence.merkle import Frontier, leaf_hash
from ombud.evidence.vocabulary import Kind
from ombud.store.models import CheckpointRow, EntryRow

_HASH = 32
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Log:
    """One home's log: who signs it, and what time it is."""

    signer: Signer
    now: Callable[[], datetime]

    def append(self, kind: str, facts: Mapping[str, Fact], *, run: str = "", step: str = "", subjects: tuple[str, ...] = ()) -> None:
        """Append one entry; it commits with whatever transaction it stands in."""
        entry = Entry(cast("Kind", kind), _moment(self.now()), run, step, facts, subjects)
        EntryRow.objects.create(body=encode(entry))

    def checkpoint(self) -> str:
        """Give every waiting entry its leaf index and sign the log as it stands; the same text when nothing is new."""
        with transaction.atomic(savepoint=False):
            last = CheckpointRow.objects.order_by("-size").first()
            frontier = _frontier(last)
            while waiting := list(EntryRow.objects.filter(index=None).order_by("id")[:_BATCH]):
                _number(waiting, frontier.size)
                for row in waiting:
                    frontier.append(leaf_hash(bytes(row.body)))
            return last.text if last and last.size == frontier.size else self._sign(frontier)

    def _sign(self, frontier: Frontier) -> str:
        text = sign(Checkpoint(self.signer.origin, frontier.size, frontier.root()), self.signer)
        CheckpointRow.objects.create(size=frontier.size, text=text, peaks=b"".join(frontier.peaks), at=self.now())
        return text

    def export(self, stream: BinaryIO) -> int:
        """Write the log up to a fresh checkpoint as a bundle that a stranger can verify; tell how many entries it holds."""
        self.checkpoint()
        checkpoints = [read(text) for text in CheckpointRow.objects.order_by("size").values_list("text", flat=True)]
        if not checkpoints[-1].checkpoint.size:
            raise RefusedError("evidence-empty", "There is no evidence yet.", hint="Run `ombud sweep` first.")
        bundle.write(stream, self.signer.public_key, [c for c in checkpoints if c.checkpoint.size], entries())
        return checkpoints[-1].checkpoint.size

    def fingerprint(self) -> str:
        """Tell the fingerprint by which a stranger knows our key."""
        return fingerprint(self.signer.public_key)


def _number(waiting: Iterable[EntryRow], first: int) -> None:
    """Give entries their leaf indexes with one statement, as often as there are entries."""
    table, key = connection.ops.quote_name(EntryRow._meta.db_table), connection.ops.quote_name("index")  # noqa: SLF001 - Django's own name for it
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {key} = %s WHERE id = %s", [(first + at, row.pk) for at, row in enumerate(waiting)])  # noqa: S608 - names of ours


def entries() -> Iterator[bytes]:
    """Stream the sequenced entries in order."""
    rows = EntryRow.objects.exclude(index=None).order_by("index").values_list("body", flat=True)
    return (bytes(body) for body in rows.iterator(_BATCH))


def size() -> int:
    """Count the sequenced entries."""
    highest = EntryRow.objects.aggregate(highest=Max("index"))["highest"]
    return 0 if highest is None else int(highest) + 1


def _frontier(last: CheckpointRow | None) -> Frontier:
    if last is None:
        return Frontier()
    peaks = bytes(last.peaks)
    return Frontier(last.size, [peaks[at : at + _HASH] for at in range(0, len(peaks), _HASH)])


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
