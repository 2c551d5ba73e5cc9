"""Forgettable pseudonyms: random ids tied to identifiers by keyed links, and run keys that seal what a run resolved (GDPR Art. 4(5))."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ombud.errors import BadInputError, MisconfiguredError
from ombud.evidence import keyfile
from ombud.policy.spelling import spelled

_SECRET_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_FORM: Final = b"A256GCM:"
"""The name of the algorithm (RFC 7518 §5.1) before what it sealed, so that another can take its place (OWASP ASVS 6.2.4)."""
_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class LinkKey:
    """The key under which identifiers are tied to subjects; without it, the links lead nowhere."""

    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RunKey:
    """The key under which one run keeps the identifiers it resolved; destroyed when the run is done."""

    secret: bytes = field(repr=False)
    older: tuple[bytes, ...] = field(default=(), repr=False)
    """Secrets that had its place before: they still open what they sealed, and seal nothing."""


def new_subject() -> str:
    """Draw the random id that stands for one person; it is derived from nothing, so nothing leads back from it."""
    return secrets.token_hex(16)


def link(key: LinkKey, kind: str, value: str) -> str:
    """Tie an identifier, already normalised, to a subject: equal for equal identifiers, and unreadable without the key."""
    return linking(key, kind)(value)


def linking(key: LinkKey, kind: str) -> Callable[[str], str]:
    """Give `link` for many identifiers of one kind: key and kind are worked in once."""
    if not _KIND.fullmatch(kind):
        raise BadInputError("evidence-identifier-kind", "The kind of an identifier is a lower-case word.")
    begun = hmac.new(key.secret, f"{kind}:".encode(), "sha256")

    def linked(value: str) -> str:
        if not value or value != spelled(value, casefold=False):
            told = f"An identifier of kind {kind!r} is empty or not normalised."
            raise BadInputError("evidence-identifier", told, hint="It is not repeated here.")
        mac = begun.copy()
        mac.update(value.encode())
        return mac.hexdigest()

    return linked


def create_link_key(path: Path) -> LinkKey:
    """Make a link key and keep it in a new file that only its owner can read."""
    return LinkKey(_create(path))


def load_link_key(path: Path) -> LinkKey:
    """Read the link key; a file that others can read is refused."""
    return LinkKey(_load(path))


def create_run_key(path: Path) -> RunKey:
    """Make the key of one run in a file of its own."""
    return RunKey(_create(path))


def load_run_key(path: Path) -> RunKey:
    """Read the key of a run that was interrupted; a file that others can read is refused."""
    return RunKey(_load(path))


def seal(key: RunKey, plain: bytes, about: bytes = b"") -> bytes:
    """Encrypt and authenticate what a run keeps (AES-256-GCM); `about` is bound to it but not hidden, such as the run's id."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORM + nonce + AESGCM(key.secret).encrypt(nonce, plain, about)


def open_sealed(key: RunKey, sealed: bytes, about: bytes = b"") -> bytes:
    """Open what `seal` wrote; another key, another `about` or an altered byte is refused."""
    named = sealed.removeprefix(_FORM)  # seals of earlier versions name no algorithm; it was the same
    if len(named) < _NONCE_BYTES:
        raise _unopened()
    for secret in (key.secret, *key.older):
        with suppress(InvalidTag):
            return AESGCM(secret).decrypt(named[:_NONCE_BYTES], named[_NONCE_BYTES:], about)
    raise _unopened()


def _create(path: Path) -> bytes:
    secret = secrets.token_bytes(_SECRET_BYTES)
    keyfile.create(path, secret.hex().encode() + b"\n")
    return secret


def _load(path: Path) -> bytes:
    try:
        secret = bytes.fromhex(keyfile.load(path).decode("ascii"))
    except ValueError as error:
        raise MisconfiguredError("evidence-key-form", "This file does not hold a key.", where=str(path)) from error
    if len(secret) != _SECRET_BYTES:
        raise MisconfiguredError("evidence-key-form", "This key has the wrong length.", where=str(path))
    return secret


def _unopened() -> BadInputError:
    return BadInputError(
        "evidence-sealed", "What was sealed cannot be opened with this key.", hint="Another run sealed it, or it was altered."
    )
