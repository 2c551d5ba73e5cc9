"""A ledger as one text file: who signs, the signed root, then a line for each leaf: the salted record, or what is left of it once erased.

A line `+` holds a salt and a record, whose digest is the leaf; a line `-` holds the leaf alone. Both verify alike, so a record that was
lawfully erased leaves the proof of every other one as it was.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import BinaryIO, Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ombud.errors import BadInputError
from ombud.evidence import checkpoint
from ombud.evidence.checkpoint import HASH_BYTES, SignedCheckpoint
from ombud.evidence.merkle import root

HEAD: Final = "ombud-consent/1"
LONGEST: Final = 20_000
"""Bytes of a line at the most; a record has some hundred."""
_NOTE_LINES: Final = 5
_OPEN, _ERASED, _NEWLINE = b"+-\n"

SignerIs = Literal["ours", "unknown", "other"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a ledger file proves: whether it is as it was signed, by whom, how many choices, how many of them erased since."""

    intact: bool
    why: str
    signer: SignerIs
    origin: str
    size: int
    erased: int


def write(stream: BinaryIO, public_key: Ed25519PublicKey, note: str, leaves: Iterable[tuple[bytes, str, str]]) -> None:
    """Write a ledger: its key, its newest checkpoint, and each leaf in order, with its salt and record where they are still there."""
    stream.write(f"{HEAD} {checkpoint.raw(public_key)}\n{note}".encode())
    stream.writelines(f"+{salt}{record}\n".encode() if record else f"-{leaf.hex()}\n".encode() for leaf, salt, record in leaves)


def verify(stream: BinaryIO, *, key: str | None = None) -> Checked:
    """Tell whether every byte of a ledger file is as it was signed, by the key with this fingerprint if one is named."""
    if key is not None and not checkpoint.is_fingerprint(key):
        raise BadInputError("evidence-fingerprint", "This is not a fingerprint.", hint="It reads SHA256: and 43 letters and digits.")
    try:
        public_key, signed = _head(stream)
        leaves, erased = _leaves(stream)
    except (BadInputError, ValueError) as error:
        return Checked(intact=False, why=str(error), signer="unknown", origin="", size=0, erased=0)
    signer: SignerIs = "unknown" if key is None else "ours" if checkpoint.fingerprint(public_key) == key else "other"
    why = _fault(signed, public_key, leaves, signer)
    return Checked(not why, why, signer, signed.checkpoint.origin, len(leaves), erased)


def _head(stream: BinaryIO) -> tuple[Ed25519PublicKey, SignedCheckpoint]:
    name, _, raw = stream.readline(LONGEST).decode().strip().partition(" ")
    if name != HEAD:
        raise BadInputError("consent-bundle", "Its first line does not say that it is a ledger of choices.")
    note = b"".join(islice(iter(lambda: stream.readline(LONGEST), b""), _NOTE_LINES)).decode()
    return Ed25519PublicKey.from_public_bytes(checkpoint.unbase64(raw, HASH_BYTES)), checkpoint.read(note)


def _leaves(stream: BinaryIO) -> tuple[list[bytes], int]:
    leaves: list[bytes] = []
    erased, append = 0, leaves.append
    for line in stream:
        if line[0] == _OPEN:
            append(sha256(b"\0" + line[1:-1]).digest())
        elif line[0] == _ERASED:
            append(bytes.fromhex(line[1:-1].decode("ascii")))
            erased += 1
        else:
            raise BadInputError("consent-bundle", f"Line {len(leaves) + 1} of the choices is none.")
        if line[-1] != _NEWLINE:
            raise BadInputError("consent-bundle", "It ends in the middle of a line.")
    return leaves, erased


def _fault(signed: SignedCheckpoint, public_key: Ed25519PublicKey, leaves: list[bytes], signer: SignerIs) -> str:
    if not checkpoint.verify(signed, public_key):
        return "The signature does not verify."
    if signer == "other":
        return f"Another key signed it: {checkpoint.fingerprint(public_key)}."
    if len(leaves) != signed.checkpoint.size:
        return f"It holds {len(leaves)} choices, and {signed.checkpoint.size} were signed."
    if (found := root(leaves)) != signed.checkpoint.root:
        return f"The choices are not those that were signed: their root is {b64encode(found).decode()}."
    return ""
