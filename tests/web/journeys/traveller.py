"""Somebody who goes through pages in a real browser and looks at each: axe, the width of a telephone, a title, a language."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from playwright.sync_api import Locator, Page

from ombud.policy.model import Language
from ombud.web.words import say
from tests.web.site import Site

SHOTS = os.environ.get("OMBUD_TEST_SHOTS", "")
"""A folder for pictures of every page that is passed, for whoever wants to look."""
_RUN = """async () => (await axe.run({resultTypes: ['violations'], runOnly: {type: 'tag', values:
['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}))
.violations.map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html).join(' '))"""


@dataclass
class Traveller:
    """A person with a browser; what is wrong on the way is kept, so that one journey tells all of it."""

    page: Page
    site: Site
    lang: str
    axe: str = ""
    wrong: list[str] = field(default_factory=list)
    passed: int = 0

    def words(self, key: str, **values: object) -> str:
        """Tell what a page says in the language of the journey."""
        return say(cast("Language", self.lang), key, **values)

    def open(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(self.site.url + path)
        self.look()

    def go(self, key: str, **values: object) -> None:
        """Follow a link by what it says."""
        self._leave(self.page.get_by_role("link", name=self.words(key, **values), exact=True).first)

    def press(self, key: str, *, nth: int = 0, within: str = "main") -> None:
        """Press a button by what it says."""
        self._leave(self.page.locator(within).get_by_role("button", name=self.words(key)).nth(nth))

    def follow(self, selector: str) -> None:
        """Follow a link that has no words of its own, such as the number of a case."""
        self._leave(self.page.locator(selector).first)

    def unfold(self, key: str) -> Locator:
        """Open a fold by what it says, and give the form in it."""
        fold = self.page.locator("details", has=self.page.locator("summary", has_text=self.words(key))).first
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()
        return fold

    def fill(self, **values: str) -> None:
        """Fill in fields by their names, or choose in them."""
        for name, value in values.items():
            put(self.page.locator(f"main [name={name}]:visible").first, value)

    def _leave(self, thing: Locator) -> None:
        with self.page.expect_navigation():
            thing.click()
        self.look()

    def look(self) -> None:
        """Look at the page."""
        self.passed += 1
        at = self.page.url.replace(self.site.url, "")
        at = "/key/…" if "/key/" in at else at
        if self.page.get_attribute("html", "lang") != self.lang:
            self.wrong.append(f"{at} speaks another language")
        if not self.page.title().strip():
            self.wrong.append(f"{at} has no title")
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            self.wrong.append(f"{at} is {wider} pixels wider than the window")
        if self.axe:
            self.wrong += [f"{at}: {one}" for one in self._faults()]
        if SHOTS:
            size = self.page.viewport_size or {"width": 0}
            name = f"{self.lang}-{size['width']}-{self.passed:02}-{at.strip('/').replace('/', '_')[:40]}"
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)

    def _faults(self) -> list[str]:
        self.page.evaluate(self.axe)
        found: list[Any] = self.page.evaluate(_RUN)
        return [str(one) for one in found]

    def says(self, key: str, **values: object) -> bool:
        """Tell whether the page says something."""
        return self.words(key, **values) in self.page.inner_text("body")


def put(field: Locator, value: str) -> None:
    """Write into a field, or choose in it."""
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
