"""Without script nothing loads that waits for consent, and a form is enough to choose, to look again and to take it back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.consent.acts import chosen, names
from tests.web.consent.test_banner import tagged
from tests.web.consent.website import Website


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A browser with its scripts off."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context
    context.close()


def text(page: Page) -> str:
    return page.inner_text("main")


def test_nothing_loads_and_nothing_is_stored(website: Website, plain: BrowserContext) -> None:
    plain.new_page().goto(tagged(website).url, wait_until="networkidle")
    assert website.asked_for("/film", "/count.js", "/dot.gif") == []
    assert plain.cookies() == []


@pytest.mark.parametrize(
    ("lang", "no", "saved"),
    [
        ("da", "Afvis alle", "Dit valg er gemt"),
        ("sv", "Avvisa alla", "Ditt val är sparat"),
        ("nb", "Avvis alle", "Valget ditt er lagret"),
        ("en", "Reject all", "Your choice is saved"),
    ],
)
def test_a_form_takes_a_no_in_each_language(website: Website, plain: BrowserContext, lang: str, no: str, saved: str) -> None:
    page = plain.new_page()
    page.goto(f"{website.url}/consent/{lang}/")
    assert plain.cookies() == []
    sizes = [button.bounding_box() for button in page.query_selector_all("button")]
    assert len({(round(box["width"]), round(box["height"])) for box in sizes if box}) == 1, "yes, no and some of it are equal"
    page.click(f"text={no}")
    assert saved in text(page)
    assert chosen(plain)["categories"] == ["necessary"]


def test_a_form_takes_some_and_takes_them_back(website: Website, plain: BrowserContext) -> None:
    page = plain.new_page()
    page.goto(f"{website.url}/consent/da/")
    assert "Du har ikke valgt endnu" in text(page)
    page.check("input[value=analysis]")
    page.click("text=Gem mit valg")
    assert "Du har valgt: Nødvendige og Analyse" in text(page)
    assert page.is_checked("input[value=analysis]")
    plain.add_cookies([{"name": "taltrappen", "value": "1", "url": website.url, "httpOnly": True}])
    page.click("text=Afvis alle")
    assert "Du har valgt: Nødvendige." in text(page)
    assert names(plain) == {"cc_cookie"}


def test_the_page_lists_each_cookie_of_the_policy(website: Website, plain: BrowserContext) -> None:
    page = plain.new_page()
    page.goto(f"{website.url}/consent/da/")
    row = " ".join(page.inner_text("#cookie-taltrappen").split())
    why = "Formål At måle trafikken på hjemmesiden og at måle og analysere besøg"
    assert row == f"taltrappen {why} Sættes af Taltrappen ApS Levetid 1 år Indhold Cookieoplysninger"
    assert page.locator("section[id^=cookie-]").count() == 6
