"""A ledger as one text file: who signs, the signed root, a line for each leaf, and what was shown to those who chose.

A line `+` holds a salt and a record, whose digest is the leaf; a line `-` holds the leaf alone. Both verify alike, so a record that was
lawfully erased leaves the proof of every other one as it was. After them a line `=` holds, in Base64 and in the order of the digests, each
text and picture that a record names by its digest: no more and no less.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, islice
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
_OPEN, _ERASED, _CONTENT, _NEWLINE = b"+", b"-", b"=", b"\n"
_NOTICE: Final = b',"notice":'
_DIGEST: Final = re.compile(rb'"([0-9a-f]{64})"')
_NAMED: Final = len('"') + 64
_BLOCK: Final = 1 << 18

SignerIs = Literal["ours", "unknown", "other"]


@dataclass(slots=True)
class Held:
    """What a ledger file holds: how many choices, how many of them erased since, and the digests of all that its records name."""

    leaves: int = 0
    pictured: int = 0
    erased: int = 0
    named: set[bytes] = field(default_factory=set)

    @property
    def choices(self) -> int:
        """Count the choices: all leaves but those that only name pictures."""
        return self.leaves - self.pictured

    def name(self, lines: bytes) -> None:
        """Note what records name: a choice the words it was said to, an entry of pictures those of which it has some."""
        parts = lines.rsplit(_NOTICE)[1:]  # from behind it takes half the time
        told = {part[:_NAMED] for part in parts}  # among a million lines there are a handful
        self.named |= {one[1:] for one in told if one.startswith(b'"')}
        for part in parts if any(one.startswith(b"{") for one in told) else ():
            if part.startswith(b"{"):
                self.pictured += 1
                self.named.update(_DIGEST.findall(part, 0, part.find(b"}")))


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
        held.leaves += 1
        held.erased += not record
        held.name(line)
        stream.write(line)
    stream.writelines(b"=" + b64encode(content(one.decode())) + b"\n" for one in sorted(held.named))
    return held


def verify(stream: BinaryIO, *, key: str | None = None) -> Checked:
    """Tell whether every byte of a ledger file is as it was signed, by the key with this fingerprint if one is named."""
    refuse_no_fingerprint(key)
    try:
        public_key, signed = head(stream, HEAD)
        held, shown = Held(), list[bytes]()
        found = root(chain.from_iterable(_leaves(stream, held, shown)))
    except (BadInputError, ValueError) as error:
        return Checked(intact=False, why=str(error), signer="unknown", origin="", size=0, erased=0, shown=0)
    signer = signer_of(public_key, key)
    why = distrust(signed, public_key, signer) or _fault(signed, held.leaves, found) or _unlike(held.named, shown)
    return Checked(not why, why, signer, signed.checkpoint.origin, held.choices, held.erased, len(shown))


def refuse_no_fingerprint(key: str | None) -> None:
    """Refuse what names no key before anything is read."""
    if key is not None and not checkpoint.is_fingerprint(key):
        raise BadInputError("evidence-fingerprint", "This is not a fingerprint.", hint="It reads SHA256: and 43 letters and digits.")


def head(stream: BinaryIO, form: str) -> tuple[Ed25519PublicKey, SignedCheckpoint]:
    """Read who signed, and what, from the first lines of a file of this form."""
    name, _, raw = stream.readline(LONGEST).decode().strip().partition(" ")
    if name != form:
        raise BadInputError("consent-bundle", "Its first line does not say that it is a ledger of choices, or the proof of one.")
    note = b"".join(islice(iter(lambda: stream.readline(LONGEST), b""), _NOTE_LINES)).decode()
    return Ed25519PublicKey.from_public_bytes(checkpoint.unbase64(raw, HASH_BYTES)), checkpoint.read(note)


def signer_of(public_key: Ed25519PublicKey, key: str | None) -> SignerIs:
    """Tell whether the key is the one that was named."""
    return "unknown" if key is None else "ours" if checkpoint.fingerprint(public_key) == key else "other"


def distrust(signed: SignedCheckpoint, public_key: Ed25519PublicKey, signer: SignerIs) -> str:
    """Tell why what was signed is not to be believed, if it is not."""
    if not checkpoint.verify(signed, public_key):
        return "The signature does not verify."
    return f"Another key signed it: {checkpoint.fingerprint(public_key)}." if signer == "other" else ""


def _leaves(stream: BinaryIO, held: Held, shown: list[bytes]) -> Iterator[list[bytes]]:
    """Hash the leaves, many at once since there may be millions, and behind them what was shown; note what both are."""
    while block := stream.read(_BLOCK) + stream.readline():
        *lines, rest = block.split(_NEWLINE)
        if rest:
            raise BadInputError("consent-bundle", "It ends in the middle of a line.")
        if {line[:1] for line in lines} == {_OPEN} and not shown:
            leaves = [sha256(b"\0" + line[1:]).digest() for line in lines]
        else:
            leaves = list(_mixed(lines, held, shown))
        held.leaves += len(leaves)
        held.name(block)
        yield leaves


def _mixed(lines: list[bytes], held: Held, shown: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        if line.startswith(_OPEN) and not shown:
            yield sha256(b"\0" + line[1:]).digest()
        elif line.startswith(_ERASED) and not shown:
            held.erased += 1
            yield _erased(line[1:])
        elif line.startswith(_CONTENT):
            shown.append(_digest(line[1:]))
        else:
            raise BadInputError("consent-bundle", f"Behind {held.leaves} choices stands a line that is none.")


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


def _fault(signed: SignedCheckpoint, size: int, found: bytes) -> str:
    if size != signed.checkpoint.size:
        return f"It holds {size} choices, and {signed.checkpoint.size} were signed."
    if found != signed.checkpoint.root:
        return f"The choices are not those that were signed: their root is {b64encode(found).decode()}."
    return ""


def _unlike(named: set[bytes], shown: list[bytes]) -> str:
    """Tell what is there of texts and pictures that no record names, or is named and not there."""
    if shown == sorted(named):
        return ""
    if lacking := sorted(named - set(shown)):
        return f"What was shown is not there, or is not what it was: {lacking[0].decode()}."
    return "It holds texts or pictures that no choice names, or not in their order."
