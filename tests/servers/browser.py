"""Chromium from Debian, for what only a browser can show."""

import pytest

from tests.servers.program import find


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium."""
    return find("chromium", "chromium")
