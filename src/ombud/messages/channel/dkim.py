"""A home signs its own letters, so that mail programs show the button that ends them (RFC 6376, RFC 8301, RFC 8058 §4)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from ombud.errors import MisconfiguredError
from ombud.evidence import keyfile
from ombud.policy.spelling import in_ascii
from ombud.systems.registry import resolve

SIGNED = (
    *("From", "Reply-To", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("MIME-Version", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post"),
)
"""The fields that are signed where a letter has them; `From` once more, so that nobody adds a second one (RFC 6376 §8.15)."""
KEYS = ("domain", "selector", "key")
_WHERE = "ombud.toml: mail.dkim"
_BITS = range(2048, 4097)
"""What RFC 8301 §3.2 asks of who signs, and the longest that everybody verifies."""
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.ASCII | re.IGNORECASE)
_LINE = re.compile(rb".{1,72}")
_NEXT_FIELD = re.compile(rb"\r\n(?![ \t])")
_SPACE = re.compile(rb"[ \t]+")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the domain, the name of its key in the DNS, and the key."""

    domain: str
    selector: str
    key: RSAPrivateKey = field(repr=False)

    def signed(self, message: bytes) -> bytes:
        """Put the signature before a message as it is sent; the same message is the same bytes again, so it tells no time."""
        head, _, body = message.partition(b"\r\n\r\n")
        fields = _NEXT_FIELD.split(head)[::-1]  # of two with one name the last counts first (RFC 6376 §5.4.2)
        covered = [one for name in SIGNED for one in fields if one.lower().startswith(f"{name.lower()}:".encode())]
        unsigned = self._unsigned(covered, base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode())
        said = b"\r\n".join(_relaxed_field(one) for one in (*covered, unsigned))
        signature = base64.b64encode(self.key.sign(said, PKCS1v15(), SHA256()))
        return unsigned + b"\r\n ".join(_LINE.findall(signature)) + b"\r\n" + message

    def _unsigned(self, covered: list[bytes], digest: str) -> bytes:
        """Write the field that holds the signature, still without it (RFC 6376 §3.7)."""
        names = ":\r\n ".join((*(one.split(b":")[0].decode() for one in covered), "From"))
        told = (f"d={self.domain}; s={self.selector}", f"h={names}", f"bh={digest}", "b=")
        return ";\r\n ".join(("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed", *told)).encode()


def signer(told: object, home: Path, environ: Mapping[str, str]) -> Signer:
    """Read from `[mail.dkim]` who signs the letters of a home; the key is in the environment or a file nobody else reads."""
    if not isinstance(told, Mapping) or set(told) != set(KEYS) or not all(isinstance(told[one], str) for one in KEYS):
        raise _wrong("Write domain, selector and key, each as a text, and nothing else.", _WHERE)
    domain = in_ascii(f"@{told['domain']}")[1:]
    for name, written in (("domain", domain), ("selector", told["selector"])):
        if not _NAME.fullmatch(written):
            hint = 'Write domain = "example.org" and selector = "ombud" for the record ombud._domainkey.example.org.'
            raise _wrong(hint, f"{_WHERE}.{name}")
    return Signer(domain, told["selector"], _key(told["key"], home, environ))


def _key(at: str, home: Path, environ: Mapping[str, str]) -> RSAPrivateKey:
    """Load the key; what is wrong with it is told without a word of it."""
    where = f"{_WHERE}.key"
    if "-----" in at:
        raise MisconfiguredError(
            "literal-secret",
            "The settings hold a secret where everybody reads it.",
            where=where,
            hint="Take it away, make a new one, and name its file or `env:NAME`.",
        )
    pem = resolve(where, at, environ).encode() if at.startswith("env:") else keyfile.load(home / at)
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey) or key.key_size not in _BITS:
        raise MisconfiguredError(
            "mail-dkim-key",
            "This is no RSA key of 2048 to 4096 bits that can be read.",
            where=where,
            hint="Make one with `openssl genrsa -out FILE 2048`, without a password.",
        )
    return key


def _wrong(hint: str, where: str) -> MisconfiguredError:
    return MisconfiguredError("mail-dkim", "The signature of letters is not described in full.", where=where, hint=hint)


def _relaxed_field(line: bytes) -> bytes:
    """Write a field as both sides read it: its name small, its folds and runs of white space one space (RFC 6376 §3.4.2)."""
    name, _, value = line.partition(b":")
    return name.strip().lower() + b":" + _SPACE.sub(b" ", value.replace(b"\r\n", b"")).strip()


def _relaxed_body(body: bytes) -> bytes:
    """Write a body as both sides read it: no white space at the end of a line, no empty lines at its end (RFC 6376 §3.4.4)."""
    lines = [_SPACE.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)
