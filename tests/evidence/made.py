"""A small invented log, its keys and its bundle, for the tests of the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ombud.evidence import bundle, checkpoint, merkle
from ombud.evidence.check import Verdict, verify
from ombud.evidence.checkpoint import Checkpoint, SignedCheckpoint, Signer
from ombud.evidence.entry import Entry, Fact, encode
from ombud.evidence.vocabulary import Kind

ORIGIN = "privacy.fjordraad.example/evidence"
OURS = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
THEIRS = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
FINGERPRINT = checkpoint.fingerprint(OURS.public_key)
SUBJECT = "5b1f0c8e9d2a4b6c8e0f1a2b3c4d5e6f"


def entry(kind: Kind, step: str = "crm.customers", *, minute: int = 0, **facts: Fact) -> Entry:
    """Tell one fact about the run that the tests share."""
    return Entry(kind, f"2027-03-01T12:{minute:02}:00Z", "run-7", step, facts, (SUBJECT,))


LOG = [
    entry("planned", "", plan="a41f", policy="2027-03-01"),
    entry("intended", count=2, action="erase", system="crm", dataset="customers"),
    entry("done", minute=1, count=2, remaining=0),
    entry("kept", minute=1, dataset="invoices", ground="bogføringsloven", article="Art. 17(3)(b)", until="2032-12-31"),
    entry("by_hand", minute=2, dataset="scans", fields=("name", "address")),
]
LINES = [encode(each) for each in LOG]


def checkpoint_at(lines: Sequence[bytes], size: int, signer: Signer = OURS) -> str:
    """Sign the first entries of a log."""
    root = merkle.root(merkle.leaf_hash(line) for line in lines[:size])
    return checkpoint.sign(Checkpoint(signer.origin, size, root), signer)


def bundled(lines: Sequence[bytes], sizes: Sequence[int] = (), signer: Signer = OURS) -> bytes:
    """Export a log with a checkpoint at each size, or at its end only."""
    signed: list[SignedCheckpoint] = [checkpoint.read(checkpoint_at(lines, size, signer)) for size in sizes or [len(lines)]]
    stream = BytesIO()
    bundle.write(stream, signer.public_key, signed, lines)
    return stream.getvalue()


def verdict(data: bytes, key: str | None = None, since: str | None = None) -> Verdict:
    """Verify a bundle that is in memory."""
    return verify(BytesIO(data), key=key, since=since)


def codes(found: Verdict) -> list[str]:
    """List what was found wrong."""
    return [problem.code for problem in found.problems]
