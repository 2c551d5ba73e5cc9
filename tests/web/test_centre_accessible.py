"""Every page of the centre is accessible: axe finds nothing, nothing is wider than 320 pixels, and the keyboard alone is enough."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.site import Site, Visitor
from tests.web.test_asking import somebody
from tests.web.test_identity import doubted
from tests.web.test_own import asked

OPEN = ("", "notice", "ask/", "ask/access", "ask/rectify", "ask/object", "link", "sent", "key/spent", "nothing-here")


def looked_at(page: Page, axe: str) -> tuple[list[str], int]:
    """Let axe look at a page, and tell how much wider it is than the screen."""
    page.add_script_tag(content=axe)
    found = page.evaluate(
        "async () => (await axe.run({resultTypes: ['violations'], runOnly: {type: 'tag', values: "
        "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}))"
        ".violations.map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html).join(' '))"
    )
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return list(found), int(wider)


@pytest.mark.parametrize(("lang", "dark"), [("da", False), ("da", True), ("en", False), ("en", True)])
def test_axe_finds_nothing_on_any_page(site: Site, browser: Browser, axe: str, lang: str, dark: bool) -> None:
    context = browser.new_context(color_scheme="dark" if dark else "light", viewport={"width": 320, "height": 700}, bypass_csp=True)
    page, wrong = context.new_page(), {}
    mail = somebody(site, "subscribers", 50 + 2 * (lang == "da") + dark)
    context.add_cookies([cookie(site, asked(site, mail, lang))])
    addresses = [*(f"/{lang}/{path}" for path in OPEN), f"/my/{lang}/", f"/my/{lang}/erase"]
    for path in addresses:
        page.goto(site.url + path)
        wrong[path] = looked_at(page, axe)
    case = doubted(site, f"looked.at.{lang}.{dark}@somewhere.example")
    context.clear_cookies()
    context.add_cookies([cookie(site, case)])
    page.goto(f"{site.url}/my/{lang}/case")
    wrong["case"] = looked_at(page, axe)
    context.close()
    assert {path: found for path, found in wrong.items() if found != ([], 0)} == {}


def cookie(site: Site, person: Visitor) -> Any:  # noqa: ANN401 - the browser has a type of its own for cookies, which it does not export
    """Give a browser the session of a person."""
    return {"name": "ombud_subject", "value": str(person.client.cookies.get("ombud_subject")), "url": f"{site.url}/my/"}


def press_on(page: Page, words: str) -> None:
    """Go on with the tab key until the thing with these words has the focus, and press it."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const one = document.activeElement; return [one.innerText || one.value || '', getComputedStyle(one).outlineStyle] }"
        )
        if words in focused[0]:
            assert focused[1] != "none", f"{words} has the focus and nobody sees it"
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"the keyboard does not reach {words}")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("da", ("Se, hvad vi har om dig", "Send", "Gå videre", "Træk samtykket tilbage", "Log ud")),
        ("en", ("See what we hold about you", "Send", "Go on", "Withdraw the consent", "Log out")),
    ],
)
def test_the_keyboard_alone_is_enough(site: Site, browser: Browser, lang: str, words: tuple[str, ...]) -> None:
    """From the front page to a consent withdrawn and out again, without a mouse and without script."""
    mail = somebody(site, "subscribers", 60 + (lang == "da"))
    context = browser.new_context(java_script_enabled=True, viewport={"width": 900, "height": 700})
    page = context.new_page()
    page.goto(f"{site.url}/{lang}/")
    press_on(page, words[0])
    while page.evaluate("document.activeElement.type") != "email":
        page.keyboard.press("Tab")
    page.keyboard.type(mail)
    press_on(page, words[1])
    assert page.url.endswith(f"/{lang}/sent")
    page.goto(site.url + site.link(mail))
    for step in words[2:]:
        press_on(page, step)
    assert page.url.endswith(f"/{lang}/")
    assert page.evaluate("document.querySelectorAll('script').length") == 0
    context.close()


def test_axe_finds_what_is_wrong(browser: Browser, axe: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.set_content('<img src="x"><p style="width:900px">wide</p>')
    found, wider = looked_at(page, axe)
    assert {one.split(":")[0] for one in found} >= {"image-alt", "html-has-lang"}
    assert wider > 0
