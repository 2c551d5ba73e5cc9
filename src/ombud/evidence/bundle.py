"""One log as one text file that a stranger can keep and check: a header, the signed checkpoints, then the entries, a line each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ombud.errors import BadInputError
from ombud.evidence import checkpoint
from ombud.evidence.checkpoint import SignedCheckpoint
from ombud.evidence.entry import MAX_BYTES, glance

FORM: Final = 1
"""The version of this file form; a reader refuses any other."""

_HEADER: Final = re.compile(
    r'\{"checkpoints":([1-9][0-9]{0,6}),"ombud_evidence":([1-9][0-9]{0,3}),'
    r'"origin":"([^"\\]{1,200})","public_key":"([A-Za-z0-9+/]{43}=)"\}'
)
_CHECKPOINT_LINES: Final = 6  # a blank line, origin, size, root, a blank line, one signature

Leaf = tuple[bytes, tuple[bytes, bytes, bytes]]
"""An entry's bytes, and its kind, run and step as `entry.glance` tells them."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle being read: its head is in memory, its entries are read from the file as they are asked for, once."""

    origin: str
    public_key: Ed25519PublicKey
    checkpoints: tuple[SignedCheckpoint, ...]
    leaves: Iterator[Leaf]

    @property
    def size(self) -> int:
        """How many entries are signed: those of the last checkpoint."""
        return self.checkpoints[-1].checkpoint.size


def write(stream: BinaryIO, public_key: Ed25519PublicKey, checkpoints: Sequence[SignedCheckpoint], entries: Iterable[bytes]) -> None:
    """Write a log up to its last checkpoint in flat memory; checkpoints go oldest first, each larger than the one before."""
    _check_series(checkpoints)
    stream.write(_header(checkpoints[0].checkpoint.origin, public_key, len(checkpoints)))
    stream.writelines(b"\n" + signed.text().encode() for signed in checkpoints)
    stream.write(b"\n")
    expected, written = checkpoints[-1].checkpoint.size, 0
    for line in entries:
        glance(line)
        stream.write(line + b"\n")
        written += 1
    if written != expected:
        raise BadInputError("evidence-bundle-count", f"The last checkpoint signs {expected} entries, but {written} were given.")


def read(stream: BinaryIO) -> Bundle:
    """Read a bundle strictly: a byte that `write` would not have written is refused, in the head at once, in an entry on reaching it."""
    origin, public_key, count = _parse_header(_line(stream))
    checkpoints = tuple(_read_checkpoint(stream) for _ in range(count))
    _check_series(checkpoints)
    if checkpoints[0].checkpoint.origin != origin or _line(stream):
        raise _altered("its checkpoints do not belong to its first line")
    return Bundle(origin, public_key, checkpoints, _leaves(stream, checkpoints[-1].checkpoint.size))


def _header(origin: str, public_key: Ed25519PublicKey, checkpoints: int) -> bytes:
    parts = {"checkpoints": checkpoints, "ombud_evidence": FORM, "origin": origin, "public_key": checkpoint.raw(public_key)}
    return json.dumps(parts, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _parse_header(line: bytes) -> tuple[str, Ed25519PublicKey, int]:
    found = _HEADER.fullmatch(line.decode("ascii", "replace"))
    if found is None:
        raise _altered("its first line does not say what it is")
    count, form, origin, key = found.groups()
    if int(form) != FORM:
        raise BadInputError("evidence-bundle-version", f"This bundle is of form {form}, and this Ombud reads form {FORM}.")
    return origin, Ed25519PublicKey.from_public_bytes(checkpoint.unbase64(key, checkpoint.HASH_BYTES)), int(count)


def _read_checkpoint(stream: BinaryIO) -> SignedCheckpoint:
    blank, *lines = [_line(stream) for _ in range(_CHECKPOINT_LINES)]
    try:
        signed = checkpoint.read(b"".join(line + b"\n" for line in lines).decode())
    except UnicodeDecodeError as error:
        raise _altered("a checkpoint is not UTF-8") from error
    if blank:
        raise _altered("a checkpoint is not in its place")
    return signed


def _check_series(checkpoints: Sequence[SignedCheckpoint]) -> None:
    origins = {signed.checkpoint.origin for signed in checkpoints}
    ascending = all(old.checkpoint.size < new.checkpoint.size for old, new in pairwise(checkpoints))
    # A witness's signature could be altered unseen by who does not know the witness's key, so it travels beside the bundle, not in it.
    alone = all(len(signed.signatures) == 1 for signed in checkpoints)
    if len(origins) != 1 or not ascending or not alone:
        raise BadInputError(
            "evidence-bundle-checkpoints", "A bundle has checkpoints of one log, signed once, each larger than the one before."
        )


def _leaves(stream: BinaryIO, size: int) -> Iterator[Leaf]:
    for _ in range(size):
        line = _line(stream)
        yield line, glance(line)
    if stream.read(1):
        raise _altered("it goes on after the last entry that is signed")


def _line(stream: BinaryIO) -> bytes:
    line = stream.readline(MAX_BYTES + 2)
    if not line.endswith(b"\n"):
        raise _altered("it ends too early, or a line is too long")
    return line[:-1]


def _altered(why: str) -> BadInputError:
    return BadInputError("evidence-bundle-form", f"This is not a bundle as Ombud writes it: {why}.")
