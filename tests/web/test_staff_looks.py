"""The pages of signing in shut nobody out: axe finds nothing in the light, in the dark and at 320 pixels; no page is wider than that."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.web.site import PASSWORD, Site, one_time

WITHIN = (
    "me/",
    "me/sessions/",
    "me/app/remove/",
    "me/codes/",
    "me/codes/new/",
    "me/passkeys/",
    "me/passkeys/add/",
    "me/password/",
    "people/",
    "logout/",
)


@pytest.fixture
def page(chromium: str, site: Site) -> Iterator[Page]:
    """A browser at the console."""
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser:
        yield browser.new_page(base_url=site.url, locale="da-DK", bypass_csp=True)  # axe is not ours, and the policy would refuse it


def faults(page: Page, axe: str) -> list[str]:
    """Tell what axe finds on a page in each look, and how much wider it is than the window."""
    found: list[str] = []
    for scheme, width in (("light", 1100), ("dark", 1100), ("light", 320)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of the two words it knows
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(axe)
        told: dict[str, Any] = page.evaluate("axe.run({ resultTypes: ['violations'] })")
        assert told["passes"]
        found += [f"{page.url} {scheme} {width}: {one['id']} {one['nodes'][0]['html']}" for one in told["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{page.url} is wider than {width}")
    return found


def test_axe_finds_nothing_on_the_pages_of_signing_in(site: Site, page: Page, axe: str) -> None:
    site.command("staff", "add", "looking", "--role", "officer", told=PASSWORD + "\n")
    page.goto("/console/login/")
    found = faults(page, axe)
    page.fill("[name=login]", "looking")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/me/")
    page.goto("/console/me/app/")
    found += faults(page, axe)
    page.fill("[name=code]", one_time(page.inner_text("#secret")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/me/codes/")
    for path in WITHIN:
        page.goto(f"/console/{path}")
        found += faults(page, axe)
    assert found == []
