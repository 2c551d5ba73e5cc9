"""A demo home, built once and served for a module's tests; each test uses people of its own."""

import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ombud.cli.demo.build import build
from tests.servers.program import Program, dying_with_us, free_port
from tests.web.site import Site


@pytest.fixture
def site(home_served: Site) -> Iterator[Site]:
    """The served home, whose visitors leave when the test ends."""
    yield home_served
    home_served.leave()


@pytest.fixture(scope="session")
def home_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home of invented people."""
    folder = tmp_path_factory.mktemp("served") / "home"
    build(folder, today=datetime.now(UTC).date())
    yield from served(folder)


def home_with(folder: Path, setting: str) -> Path:
    """Build a home whose settings say one thing more."""
    build(folder, today=datetime.now(UTC).date())
    settings = folder / "ombud.toml"
    settings.write_text(f"{setting}\n{settings.read_text('utf-8')}", "utf-8")
    return folder


def served(folder: Path, port: int = 0, only: str = "all") -> Iterator[Site]:
    """Serve a home, or one space of it, while a test looks at it."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    command = dying_with_us(sys.executable, "-m", "ombud", "serve", "--home", str(folder), "--port", str(port), "--only", only)
    program = Program(command, folder / "served.log", lambda: answers(url))
    try:
        program.start()
        yield Site(url, folder)
    finally:
        program.stop()


def answers(url: str) -> bool:
    """Whether the home is served."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:  # noqa: S310 - our own address on the loopback
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
