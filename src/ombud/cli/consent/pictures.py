"""Pictures of all that asks people for a consent, on a phone and on a desktop, light and dark: how it looked when it was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final, Literal

import click

from ombud.cli.consent.command import home_option
from ombud.cli.consent.showing import showing
from ombud.cli.ground.browser import chromium
from ombud.cli.say import say
from ombud.errors import UnavailableError
from ombud.notices.cookies.register import Register
from ombud.policy.model import Language, Policy
from ombud.store.home import Home

if TYPE_CHECKING:  # an extra: only what looks at pages drives a browser
    from playwright.sync_api import Browser, BrowserContext, Page

SIZES: Final[Mapping[str, tuple[int, int]]] = {"phone": (390, 844), "desktop": (1280, 900)}
COLOURS: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
"""What a device asks for: a page looks otherwise at night, so that two screens are four pictures."""
_HEAD = '<!doctype html><html lang="{0}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>.</title>'
_BANNER = (
    f'{_HEAD}<link rel="stylesheet" href="/consent/banner.css"><script src="/consent/{{0}}.js" defer></script>'
    '<script src="/consent/banner.js" defer></script></head><body></body></html>'
)
_EMPTY = "/picture-of-the-banner"
_NOTICE = "input[name=notice]"
_PATIENCE = 15_000.0
chromium_option = click.option("--chromium", "program", metavar="PATH", help="The browser to drive; by default the one that is installed.")


@dataclass(frozen=True, slots=True)
class Asking:
    """Something that asks: by which kind of page, in which language, at which path."""

    by: Literal["page", "embedded", "banner"]
    language: Language
    path: str


@click.command()
@home_option
@chromium_option
def pictures(home: str, program: str | None) -> None:
    """Make the pictures that are lacking of what asks for consent now, in Chromium, and sign them into the ledger."""
    place = Home.opened(home)
    say(f"Pictures were made of {pictured(place, program)} notices; the others have theirs." if asks(place.policy) else NOTHING)


NOTHING: Final = "Nothing here asks anybody for consent."


def asks(policy: Policy) -> bool:
    """Tell whether a policy asks for consent on a page of ours: for letters, or for cookies."""
    from ombud.consent.subscribing.offer import offered

    return bool(offered(policy)) or Register.of(policy).remembered is not None


def pictured(place: Home, program: str | None) -> int:
    """Keep the pictures of each page that has none; tell of how many notices."""
    from ombud.consent.ledger import shown

    known, asking = shown.pictured(), list(_asking(place))
    with showing(place.folder) as url, chromium(program) as browser:
        made = _looked(browser, url, asking, known)
    for digest, some in made.items():  # not while the browser is driven, whose loop Django would not wait in
        shown.picture(place, digest, some)
    return len(made)


def _asking(place: Home) -> Iterator[Asking]:
    """List all that asks: the form on our page and on others', the page to choose behind a link, the banner."""
    from ombud.consent.subscribing.offer import offered
    from ombud.consent.subscribing.tokens import Token, write

    for language in place.policy.policy.languages.publish:
        for name in offered(place.policy):
            yield Asking("page", language, f"/{language}/subscribe/{name}")
            yield Asking("embedded", language, f"/{language}/subscribe/{name}/form.txt")
            yield Asking("page", language, f"/{language}/letters/{write(place, 'choose', Token('nobody@example.org', name))}")
        if Register.of(place.policy).remembered is not None:
            yield Asking("banner", language, _EMPTY)


def _looked(browser: Browser, url: str, asking: list[Asking], known: AbstractSet[str]) -> dict[str, dict[str, bytes]]:
    from playwright.sync_api import Error

    made: dict[str, dict[str, bytes]] = {}
    for (screen, (width, height)), colours in product(SIZES.items(), COLOURS):
        context = browser.new_context(
            viewport={"width": width, "height": height}, is_mobile=screen == "phone", reduced_motion="reduce", color_scheme=colours
        )
        context.set_default_timeout(_PATIENCE)
        context.route("**/favicon.ico", lambda route: route.abort())
        for one in asking:
            try:
                _picture(context, url, one, screen if colours == "light" else f"{screen}_dark", known, made)
            except Error:
                hint = "Look whether `ombud serve` serves it."
                where = f"{one.by} in {one.language}"
                raise UnavailableError("picture-no-page", "A page that asks for consent does not open.", where=where, hint=hint) from None
        context.close()
    return made


def _picture(
    context: BrowserContext, url: str, asking: Asking, screen: str, known: AbstractSet[str], made: dict[str, dict[str, bytes]]
) -> None:
    """Open a page in a tab of its own, read from it which notice it shows, and take the pictures of it that are lacking."""
    tab = context.new_page()
    digest = _notice(tab, url, asking)
    if digest not in known:
        some = made.setdefault(digest, {})
        some[screen] = _taken(tab)
        if asking.by == "banner":
            tab.click("#cc-main [data-role=show]")
            tab.wait_for_selector("#cc-main .pm")
            some[f"{screen}_choices"] = _taken(tab)
            tab.goto(f"{url}/consent/{asking.language}/")
            some[f"{screen}_page"] = _taken(tab)
    tab.close()


def _notice(tab: Page, url: str, asking: Asking) -> str:
    if asking.by == "banner":
        tab.route(f"**{_EMPTY}", lambda route: route.fulfill(body=_BANNER.format(asking.language), content_type="text/html"))
        tab.goto(f"{url}{_EMPTY}")
        tab.wait_for_selector("#cc-main .cm-wrapper")
        return str(tab.evaluate("ccOmbud.token")).split(".")[2]
    if asking.by == "embedded":
        tab.set_content(f"{_HEAD.format(asking.language)}</head><body>{tab.request.get(f'{url}{asking.path}').text()}</body></html>")
    else:
        tab.goto(f"{url}{asking.path}")
    return tab.get_attribute(_NOTICE, "value") or ""


def _taken(tab: Page) -> bytes:
    return tab.screenshot(full_page=True, animations="disabled")
