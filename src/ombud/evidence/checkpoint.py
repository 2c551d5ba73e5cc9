"""Checkpoints of the log, signed with Ed25519 in the form of C2SP tlog-checkpoint and C2SP signed-note."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from ombud.errors import BadInputError, MisconfiguredError
from ombud.evidence import keyfile

HASH_BYTES: Final = 32
KEY_ID_BYTES: Final = 4
_ED25519: Final = b"\x01"  # C2SP signed-note, signature type
_SIGNATURES: Final = 16  # more than this is no checkpoint of ours (C2SP signed-note asks for at least 16)
_ORIGIN: Final = re.compile(r"[A-Za-z0-9._~:/-]{1,200}")
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,14}")
_MAX_SIZE: Final = 10**15
_SIGNATURE: Final = re.compile(r"— ([^\s+\x00-\x1f\x7f]{1,200}) ([A-Za-z0-9+/=]+)")
_FINGERPRINT: Final = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the log was at one moment: its origin, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _ORIGIN.fullmatch(self.origin) or not 0 <= self.size < _MAX_SIZE or len(self.root) != HASH_BYTES:
            raise _unreadable("its origin, size or root is not in form")

    def body(self) -> str:
        """Write the note text that is signed (C2SP tlog-checkpoint)."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who signed by name and key id, and the signature."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint as read, with its signatures; reading it has not verified them."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    def text(self) -> str:
        """Write the signed note, the same bytes as were read."""
        return self.checkpoint.body() + "\n" + "".join(_line(signature) for signature in self.signatures)


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that signs for one log; its name is the log's origin (C2SP tlog-checkpoint)."""

    origin: str
    key: Ed25519PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        if not _ORIGIN.fullmatch(self.origin):
            hint = "Use a name without a scheme, such as privacy.organisation.example/evidence."
            raise MisconfiguredError("evidence-origin", "The log's origin is not a plain name.", hint=hint)

    @property
    def public_key(self) -> Ed25519PublicKey:
        """The half that a stranger verifies with."""
        return self.key.public_key()


def sign(checkpoint: Checkpoint, signer: Signer) -> str:
    """Sign a checkpoint of the signer's own log and write it as a signed note."""
    if checkpoint.origin != signer.origin:
        raise BadInputError("evidence-origin", "A key signs for its own log only.")
    value = signer.key.sign(checkpoint.body().encode())
    return SignedCheckpoint(checkpoint, (Signature(signer.origin, key_id(signer.origin, signer.public_key), value),)).text()


def read(text: str) -> SignedCheckpoint:
    """Read a signed checkpoint strictly: writing it again gives the same text, or it is refused."""
    body, separator, lines = text.partition("\n\n")
    parts = body.split("\n")
    if not separator or len(parts) != len(("origin", "size", "root")) or not lines.endswith("\n"):
        raise _unreadable("it is not an origin, a size, a root and signatures")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    signed = SignedCheckpoint(_checkpoint(*parts), signatures)
    if len(signatures) > _SIGNATURES or signed.text() != text:
        raise _unreadable("it is not in the form of a signed note")
    return signed


def verify(signed: SignedCheckpoint, public_key: Ed25519PublicKey) -> bool:
    """Tell whether the log's key signed it; signatures of other keys are ignored (C2SP signed-note)."""
    origin = signed.checkpoint.origin
    ours = [s.value for s in signed.signatures if (s.name, s.key_id) == (origin, key_id(origin, public_key))]
    return bool(ours) and all(_verifies(value, signed.checkpoint.body().encode(), public_key) for value in ours)


def key_id(name: str, public_key: Ed25519PublicKey) -> bytes:
    """Name a key in a signature line: a hint, not a proof (C2SP signed-note)."""
    return sha256(name.encode() + b"\n" + _ED25519 + public_key.public_bytes_raw()).digest()[:KEY_ID_BYTES]


def fingerprint(public_key: Ed25519PublicKey) -> str:
    """Name a public key so that a person can compare it: `SHA256:` and the SHA-256 of its 32 bytes in base64 without padding."""
    digest = sha256(public_key.public_bytes_raw()).digest()
    return "SHA256:" + b64encode(digest).decode().rstrip("=")


def is_fingerprint(text: str) -> bool:
    """Tell whether a text could be a fingerprint at all."""
    return bool(_FINGERPRINT.fullmatch(text))


def create_key(path: Path) -> Ed25519PrivateKey:
    """Make a signing key and keep it in a new file that only its owner can read."""
    key = Ed25519PrivateKey.generate()
    keyfile.create(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read a signing key (PKCS #8 PEM); a file that others can read is refused."""
    secret = keyfile.load(path)
    try:
        key = load_pem_private_key(secret, password=None)
    except (ValueError, TypeError) as error:
        raise MisconfiguredError("evidence-key-form", "This file does not hold a signing key.", where=str(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise MisconfiguredError("evidence-key-form", "This key is not an Ed25519 key.", where=str(path))
    return key


def raw(public_key: Ed25519PublicKey) -> str:
    """Write a public key as it stands in a bundle: its 32 bytes in base64."""
    return b64encode(public_key.public_bytes_raw()).decode()


def unbase64(text: str, size: int) -> bytes:
    """Read base64 of one length; any text but the one that `b64encode` writes is refused."""
    value = _unbase64(text)
    if len(value) != size or b64encode(value).decode() != text:
        raise _unreadable("a value has the wrong length")
    return value


def _unbase64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError as error:
        raise _unreadable("a value is not base64") from error


def _checkpoint(origin: str, size: str, root: str) -> Checkpoint:
    if not _SIZE.fullmatch(size):
        raise _unreadable("its size is not a number")
    return Checkpoint(origin, int(size), unbase64(root, HASH_BYTES))


def _signature(line: str) -> Signature:
    found = _SIGNATURE.fullmatch(line)
    if found is None:
        raise _unreadable("a signature line is not in form")
    blob = _unbase64(found[2])
    return Signature(found[1], blob[:KEY_ID_BYTES], blob[KEY_ID_BYTES:])


def _line(signature: Signature) -> str:
    return f"— {signature.name} {b64encode(signature.key_id + signature.value).decode()}\n"


def _verifies(value: bytes, body: bytes, public_key: Ed25519PublicKey) -> bool:
    try:
        public_key.verify(value, body)
    except InvalidSignature:
        return False
    return True


def _unreadable(why: str) -> BadInputError:
    return BadInputError("evidence-checkpoint-form", f"This is not a signed checkpoint: {why}.", hint="It was altered, or cut when copied.")
