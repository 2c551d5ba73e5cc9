"""axe finds nothing, and leaves nothing undecided: the banner, the dialog, a placeholder, the page; any colours, wide or narrow."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.web.consent.acts import choose
from tests.web.consent.test_banner import BACK, tagged
from tests.web.consent.website import Website

AXE = (
    "async () => { const found = await axe.run({runOnly: {type: 'tag', values: "
    "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}); "
    "return [...found.violations, ...found.incomplete].map(one => one.id + ': ' + one.nodes.map(node => node.html).join(' ')); }"
)


def wrong(page: Page, axe: str) -> list[str]:
    """List what axe finds or cannot decide, and what is wider than the screen."""
    page.add_script_tag(content=axe)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*page.evaluate(AXE), *([f"{wider} pixels too wide"] if wider > 0 else [])]


STYLE = """<head><style>:root { color-scheme: light dark } body { background: #fff; color: #111 } a { color: #00c }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } a { color: #9cf } }</style>"""
FOOTER = re.compile("<footer>.*</footer>")
NO_DARK = "<head><style>body { background: #fff; color: #111 } a { color: #00c }</style>"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("colours", ["light", "dark", "forced", "forced dark", "dark, the site light"])
@pytest.mark.parametrize("lang", ["da", "nb"])
def test_axe_finds_nothing(website: Website, browser: Browser, axe: str, width: int, colours: str, lang: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 720},
        color_scheme="dark" if "dark" in colours else "light",
        forced_colors="active" if "forced" in colours else "none",
        bypass_csp=True,
    )
    page = context.new_page()
    body = tagged(website).answers["/"].content.decode().replace("/da.js", f"/{lang}.js").replace('lang="da"', f'lang="{lang}"')
    if "site" in colours:  # and no footer of its own, so that the way back stands in ours, on its ground
        body = FOOTER.sub("", body)
    website.says("/", body.replace("<head>", NO_DARK if "site" in colours else STYLE))
    seen = {}
    page.goto(website.url, wait_until="networkidle")
    seen["banner"] = wrong(page, axe)
    page.click(".cm__btn[data-role=show]")
    seen["dialog"] = wrong(page, axe)
    page.goto(f"{website.url}/consent/{lang}/")
    seen["page"] = wrong(page, axe)
    page.goto(website.url, wait_until="networkidle")
    page.click(".cm__btn[data-role=show]")
    choose(page, "analysis")  # a frame that is open is another page's
    assert page.is_visible(BACK)
    seen["way back"] = wrong(page, axe)
    context.close()
    assert {what: found for what, found in seen.items() if found} == {}


def test_nothing_moves_for_those_who_want_rest(website: Website, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(tagged(website).url)
    assert page.evaluate("document.getAnimations().length") == 0
    moving = (
        "[...document.querySelectorAll('#cc-main, #cc-main *')].filter(one => getComputedStyle(one).transitionDuration !== '0s').length"
    )
    assert page.evaluate(moving) == 0
    context.close()
