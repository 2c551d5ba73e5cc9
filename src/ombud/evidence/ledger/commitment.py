"""Salted commitments: what is signed says nothing of what it stands for, so that a record can be erased and the log still verifies."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from ombud.evidence.merkle import EMPTY_ROOT

SALT: Final = 32
"""Characters of a salt: 128 random bits in hexadecimal."""


def new_salt() -> str:
    """Draw a salt; whoever does not have it cannot tell from the commitment what was committed to, however few the choices are."""
    return secrets.token_hex(SALT // 2)


def commit(salt: str, record: str) -> bytes:
    """Commit to a record: the leaf hash of its salt and itself, 32 bytes (RFC 9162 §2.1.1)."""
    return sha256(f"\0{salt}{record}".encode()).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Hash a whole list of leaf hashes, level by level: the same root as RFC 9162 §2.1.1, several times as fast as one leaf at a time."""
    level = list(leaves)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        halves = iter(level)
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(halves, halves, strict=False)] + odd
    return level[0] if level else EMPTY_ROOT
