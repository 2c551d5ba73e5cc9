"""What a visitor does with the banner, and what is left in the browser."""

import json
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import BrowserContext, Page

SETTLING = 400.0
REOPEN = "[data-cc=show-preferencesModal]"


def press(page: Page, role: str, of: str = "cm") -> None:
    """Press a button of the banner (`cm`), of the dialog (`pm`) or of a placeholder (`cc`), and wait until the choice is taken."""
    with page.expect_response("**/consent/choice"):
        page.click(f".{of}__btn[data-role={role}]")
    page.wait_for_function("document.cookie.includes('cc_cookie=')")
    settle(page)


def settle(page: Page) -> None:
    """Let what a choice opened ask for what it asks for; Chromium calls a network with a new frame idle, or never does."""
    page.wait_for_timeout(SETTLING)


def reopen(page: Page) -> None:
    """Open the dialog from the link that every page has."""
    page.click(f"{REOPEN}:not(.cm__btn)")
    page.wait_for_selector("dialog[open]")


def choose(page: Page, *kinds: str) -> None:
    """Tick exactly these kinds in the dialog, and save."""
    for box in page.query_selector_all("dialog input:not(:disabled)"):
        box.set_checked(box.get_attribute("value") in kinds)
    press(page, "save", "pm")


def names(context: BrowserContext) -> set[str]:
    """Name the cookies that are there."""
    return {cookie["name"] for cookie in context.cookies()}


def chosen(context: BrowserContext) -> Any:  # noqa: ANN401 - what the cookie says is JSON
    """Read what the cookie of the choice says."""
    return json.loads(unquote(next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "cc_cookie")))


def stored(page: Page) -> dict[str, list[str]]:
    """Name everything that the browser stores for a page, beside its cookies."""
    found = page.evaluate(
        "async () => ({local: Object.keys(localStorage), session: Object.keys(sessionStorage), "
        "databases: (await indexedDB.databases()).map(one => one.name), caches: await caches.keys().catch(() => [])})"
    )
    return {place: names for place, names in found.items() if names}
