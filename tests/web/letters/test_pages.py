"""The pages of letters speak four languages, ask for what the policy declares, name every company, and everybody can use them."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from ombud.store.home import Home
from tests.web.letters.conftest import Letters, path_in, text_of
from tests.web.test_centre_accessible import looked_at

Reader = Callable[[], str]
LANGUAGES = ("da", "sv", "nb", "en")
STOP = {"da": "stoppe når som helst", "sv": "sluta när som helst", "nb": "slutte når som helst", "en": "stop at any time"}


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser from Debian."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_asks_what_is_declared_names_every_company_and_says_how_to_stop(letters: Letters, lang: str) -> None:
    policy = Home.at(letters.site.home).policy
    form = policy.activities["marketing"].form
    assert form is not None
    for path in (f"/{lang}/subscribe/marketing", f"/{lang}/subscribe/marketing/form.txt"):
        html = letters.site.visitor().see(path).html
        asked = set(re.findall(r'<(?:input|select)[^>]* name="([^"]+)"', html))
        assert asked == {*form.asks, "topics", "notice", "look-mail_profile"}
        assert all(one.name in html for one in policy.entities.values())
        assert STOP[lang] in html
        assert "checked" not in html
        assert "<script" not in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reader_is_written_to_in_their_language(letters: Letters, reader: Reader, lang: str) -> None:
    address = letters.subscribed(reader(), lang)
    letters.send(lang=lang)
    asked, letter = letters.to(address, 2)[:2]
    assert (asked["Content-Language"], letter["Content-Language"]) == (lang, lang)
    assert path_in(text_of(letter), f"{lang}/letters")


def test_the_form_on_another_site_is_taken_and_an_old_copy_shows_the_new_words(letters: Letters, reader: Reader) -> None:
    html = letters.site.visitor().see("/da/subscribe/marketing/form.txt").html
    notice = re.search(r'name="notice" value="([0-9a-f]{64})"', html)
    assert notice
    address = reader()
    fields = {"email": address, "name": "Læser", "language": "da", "country": "DK", "topics": "news"}
    elsewhere = {"Origin": "https://maalerhus.example", "Referer": "https://maalerhus.example/"}
    client = letters.site.visitor().client
    old = client.post("/da/subscribe/marketing", data={**fields, "notice": "0" * 64}, headers=elsewhere)
    assert (old.status_code, 'value="Læser"' in old.text) == (422, True)
    assert client.post("/da/subscribe/marketing", data={**fields, "notice": notice[1]}, headers=elsewhere).status_code == 200
    assert letters.confirm(address).status == 200


@pytest.mark.parametrize(("lang", "dark"), [("da", False), ("en", True)])
def test_axe_finds_nothing_on_any_page(letters: Letters, reader: Reader, browser: Browser, axe: str, lang: str, *, dark: bool) -> None:
    address = reader()
    letters.sign_up(address, lang)
    confirm = path_in(text_of(letters.to(address)[0]), "subscribed")
    context = browser.new_context(color_scheme="dark" if dark else "light", viewport={"width": 320, "height": 700}, bypass_csp=True)
    page, wrong = context.new_page(), {}
    for path in (f"/{lang}/subscribe/marketing", confirm):
        page.goto(letters.site.url + path)
        wrong[path] = looked_at(page, axe)
    page.locator("main form button").click()
    wrong["confirmed"] = looked_at(page, axe)
    page.locator("main a").click()
    wrong["choose"] = looked_at(page, axe)
    page.locator("main form button").first.click()
    wrong["left"] = looked_at(page, axe)
    page.goto(f"{letters.site.url}/{lang}/subscribe/marketing")
    page.locator("main form button").click()
    wrong["incomplete"] = looked_at(page, axe)
    context.close()
    assert {path: found for path, found in wrong.items() if found != ([], 0)} == {}
