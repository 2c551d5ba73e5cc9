"""The Merkle tree of RFC 9162 §2.1 over leaf hashes: roots, inclusion proofs and consistency proofs, computed and verified."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from hashlib import sha256
from itertools import islice
from typing import Final

from ombud.errors import BadInputError

EMPTY_ROOT: Final = sha256(b"").digest()
"""The root of a tree without leaves (RFC 9162 §2.1.1)."""

_SUBTREE: Final = 1 << 12
"""Leaves of a full subtree that are hashed together: few enough to stay in the processor's cache."""


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry, told apart from an inner node by its prefix (RFC 9162 §2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent (RFC 9162 §2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """The roots of the full subtrees of a growing tree, largest first: all that appending needs, O(log n) hashes."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.peaks) != self.size.bit_count():
            raise BadInputError(
                "evidence-frontier", f"A tree of {self.size} leaves has {self.size.bit_count()} peaks, not {len(self.peaks)}."
            )

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash on the right."""
        node, position = leaf, self.size
        while position & 1:
            node = node_hash(self.peaks.pop(), node)
            position >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Hash the tree as it stands (RFC 9162 §2.1.1)."""
        if not self.peaks:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.peaks))


def root(leaves: Iterable[bytes]) -> bytes:
    """Hash all leaf hashes, a full subtree of them at a time: as fast as level by level, and no more are held (RFC 9162 §2.1.1)."""
    rest = iter(leaves)
    return _root([_root(some) for some in iter(lambda: list(islice(rest, _SUBTREE)), [])])


def _root(level: list[bytes]) -> bytes:
    """Hash a list level by level; a last one without a partner goes up as it is."""
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        halves = iter(level)
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(halves, halves, strict=False)] + odd
    return level[0] if level else EMPTY_ROOT


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """List the hashes that lead from one leaf to the root (RFC 9162 §2.1.3.1)."""
    return tuple(_subtree(leaves, low, high) for low, high in beside(index, len(leaves)))


def beside(index: int, size: int) -> list[tuple[int, int]]:
    """List the subtrees whose roots lead from one leaf to the root, the nearest first, each by the range of its leaves."""
    if not 0 <= index < size:
        raise BadInputError("evidence-index", f"There is no leaf {index} in a tree of {size}.")
    ranges: list[tuple[int, int]] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return ranges[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Tell whether the leaf stands at that index of the tree with the expected root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            computed = node_hash(sibling, computed)
            place, last = _climb(place, last)
        else:
            computed = node_hash(computed, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and computed == expected


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """List the hashes that show the first `old_size` leaves to be a prefix of all leaves (RFC 9162 §2.1.4.1)."""
    if not 0 <= old_size <= len(leaves):
        raise BadInputError("evidence-index", f"A tree of {len(leaves)} leaves never had {old_size}.")
    if old_size == 0:
        return ()
    proof: list[bytes] = []
    low, high = 0, len(leaves)
    while old_size != high:
        middle = low + _split(high - low)
        if old_size <= middle:
            proof.append(_subtree(leaves, middle, high))
            high = middle
        else:
            proof.append(_subtree(leaves, low, middle))
            low = middle
    if low:  # the old tree is not itself a node whose hash the verifier already holds
        proof.append(_subtree(leaves, low, high))
    return tuple(reversed(proof))


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether the newer tree only appended to the older one (RFC 9162 §2.1.4.2)."""
    if not 0 <= old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    path = [old_root, *proof] if old_size.bit_count() == 1 else [*proof]
    return bool(path) and _replay(old_size, new_size, path) == (old_root, new_root)


def _replay(old_size: int, new_size: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Compute the old and the new root from a consistency path; None where its length cannot be right."""
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            place, last = _climb(place, last)
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None


def _climb(place: int, last: int) -> tuple[int, int]:
    """Skip the levels on which a rightmost node has no sibling (RFC 9162 §2.1.3.2)."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _split(size: int) -> int:
    """Find the largest power of two below the size (RFC 9162 §2.1.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def _subtree(leaves: Sequence[bytes], low: int, high: int) -> bytes:
    return root(leaves[index] for index in range(low, high))
