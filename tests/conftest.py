"""What every test has: real servers to ask for, and a network that ends at the loopback."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = tuple(f"tests.servers.{name}" for name in ("browser", "dovecot", "mariadb", "postgres", "smtp", "state"))

LOOPBACK = ("127.", "::1", "localhost")
HERE = Path(__file__).parent
SLOW = ("web", "crash", "bench", "cli/test_worker.py", "consent/test_pictures.py", "consent/test_mutations.py", "promises/test_broken.py")
"""What serves whole homes, drives browsers or kills processes: `./dev test` leaves it to `./dev test --all`, or to whoever names it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes most of the time."""
    for item in items:
        if any(item.path.is_relative_to(HERE / place) for place in SLOW):
            item.add_marker("slow")


# cores are shared and servers start beside us: a slow example is no fault; found examples live in the report, not on disk
# what is merged is judged on the same examples each time; everywhere else each run looks at new ones
settings.register_profile("ombud", deadline=None, database=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("ombud")


def refuse_the_world(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse connections that leave this machine; an address without a host is a socket in the file system."""
    if event == "socket.connect" and isinstance(address := arguments[1], tuple) and not str(address[0]).startswith(LOOPBACK):
        message = "a test tried to reach the network"
        raise PermissionError(message)


sys.addaudithook(refuse_the_world)
