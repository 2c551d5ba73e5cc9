"""Verify a ledger of choices, or the proof of one (`ombud-consent/2`, `ombud-consent-proof/1`), with Python 3.11 or later and nothing else.

Run it as `python -I verify.py FILE --key SHA256:…`. It imports nothing of Ombud and nothing that Python does not bring, so that whoever
doubts a proof can read it through first and run it on a machine without a network. The fingerprint of the key must have come by another
way than the ledger. Exit 0: every byte is as it was signed. Exit 1: it is not, and one sentence tells what and where. Exit 2: nothing was
checked.

Ed25519 is written from RFC 8032 §5.1 in whole numbers: slow, not in constant time, and for public values alone.
"""

from __future__ import annotations

import argparse
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256, sha512
from itertools import islice
from pathlib import Path
from re import compile as pattern
from typing import BinaryIO, Final

HEAD: Final = b"ombud-consent/2 "
ONE: Final = b"ombud-consent-proof/1 "
_LONGEST: Final = 20_000
_HEAD_LINES: Final = 6  # who signs; origin, size, root; nothing; the signature (C2SP tlog-checkpoint)
_BLOCK: Final = 1 << 18
_SUBTREE: Final = 1 << 12
_LEAF: Final = pattern(rb"-[0-9a-f]{64}\n")
_DIGEST: Final = pattern(rb'"([0-9a-f]{64})"')
_NOTICE: Final = b',"notice":'
_WAY: Final = pattern(rb"(0|[1-9][0-9]{0,18}) ([A-Za-z0-9+/=]*)\n")

P: Final = 2**255 - 19
"""The field's prime (RFC 8032 §5.1)."""
L: Final = 2**252 + 27742317777372353535851937790883648493
"""The order of the base point (RFC 8032 §5.1)."""
_D: Final = -121665 * pow(121666, -1, P) % P
_ROOT: Final = pow(2, (P - 1) // 4, P)  # a square root of -1
_BYTES: Final = 32

Point = tuple[int, int, int, int]
"""A point of the curve as X, Y, Z and T, where x = X/Z, y = Y/Z and xy = T/Z (RFC 8032 §5.1.4)."""
NEUTRAL: Final[Point] = (0, 1, 1, 0)


class AlteredError(Exception):
    """The ledger is not as it was signed; the message tells what and where."""


def point(encoded: bytes) -> Point | None:
    """Read a point: its y, and in the highest bit whether its x is odd; None where there is no such point (RFC 8032 §5.1.3)."""
    odd, y = divmod(int.from_bytes(encoded, "little"), 1 << 255)
    if len(encoded) != _BYTES or y >= P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * _ROOT % P
    if (x * x - square) % P or (not x and odd):
        return None
    x = x if x % 2 == odd else P - x
    return x, y, 1, x * y % P


def add(one: Point, two: Point) -> Point:
    """Add two points, which may be the same (RFC 8032 §5.1.4)."""
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, two
    low, high = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
    twist, scale = 2 * _D * t1 * t2, 2 * z1 * z2
    e, f, g, h = high - low, scale - twist, scale + twist, high + low
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, base: Point) -> Point:
    """Add a point to itself a number of times."""
    total = NEUTRAL
    for bit in f"{number:b}":
        total = add(total, total)
        if bit == "1":
            total = add(total, base)
    return total


