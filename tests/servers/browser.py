"""Chromium from Debian, for what only a browser can show."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.servers.program import find, unavailable

AXE = Path(sys.prefix) / "axe/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium."""
    return find("chromium", "chromium")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser that runs while a module's tests need it: beside one that still runs no other is started in the same process."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which `./dev test --all` installs from npm."""
    return AXE.read_text("utf-8") if AXE.is_file() else unavailable("axe-core is not installed; ./dev test --all installs it from npm")
