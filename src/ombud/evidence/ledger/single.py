"""The proof of one choice as a small text file: who signs, the signed root, the record with its salt, the hashes between the two.

It shows nothing of anybody else, and holds as long as somebody trusts the key: what becomes of the other records changes nothing in it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ombud.errors import BadInputError
from ombud.evidence import checkpoint
from ombud.evidence.checkpoint import HASH_BYTES
from ombud.evidence.ledger.bundle import LONGEST, SignerIs, distrust, head, refuse_no_fingerprint, signer_of
from ombud.evidence.ledger.commitment import SALT
from ombud.evidence.merkle import leaf_hash, verify_inclusion

FORM: Final = "ombud-consent-proof/1"


@dataclass(frozen=True, slots=True)
class Proved:
    """What a proof shows: whether it holds, by whose key, which entry of how many it is, and the record."""

    intact: bool
    why: str
    signer: SignerIs = "unknown"
    origin: str = ""
    index: int = 0
    size: int = 0
    record: str = ""


def write(public_key: Ed25519PublicKey, note: str, index: int, opened: tuple[str, str], path: Sequence[bytes]) -> bytes:
    """Write the proof of the record that its salt opens, at this index of the signed tree."""
    salt, record = opened
    way = b64encode(b"".join(path)).decode()
    return f"{FORM} {checkpoint.raw(public_key)}\n{note}+{salt}{record}\n{index} {way}\n".encode()


def verify(stream: BinaryIO, *, key: str | None = None) -> Proved:
    """Tell whether the record is one of those that were signed, by the key with this fingerprint if one is named."""
    refuse_no_fingerprint(key)
    try:
        public_key, signed = head(stream, FORM)
        entry, (index, path) = _entry(stream), _way(stream)
    except (BadInputError, ValueError) as error:
        return Proved(intact=False, why=str(error))
    signer, it = signer_of(public_key, key), signed.checkpoint
    holds = verify_inclusion(leaf_hash(entry), index, it.size, path, it.root)
    why = distrust(signed, public_key, signer) or ("" if holds else "The choice is not one of those that were signed.")
    return Proved(not why, why, signer, it.origin, index, it.size, entry[SALT:].decode("utf-8", "replace"))


def _entry(stream: BinaryIO) -> bytes:
    line = stream.readline(LONGEST)
    if not (line.startswith(b"+") and line.endswith(b"\n")):
        raise BadInputError("consent-bundle", "Its seventh line is no choice.")
    return line[1:-1]


def _way(stream: BinaryIO) -> tuple[int, list[bytes]]:
    """Read where the record stands and the hashes beside its way to the root; nothing may follow."""
    line = stream.readline(LONGEST)
    index, _, way = line.decode().removesuffix("\n").partition(" ")
    path = b64decode(way, validate=True)
    if f"{int(index)} {b64encode(path).decode()}\n".encode() != line or stream.read(1):
        raise BadInputError("consent-bundle", "Its last line is not written as it was, or something follows it.")
    return int(index), [path[at : at + HASH_BYTES] for at in range(0, len(path), HASH_BYTES)]
