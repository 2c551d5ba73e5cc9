"""Drive Chromium through a website: before any choice, after each, and after a yes was taken back; it notes names, never values."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ombud.cli.ground.browser import chromium
from ombud.errors import UnavailableError
from ombud.notices.cookies.register import CHOICE
from ombud.promises.visits.visit import ACCEPTED, BEFORE, REJECTED, WITHDRAWN, Met, Stage, Visit, What, of_others

if TYPE_CHECKING:  # an extra: only this command drives a browser
    from playwright.sync_api import Browser, BrowserContext, Page

BANNER, DIALOG = "#cc-main .cm-wrapper", "#cc-main .pm"
BUTTON = ".cm__btn[data-role={}]"
WAY_BACK = "[data-cc=show-preferencesModal]"
_PATIENCE, _SETTLING = 15_000.0, 700.0
_STORED = (
    "async () => [['local', Object.keys(localStorage)], ['session', Object.keys(sessionStorage)], "
    "['database', (await indexedDB.databases()).map(one => one.name)], ['cache', self.caches ? await caches.keys() : []]]"
)


def visited(addresses: Sequence[str], kinds: Sequence[str], now: datetime, program: str | None, report: Callable[[str], None]) -> Visit:
    """Visit the pages of a website once for every choice."""
    with chromium(program) as browser:
        first = _Walk(browser, addresses)
        stages, asked, link = [first.through(BEFORE)], first.asks(), first.leads_on()
        first.close()
        way_back = forgets = False
        for name, role in ((REJECTED, "necessary"), (ACCEPTED, "all"), *((kind, "save") for kind in kinds)) if asked else ():
            report(f"looking at {addresses[0]}: {name}")
            walk = _Walk(browser, addresses)
            stages.append(walk.after(name, role))
            if name == ACCEPTED:
                way_back = walk.way_back
                stages.append(walk.taken_back())
                forgets = walk.asks_who_forgot()
            walk.close()
    return Visit(tuple(addresses), now, asked, link, way_back, forgets, tuple(stages))


@dataclass
class _Walk:
    """One visitor, who has never been here."""

    browser: Browser
    addresses: Sequence[str]
    hosts: set[str] = field(default_factory=set)
    way_back: bool = True

    def __post_init__(self) -> None:
        self.context: BrowserContext = self.browser.new_context(locale="da-DK")
        self.context.set_default_timeout(_PATIENCE)
        self.context.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))
        self.page: Page = self.context.new_page()

    def close(self) -> None:
        self.context.close()

    def through(self, name: str, *, chosen: bool = True) -> Stage:
        """Visit every page, and note what is there then."""
        self.hosts.clear()
        stored, again = set[Met](), False
        for address in self.addresses:
            self._go(address)
            again = again or self.page.is_visible(BANNER)
            self.way_back = self.way_back and self.page.locator(f"{WAY_BACK}:not(.cm__btn)").count() > 0
            stored |= self._stored()
        met = tuple(sorted({*stored, *self._cookies(), *self._requests()}))
        kept = next((one.days for one in met if one.what == "cookie" and one.name == CHOICE), None)
        return Stage(name, met, chosen, again, kept)

    def asks(self) -> bool:
        return self.page.is_visible(BANNER)

    def leads_on(self) -> bool:
        """Tell whether a link in the banner leads to a page that is there."""
        links = [link.get_attribute("href") or "" for link in self.page.query_selector_all(f"{BANNER} a[href]")]
        return any(self.context.request.get(urljoin(self.page.url, link)).ok for link in links)

    def after(self, name: str, role: str) -> Stage:
        """Make a choice on the first page, and visit all."""
        self._go(self.addresses[0])
        return self.through(name, chosen=self._choose(name, role))

    def taken_back(self) -> Stage:
        """Say no where a yes was said, by the way back that the page has."""
        back = self.page.locator(f"{WAY_BACK}:not(.cm__btn)")
        done = back.count() > 0
        if done:
            back.first.click()
            done = self._press(f"{DIALOG} [data-role=necessary]")
        return self.through(WITHDRAWN, chosen=done)

    def asks_who_forgot(self) -> bool:
        """Tell whether who deletes the cookies in the browser is asked again."""
        self.context.clear_cookies()
        self._go(self.addresses[0])
        return self.asks()

    def _choose(self, name: str, role: str) -> bool:
        if role != "save":
            return self._press(BUTTON.format(role))
        if not self._press(BUTTON.format("show"), waits=False):
            return False
        boxes = self.page.query_selector_all(f"{DIALOG} input[type=checkbox]:not(:disabled)")
        for box in boxes:
            box.set_checked(box.get_attribute("value") == name)
        return name in [box.get_attribute("value") for box in boxes] and self._press(f"{DIALOG} [data-role=save]")

    def _press(self, selector: str, *, waits: bool = True) -> bool:
        """Press a button, if it is there; a choice has been made when its cookie is there."""
        button = self.page.locator(selector)
        if not button.count() or not button.first.is_visible():
            return False
        button.first.click()
        until = time.monotonic() + _PATIENCE / 1000
        while waits and self.page.is_visible(f"{BANNER}, {DIALOG}") and time.monotonic() < until:
            self.page.wait_for_timeout(50)
        self.page.wait_for_timeout(_SETTLING)
        return not waits or any(cookie.get("name") == CHOICE for cookie in self.context.cookies())

    def _go(self, address: str) -> None:
        from playwright.sync_api import Error

        try:
            answer = self.page.goto(address)
        except Error:
            raise UnavailableError("scan-no-answer", "The website does not answer.", where=address, hint="Look at the address.") from None
        if answer is None or not answer.ok:
            raise UnavailableError("scan-no-page", "The website has no such page.", where=address, hint="Look at the address.")
        self.page.wait_for_timeout(_SETTLING)

    def _cookies(self) -> Iterator[Met]:
        for cookie in self.context.cookies():
            host, expires = cookie.get("domain", "").lstrip("."), cookie.get("expires", -1)
            days = None if expires < 0 else round((expires - time.time()) / 86400)
            yield self._met("cookie", cookie.get("name", ""), host, days)

    def _stored(self) -> set[Met]:
        from playwright.sync_api import Error

        found = set[Met]()
        for frame in self.page.frames:
            host = urlsplit(frame.url).hostname or ""
            try:
                kinds: list[tuple[What, list[str]]] = frame.evaluate(_STORED) if host else []
            except Error:  # a frame without storage has none to tell of, and one that went away neither
                continue
            found |= {self._met(what, name, host, None) for what, names in kinds for name in names}
        return found

    def _requests(self) -> Iterator[Met]:
        return (one for host in self.hosts if host and (one := self._met("request", host, host, None)).others)

    def _met(self, what: What, name: str, host: str, days: int | None) -> Met:
        return Met(what, name, host, of_others(host, self.addresses[0]), days)
