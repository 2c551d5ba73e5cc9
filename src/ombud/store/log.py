"""The evidence log in the store: entries appended unsequenced, sequenced and signed at checkpoints, exported whole (RFC 9162)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Final, cast

from django.db import transaction
from django.db.models import Max

from ombud.errors import RefusedError
from ombud.evidence import bundle
from ombud.evidence.checkpoint import Checkpoint, Signer, fingerprint, read, sign
from ombud.evidence.entry import Entry, Fact, encode
from ombud.evidence.merkle import Frontier, leaf_hash
from ombud.evidence.vocabulary import Kind
from ombud.store.database import ask, moment, tell, tell_each
from ombud.store.engine.locks import in_turn
from ombud.store.models import CheckpointRow, EntryRow

_HASH = 32
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Tree:
    """Where the leaves of one log lie: its table, the column that holds them, the table of its checkpoints, how a leaf is hashed."""

    rows: str
    leaf: str
    checkpoints: str
    hashed: Callable[[bytes], bytes]


EVIDENCE: Final = Tree("store_entryrow", "body", "store_checkpointrow", leaf_hash)


@dataclass(frozen=True, slots=True)
class Log:
    """One of a home's logs: who signs it, what time it is, where its leaves lie."""

    signer: Signer
    now: Callable[[], datetime]
    tree: Tree = EVIDENCE

    def append(self, kind: str, facts: Mapping[str, Fact], *, run: str = "", step: str = "", subjects: tuple[str, ...] = ()) -> None:
        """Append one entry; it commits with whatever transaction it stands in."""
        entry = Entry(cast("Kind", kind), _moment(self.now()), run, step, facts, subjects)
        tell("INSERT INTO store_entryrow (body, kind, run) VALUES (%s, %s, %s)", encode(entry), kind, run)

    def checkpoint(self) -> str:
        """Give every waiting entry its leaf index and sign the log as it stands; the same text when nothing is new."""
        with transaction.atomic(savepoint=False):
            in_turn(self.tree.rows)
            size, text, peaks = self._last()
            frontier = Frontier(size, [peaks[at : at + _HASH] for at in range(0, len(peaks), _HASH)])
            for batch in iter(self._waiting, []):
                numbers = [(frontier.size + at, row) for at, (row, _) in enumerate(batch)]
                tell_each(f'UPDATE {self.tree.rows} SET "index" = %s WHERE id = %s', numbers)  # noqa: S608 - names of ours
                for _, body in batch:
                    frontier.append(self.tree.hashed(bytes(body)))
            return text if text and size == frontier.size else self._sign(frontier)

    def _sign(self, frontier: Frontier) -> str:
        text = sign(Checkpoint(self.signer.origin, frontier.size, frontier.root()), self.signer)
        columns = f"INSERT INTO {self.tree.checkpoints} (size, text, peaks, at) VALUES (%s, %s, %s, %s)"  # noqa: S608 - names of ours
        tell(columns, frontier.size, text, b"".join(frontier.peaks), moment(self.now()))
        return text

    def _last(self) -> tuple[int, str, bytes]:
        """Give the size, the text and the frontier of the last checkpoint; of none, those of an empty log."""
        found = ask(f"SELECT size, text, peaks FROM {self.tree.checkpoints} ORDER BY size DESC LIMIT 1")  # noqa: S608 - names of ours
        return (int(found[0][0]), str(found[0][1]), bytes(found[0][2])) if found else (0, "", b"")

    def _waiting(self) -> list[tuple[int, bytes]]:
        """Read the next entries that have no leaf index yet."""
        tree = self.tree
        return ask(f'SELECT id, {tree.leaf} FROM {tree.rows} WHERE "index" IS NULL ORDER BY id LIMIT %s', _BATCH)  # noqa: S608 - names of ours

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
