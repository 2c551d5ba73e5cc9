"""Salted commitments: what is signed says nothing of what it stands for, so that a record can be erased and the log still verifies."""

from __future__ import annotations

import secrets
from typing import Final

from ombud.evidence.merkle import leaf_hash

SALT: Final = 32
"""Characters of a salt: 128 random bits in hexadecimal."""


def new_salt() -> str:
    """Draw a salt; whoever does not have it cannot tell from the commitment what was committed to, however few the choices are."""
    return secrets.token_hex(SALT // 2)


def commit(salt: str, record: str) -> bytes:
    """Commit to a record: the leaf hash of its salt and itself, 32 bytes (RFC 9162 §2.1.1)."""
    return leaf_hash(f"{salt}{record}".encode())
