"""How many bytes a file is on the wire: compressed by the Node that comes with Playwright."""

import subprocess
from pathlib import Path

import playwright

_NODE = Path(str(playwright.__file__)).parent / "driver" / "node"
_COUNT = (
    "let parts = []; process.stdin.on('data', part => parts.push(part)).on('end', () => "
    "console.log(require('zlib').brotliCompressSync(Buffer.concat(parts)).length))"
)


def brotli(content: bytes) -> int:
    """Count the bytes of a content compressed as browsers take it (RFC 7932)."""
    return int(subprocess.run([_NODE, "-e", _COUNT], input=content, capture_output=True, check=True).stdout)