def encoded(it: Point) -> bytes:
    """Write a point in 32 bytes, the one way there is (RFC 8032 §5.1.2)."""
    inverse = pow(it[2], -1, P)
    x, y = it[0] * inverse % P, it[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(_BYTES, "little")


BASE: Final = point((4 * pow(5, -1, P) % P).to_bytes(_BYTES, "little")) or NEUTRAL


def signed(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Tell whether the key signed the message: [S]B - [k]A must be R as it is written, and S below L (RFC 8032 §5.1.7)."""
    key, r, s = point(public_key), signature[:_BYTES], int.from_bytes(signature[_BYTES:], "little")
    if key is None or len(signature) != 2 * _BYTES or s >= L:
        return False
    k = int.from_bytes(sha512(r + public_key + message).digest(), "little") % L
    x, y, z, t = key
    return encoded(add(times(s, BASE), times(k, (-x % P, y, z, -t % P)))) == r


def tree(level: list[bytes]) -> bytes:
    """Hash leaves in pairs up to the root; a last one without a partner goes up as it is (RFC 9162 §2.1.1)."""
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        halves = iter(level)
        level = [sha256(b"\1" + left + right).digest() for left, right in zip(halves, halves, strict=False)] + odd
    return level[0] if level else sha256(b"").digest()


def unbase64(text: bytes, where: str) -> bytes:
    """Read Base64 that is spelled in the one way."""
    try:
        value = b64decode(text, validate=True)
    except ValueError:
        value = b""
    if b64encode(value) != text:
        raise AlteredError(f"{where} is not Base64 as it was written.")
    return value


def head(stream: BinaryIO, form: bytes, key: str) -> tuple[str, int, bytes]:
    """Read the head, and check who signed it before anything of it is believed."""
    first, *body, empty, last = [stream.readline(_LONGEST) for _ in range(_HEAD_LINES)]
    if not first.startswith(form) or empty != b"\n" or not all(line.endswith(b"\n") for line in (first, *body, last)):
        raise AlteredError(f"Lines 1 to {_HEAD_LINES} are not the head of a ledger of choices, or of a proof.")
    public_key = unbase64(first[len(form) : -1], "The public key in line 1")
    fingerprint = "SHA256:" + b64encode(sha256(public_key).digest()).decode().rstrip("=")
    if fingerprint != key:
        raise AlteredError(f"The key in line 1 is another one than you named: {fingerprint}.")
    name, signature = b"\xe2\x80\x94 " + body[0][:-1] + b" ", last[:-1]
    mark = sha256(body[0] + b"\1" + public_key).digest()[:4]  # C2SP signed-note: which key this is
    value = unbase64(signature.removeprefix(name), "The signature in line 6")
    if not signature.startswith(name) or value[:4] != mark or not signed(b"".join(body), value[4:], public_key):
        raise AlteredError("The signature in line 6 is not that of the key in line 1 under lines 2 to 4.")
    return body[0][:-1].decode(), int(body[1]), unbase64(body[2][:-1], "The root in line 4")


def climb(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Hash from one leaf of a tree up to its root, with the hashes beside its way; nothing where they do not fit (RFC 9162 §2.1.3.2)."""
    last = size - 1
    for each in path:
        if not last or index > last:
            return b""
        right = index == last or index % 2
        while right and not index % 2 and index:  # the last one without a partner goes up as it is
            index, last = index >> 1, last >> 1
        leaf = sha256(b"\1" + (each + leaf if right else leaf + each)).digest()
        index, last = index >> 1, last >> 1
    return b"" if last or index else leaf


def check_one(stream: BinaryIO, key: str) -> str:
    """Check the proof of one choice, the signature first; tell the choice, or raise what is wrong."""
    origin, size, root = head(stream, ONE, key)
    entry, way, rest = stream.readline(_LONGEST), stream.readline(_LONGEST), stream.read(1)
    fits = _WAY.fullmatch(way)
    if rest or not fits or not (entry.startswith(b"+") and entry.endswith(b"\n")):
        raise AlteredError("Lines 7 and 8 are not a choice and its way to the root, or something stands behind them.")
    path = unbase64(fits[2], "The way in line 8")
    some = [path[at : at + _BYTES] for at in range(0, len(path), _BYTES)]
    if climb(sha256(b"\0" + entry[1:-1]).digest(), int(fits[1]), size, some) != root:
        raise AlteredError("The choice in line 7 is not one of those whose root was signed in line 4, or does not stand where line 8 says.")
    return f"entry {int(fits[1])} of {size} of {origin}, signed by the key you named: {entry[33:-1].decode()}"


class Ledger:
    """A ledger as it is read from its first line to its last: what it holds, what its records name, what it shows."""

    def __init__(self, stream: BinaryIO) -> None:
        """Take an open file."""
        self.stream = stream
        self.size = self.erased = self.pictured = 0
        self.named: set[bytes] = set()
        self.shown: list[bytes] = []

    def check(self, key: str) -> str:
        """Check it all, the signature first; tell what it holds, or raise what is wrong."""
        origin, size, root = head(self.stream, HEAD, key)
        leaves = self._leaves()
        found = tree([tree(some) for some in iter(lambda: list(islice(leaves, _SUBTREE)), [])])
        if self.size != size:
            raise AlteredError(f"It holds {self.size} entries from line {_HEAD_LINES + 1} on, and line 3 says that {size} were signed.")
        if found != root:
            last = _HEAD_LINES + size
            raise AlteredError(f"The entries in lines {_HEAD_LINES + 1} to {last} are not those whose root was signed in line 4.")
        self._compare()
        what = f"{size - self.pictured} choices of {origin}, {self.erased} of them erased since, signed by the key you named"
        return f"{what}; {len(self.shown)} texts and pictures that were shown are as they were."

    def _leaves(self) -> Iterator[bytes]:
        """Hash each salt and record to its leaf, give the leaf alone of what was erased, and note what is named and what is shown."""
        while lines := self.stream.readlines(_BLOCK):
            if {line[:1] for line in lines} == {b"+"} and not self.shown and lines[-1].endswith(b"\n"):
                self.size += len(lines)
                yield from [sha256(b"\0" + line[1:-1]).digest() for line in lines]
            else:
                yield from filter(None, map(self._line, lines))
            self._name(b"".join(lines))

    def _line(self, line: bytes) -> bytes:
        """Read one line: a leaf, or nothing where it shows something."""
        where = f"Line {_HEAD_LINES + self.size + len(self.shown) + 1}"
        if line.startswith(b"=") and line.endswith(b"\n"):
            self.shown.append(sha256(unbase64(line[1:-1], where)).hexdigest().encode())
            return b""
        erased = bool(_LEAF.fullmatch(line))
        if self.shown or not (erased or (line.startswith(b"+") and line.endswith(b"\n"))):
            raise AlteredError(f"{where} is no entry, or is cut, or does not stand where it was.")
        self.size += 1
        self.erased += erased
        return bytes.fromhex(line[1:-1].decode()) if erased else sha256(b"\0" + line[1:-1]).digest()

    def _name(self, lines: bytes) -> None:
        """Note the digests of the words or pictures that records name."""
        for part in lines.split(_NOTICE)[1:]:
            if part.startswith(b"{"):
                self.pictured += 1
                self.named.update(_DIGEST.findall(part, 0, part.find(b"}")))
            elif part.startswith(b'"'):
                self.named.add(part[1:65])

    def _compare(self) -> None:
        """What the records name must be there, in the order of the digests, and nothing else."""
        pairs = list(zip(self.shown, sorted(self.named), strict=False))
        wrong = next((at for at, (shown, named) in enumerate(pairs) if shown != named), len(pairs))
        if len(self.shown) != len(self.named) or wrong < len(pairs):
            line = _HEAD_LINES + self.size + 1 + wrong
            raise AlteredError(f"What was shown is not what the records name, from line {line} on.")


def main() -> int:
    """Read the arguments, check the file, say one sentence."""
    asked = argparse.ArgumentParser(description="Tell whether a ledger of choices, or the proof of one, is as it was signed.")
    asked.add_argument("file", type=Path, help="what `ombud consent export` or `ombud consent prove` wrote")
    asked.add_argument("--key", required=True, help="the key's fingerprint, SHA256:…, that you got by another way")
    told = asked.parse_args()
    try:
        with told.file.open("rb") as stream:
            alone = stream.read(len(ONE)) == ONE
            stream.seek(0)
            sys.stdout.write(f"intact: {check_one(stream, told.key) if alone else Ledger(stream).check(told.key)}\n")
    except OSError as error:
        asked.error(f"the file cannot be read: {error.strerror}")
    except AlteredError as error:
        sys.stdout.write(f"altered: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
