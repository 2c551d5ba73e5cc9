"""A receiver that looks at the signature of a letter (npm's mailauth), and a key for whoever signs."""

import base64
import json
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.servers.program import find, unavailable

PLACE = Path(sys.prefix) / "mailauth/node_modules"


def new_key(bits: int = 2048) -> RSAPrivateKey:
    """Make a key."""
    return generate_private_key(65537, bits)


def pem(key: RSAPrivateKey) -> bytes:
    """Write a key as `openssl genrsa` does."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def record(key: RSAPrivateKey) -> str:
    """Write what is published of a key (RFC 6376 §3.6.1)."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def received(message: bytes, name: str, published: str) -> list[tuple[str, list[str]]]:
    """Let a receiver look, who finds one record in the DNS: of each signature whether it holds, and which fields it covers."""
    node = find("node", "nodejs")
    if not (PLACE / "mailauth").is_dir():
        unavailable("mailauth is not installed; ./dev test --all installs it from npm")
    command = [node, str(Path(__file__).with_suffix(".mjs")), str(PLACE), name, published]
    told = json.loads(subprocess.run(command, input=message, capture_output=True, check=True).stdout)
    return [(one["result"], one["signed"].lower().replace(" ", "").split(":")) for one in told]
