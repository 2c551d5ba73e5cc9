"""Journeys: in three languages with axe on each page, on a telephone, on a desk, in the reader's own colours, and in one without script."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from tests.web.journeys.traveller import Traveller
from tests.web.site import Site, Visitor

Journey = Callable[[], AbstractContextManager[Traveller]]
LOOKS = {
    "da on a telephone": {"locale": "da-DK", "viewport": {"width": 320, "height": 700}, "bypass_csp": True},
    "en on a desk in the dark": {"locale": "en-GB", "viewport": {"width": 1100, "height": 800}, "bypass_csp": True, "color_scheme": "dark"},
    "nb in colours of their own": {
        "locale": "nb-NO",
        "viewport": {"width": 320, "height": 700},
        "bypass_csp": True,
        "forced_colors": "active",
    },
    "sv without script": {"locale": "sv-SE", "viewport": {"width": 320, "height": 700}, "java_script_enabled": False},
}
"""The policy would refuse axe, which is not ours."""


def travelling(browser: Browser, site: Site, look: str, axe: str) -> AbstractContextManager[Traveller]:
    """Let somebody travel in one look; whatever was wrong on a page is told at the end."""

    @contextmanager
    def journey() -> Iterator[Traveller]:
        with browser.new_context(**LOOKS[look]) as context:  # type: ignore[arg-type] # settings of the browser by their names
            traveller = Traveller(context.new_page(), replace(site), look[:2], axe if "script" not in look else "")
            yield traveller
        assert traveller.wrong == []
        assert traveller.passed > 1

    return journey()


@pytest.fixture(params=list(LOOKS))
def person(request: pytest.FixtureRequest, browser: Browser, site: Site, axe: str) -> Iterator[Traveller]:
    """Somebody who asks."""
    with travelling(browser, site, request.param, axe) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def officer(home_served: Site) -> Iterator[Visitor]:
    """Whoever answers, signed in once."""
    visitor = home_served.officer("journeys")
    home_served.visitors.remove(visitor)
    yield visitor
    visitor.client.close()
