"""The evidence log in the store: entries appended unsequenced, sequenced and signed at checkpoints, exported whole (RFC 9162)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, cast

from django.db import transaction
from django.db.models import Max

from ombud.errors import RefusedError
from ombud.evidence import bundle
from ombud.evidence.checkpoint import Checkpoint, Signer, fingerprint, read, sign
from ombud.evidence.entry import Entry, Fact, encode
from ombud.evidence.merkle import Frontier, leaf_hash
from ombud.evidence.vocabulary import Kind
from ombud.store.database import ask, tell, tell_each
from ombud.store.engine.locks import in_turn
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
        tell("INSERT INTO store_entryrow (body, kind, run) VALUES (%s, %s, %s)", encode(entry), kind, run)

    def checkpoint(self) -> str:
        """Give every waiting entry its leaf index and sign the log as it stands; the same text when nothing is new."""
        with transaction.atomic(savepoint=False):
            in_turn("log")
            size, text, peaks = _last()
            frontier = Frontier(size, [peaks[at : at + _HASH] for at in range(0, len(peaks), _HASH)])
            for batch in iter(_waiting, []):
                numbers = [(frontier.size + at, row) for at, (row, _) in enumerate(batch)]
                tell_each('UPDATE store_entryrow SET "index" = %s WHERE id = %s', numbers)
                for _, body in batch:
                    frontier.append(leaf_hash(bytes(body)))
            return text if text and size == frontier.size else self._sign(frontier)

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


def _last() -> tuple[int, str, bytes]:
    """Give the size, the text and the frontier of the last checkpoint; of none, those of an empty log."""
    found = ask("SELECT size, text, peaks FROM store_checkpointrow ORDER BY size DESC LIMIT 1")
    return (int(found[0][0]), str(found[0][1]), bytes(found[0][2])) if found else (0, "", b"")


def _waiting() -> list[tuple[int, bytes]]:
    """Read the next entries that have no leaf index yet."""
    return ask('SELECT id, body FROM store_entryrow WHERE "index" IS NULL ORDER BY id LIMIT %s', _BATCH)


def entries() -> Iterator[bytes]:
    """Stream the sequenced entries in order."""
    rows = EntryRow.objects.exclude(index=None).order_by("index").values_list("body", flat=True)
    return (bytes(body) for body in rows.iterator(_BATCH))


def size() -> int:
    """Count the sequenced entries."""
    highest = EntryRow.objects.aggregate(highest=Max("index"))["highest"]
    return 0 if highest is None else int(highest) + 1


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
