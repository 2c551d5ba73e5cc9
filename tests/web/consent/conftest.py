"""The web bureau's home, served; its website, which shows the banner; and a browser to look with."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.conftest import served
from tests.web.consent.website import Website, running
from tests.web.site import Site

EXAMPLE = Path(__file__).parents[3] / "examples" / "webstue"


def home_of(folder: Path) -> Path:
    """Make a home from the web bureau's files."""
    shutil.copytree(EXAMPLE, folder)
    return folder


@pytest.fixture(scope="session")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The web bureau's home, served."""
    yield from served(home_of(tmp_path_factory.mktemp("bureau") / "home"))


@pytest.fixture
def website(bureau: Site) -> Iterator[Website]:
    """The web bureau's website."""
    with running(bureau.url) as site:
        yield site


@pytest.fixture
def visit(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    context = browser.new_context(viewport={"width": 1000, "height": 720})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def tab(visit: BrowserContext) -> Page:
    """A tab of it."""
    return visit.new_page()
