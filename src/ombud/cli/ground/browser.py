"""Chromium, as commands that look at pages start it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ombud.errors import MisconfiguredError

if TYPE_CHECKING:  # an extra: only what looks at pages drives a browser
    from playwright.sync_api import Browser

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium(program: str | None) -> Iterator[Browser]:
    """Start Chromium, or say what is missing."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        hint = "Install it with `pip install 'ombud[scan]'`."
        raise MisconfiguredError("scan-missing", "Playwright, which drives the browser, is not installed.", hint=hint) from None
    path = program or next(filter(None, map(shutil.which, _PROGRAMS)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        except Error:
            hint = "Install Chromium (on Debian: apt-get install chromium), or name it with --chromium."
            raise MisconfiguredError("scan-no-browser", "Chromium cannot be started.", where=path or "", hint=hint) from None
        try:
            yield browser
        finally:
            browser.close()
