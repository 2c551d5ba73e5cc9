"""A real OpenID Connect provider (npm's oidc-provider), on the loopback."""

import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.program import Program, dying_with_us, find, unavailable

CLIENT, SECRET = "ombud", "a secret of the provider and of Ombud"
PLACE = Path(sys.prefix) / "oidc/node_modules"


@contextmanager
def provider(port: int, back: str, log: Path) -> Iterator[str]:
    """Run a provider that sends people back to one address, and give its own."""
    node = find("node", "nodejs")
    if not (PLACE / "oidc-provider").is_dir():
        unavailable("oidc-provider is not installed; ./dev test --all installs it from npm")
    issuer = f"http://localhost:{port}"
    script = str(Path(__file__).with_name("provider.mjs"))
    command = dying_with_us(node, script, str(PLACE), str(port), CLIENT, SECRET, back)
    program = Program(command, log, lambda: _answers(issuer))
    try:
        program.start()
        yield issuer
    finally:
        program.stop()


def _answers(issuer: str) -> bool:
    try:
        with urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=5) as answer:  # noqa: S310 - our own, on the loopback
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
