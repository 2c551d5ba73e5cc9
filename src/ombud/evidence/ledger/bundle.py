"""A ledger as one text file: who signs, the signed root, a line for each leaf, and what was shown to those who chose.

A line `+` holds a salt and a record, whose digest is the leaf; a line `-` holds the leaf alone. Both verify alike, so a record that was
lawfully erased leaves the proof of every other one as it was. After them a line `=` holds, in Base64 and in the order of the digests, each
text and picture that a record names by its digest: no more and no less.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import BinaryIO, Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ombud.errors import BadInputError
from ombud.evidence import checkpoint
from ombud.evidence.checkpoint import HASH_BYTES, SignedCheckpoint
from ombud.evidence.merkle import root

HEAD: Final = "ombud-consent/2"
LONGEST: Final = 20_000
"""Bytes of a line of the head at the most; a record has some hundred."""
_NOTE_LINES: Final = 5
_OPEN, _ERASED, _CONTENT, _NEWLINE = b"+-=\n"
_NOTICE: Final = b'"notice":'
_QUOTE: Final = ord('"')
_DIGEST: Final = re.compile(rb'"([0-9a-f]{64})"')
_NAMED: Final = len(_NOTICE) + 1 + 64

SignerIs = Literal["ours", "unknown", "other"]


@dataclass(slots=True)
class Held:
    """What a ledger file holds: how many choices, how many of them erased since, and the digests of all that its records name."""

    choices: int = 0
    erased: int = 0
    named: set[bytes] = field(default_factory=set)
    notices: set[bytes] = field(default_factory=set)
    """How records name a notice, each once: among a million lines there are a handful."""

    def name(self, line: bytes, at: int) -> None:
        """Note what a record names: a choice the words it was said to, an entry of pictures those of which it has some."""
        begin = at + len(_NOTICE)
        if line[begin] == _QUOTE:
            self.notices.add(line[at : at + _NAMED])
            self.named.add(line[begin + 1 : at + _NAMED])
        else:
            self.choices -= 1
            self.named.update(_DIGEST.findall(line, begin, line.find(b"}", begin)))


@dataclass(frozen=True, slots=True)
class Checked:
    """What a ledger file proves: whether it is as it was signed, by whom, how many choices, how many erased since, how much was shown."""

    intact: bool
    why: str
    signer: SignerIs
    origin: str
    size: int
    erased: int
    shown: int


def write(
    stream: BinaryIO, public_key: Ed25519PublicKey, note: str, leaves: Iterable[tuple[bytes, str, str]], content: Callable[[str], bytes]
) -> Held:
    """Write a ledger: its key, its newest checkpoint, each leaf in order with what is left of it, and what the records name."""
    stream.write(f"{HEAD} {checkpoint.raw(public_key)}\n{note}".encode())
    held = Held()
    for leaf, salt, record in leaves:
        line = f"+{salt}{record}\n".encode() if record else f"-{leaf.hex()}\n".encode()
        held.choices += 1
        held.erased += not record
        if record and (at := line.find(_NOTICE)) > 0:
            held.name(line, at)
        stream.write(line)
    stream.writelines(b"=" + b64encode(content(one.decode())) + b"\n" for one in sorted(held.named))
    return held


def verify(stream: BinaryIO, *, key: str | None = None) -> Checked:
    """Tell whether every byte of a ledger file is as it was signed, by the key with this fingerprint if one is named."""
    if key is not None and not checkpoint.is_fingerprint(key):
        raise BadInputError("evidence-fingerprint", "This is not a fingerprint.", hint="It reads SHA256: and 43 letters and digits.")
    try:
        public_key, signed = _head(stream)
        held, leaves, shown = _body(stream)
    except (BadInputError, ValueError) as error:
        return Checked(intact=False, why=str(error), signer="unknown", origin="", size=0, erased=0, shown=0)
    signer: SignerIs = "unknown" if key is None else "ours" if checkpoint.fingerprint(public_key) == key else "other"
    why = _fault(signed, public_key, leaves, signer) or _unlike(held.named, shown)
    return Checked(not why, why, signer, signed.checkpoint.origin, held.choices, held.erased, len(shown))


def _head(stream: BinaryIO) -> tuple[Ed25519PublicKey, SignedCheckpoint]:
    name, _, raw = stream.readline(LONGEST).decode().strip().partition(" ")
    if name != HEAD:
        raise BadInputError("consent-bundle", "Its first line does not say that it is a ledger of choices.")
    note = b"".join(islice(iter(lambda: stream.readline(LONGEST), b""), _NOTE_LINES)).decode()
    return Ed25519PublicKey.from_public_bytes(checkpoint.unbase64(raw, HASH_BYTES)), checkpoint.read(note)


def _body(stream: BinaryIO) -> tuple[Held, list[bytes], list[bytes]]:
    """Read the leaves, and after them the digests of what was shown."""
    held, leaves, shown = Held(), list[bytes](), list[bytes]()
    notices, append, at = held.notices, leaves.append, 0
    for line in stream:
        if line[0] == _OPEN and not shown:
            append(sha256(b"\0" + line[1:-1]).digest())
            if line[at : at + _NAMED] not in notices and (at := line.find(_NOTICE)) > 0:  # mostly it stands where it stood before
                held.name(line, at)
        elif line[0] == _ERASED and not shown:
            append(_erased(line[1:-1]))
            held.erased += 1
        elif line[0] == _CONTENT:
            shown.append(_digest(line[1:-1]))
        else:
            raise BadInputError("consent-bundle", f"Line {len(leaves) + len(shown) + 1} of the choices is none.")
        if line[-1] != _NEWLINE:
            raise BadInputError("consent-bundle", "It ends in the middle of a line.")
    held.choices += len(leaves)
    return held, leaves, shown


def _erased(line: bytes) -> bytes:
    leaf = bytes.fromhex(line.decode("ascii"))
    if leaf.hex().encode() != line:  # another spelling of the same bytes is another file
        raise BadInputError("consent-bundle", "A leaf is not written as it was.")
    return leaf


def _digest(line: bytes) -> bytes:
    """Tell the digest of what a line of Base64 holds, spelled in the one way."""
    content = b64decode(line, validate=True)
    if b64encode(content) != line:
        raise BadInputError("consent-bundle", "A text or picture is not written as it was.")
    return sha256(content).hexdigest().encode()


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


def _unlike(named: set[bytes], shown: list[bytes]) -> str:
    """Tell what is there of texts and pictures that no record names, or is named and not there."""
    if shown == sorted(named):
        return ""
    if lacking := sorted(named - set(shown)):
        return f"What was shown is not there, or is not what it was: {lacking[0].decode()}."
    return "It holds texts or pictures that no choice names, or not in their order."
