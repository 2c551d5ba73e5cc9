"""A choice is asked for again when what it was about has changed, and never sooner; a browser's own no stands."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import Browser, BrowserContext, Page

from tests.servers.program import free_port
from tests.web.conftest import served
from tests.web.consent.acts import chosen, names, press, reopen
from tests.web.consent.conftest import home_of
from tests.web.consent.test_banner import tagged
from tests.web.consent.test_choices import CHOICE, token
from tests.web.consent.website import Website, running
from tests.web.site import calling, ombud

ANALYSIS = "purposes: [measure_traffic, analyse_visits]"


def asks(home: Path, context: BrowserContext, port: int) -> bool:
    """Tell whether a browser is asked anew when the home is served as it stands now."""
    for site in served(home, port):
        with running(site.url) as website:
            page = context.new_page()
            page.goto(tagged(website).url, wait_until="networkidle")
            seen = page.is_visible(".cm-wrapper")
            if seen:
                press(page, "all")
            page.close()
            return seen
    raise AssertionError


def test_a_new_purpose_asks_anew_and_a_new_word_does_not(browser: Browser, tmp_path: Path) -> None:
    home, port, context = home_of(tmp_path / "home"), free_port(), browser.new_context()
    policy = home / "policy.yaml"
    assert asks(home, context, port)
    assert not asks(home, context, port)
    policy.write_text(policy.read_text("utf-8").replace('phone: "+45 00 11 22 66"', 'phone: "+45 00 11 22 67"'), "utf-8")
    assert not asks(home, context, port), "another telephone number is nothing to ask about"
    policy.write_text(policy.read_text("utf-8").replace(ANALYSIS, "purposes: [measure_traffic]"), "utf-8")
    assert asks(home, context, port)
    number = chosen(context)["id"]
    told = ombud(home, "consent", "check", f"--subject=cookie:{number}").stdout
    assert re.findall(r'"kind":"(\w+)"', told) == ["given", "renewed"]
    context.close()


def test_a_yes_to_an_older_text_counts_for_nothing_and_a_no_always_counts(tmp_path: Path) -> None:
    home, port, old = home_of(tmp_path / "home"), free_port(), ""
    for site in served(home, port):
        with calling(site.url) as client:
            old = token(client)
    policy = home / "policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace(ANALYSIS, "purposes: [measure_traffic]"), "utf-8")
    for site in served(home, port):
        with calling(site.url) as client:
            late = client.post(CHOICE, data={"token": old, "how": "all"})
            assert (late.status_code, late.text.strip()) == (409, "notice-old")
            assert client.post(CHOICE, data={"token": old, "how": "necessary"}).status_code == 204


def test_words_that_a_lost_machine_took_with_it_prove_no_yes_and_a_no_needs_none(tmp_path: Path) -> None:
    """The state and the policy come back as they were before a word changed; somebody still has the page open that they had read."""
    home, port = home_of(tmp_path / "home"), free_port()
    policy, cookies = home / "policy.yaml", dict[str, str]()
    for site in served(home, port):
        with calling(site.url) as client:
            yes = client.post(CHOICE, data={"token": token(client), "how": "all"})
            cookies = {"Cookie": f"cc_cookie={yes.cookies['cc_cookie']}"}
    before = shutil.copytree(home, tmp_path / "backup")
    policy.write_text(policy.read_text("utf-8").replace("name: Taltrappen ApS", "name: Taltrappen Nord ApS"), "utf-8")
    gone = ""
    for site in served(home, port):
        with calling(site.url) as client:
            gone = token(client)
    shutil.rmtree(home)
    shutil.copytree(before, home)
    for site in served(home, port):
        with calling(site.url) as client:
            assert token(client) != gone
            late = client.post(CHOICE, data={"token": gone, "how": "all"}, headers=cookies)
            assert (late.status_code, late.text.strip(), "set-cookie" in late.headers) == (409, "notice-unknown", False)
            assert client.post(CHOICE, data={"token": gone, "how": "necessary"}, headers=cookies).status_code == 204
    assert "banner: notice-unknown" in ombud(home, "consent", "refusals").stdout
    number = json.loads(unquote(cookies["Cookie"].partition("=")[2]))["id"]
    assert ombud(home, "may", f"cookie:{number}", "cookies").stdout.startswith("no: withdrawn")


def test_the_cookie_of_another_tool_is_no_consent(website: Website, visit: BrowserContext, tab: Page) -> None:
    theirs = "%7B%22categories%22%3A%5B%22necessary%22%2C%22marketing%22%2C%22analysis%22%5D%2C%22revision%22%3A0%7D"
    visit.add_cookies([{"name": "cc_cookie", "value": theirs, "url": website.url}])
    tab.goto(tagged(website).url, wait_until="networkidle")
    assert tab.is_visible(".cm-wrapper")
    assert website.asked_for("/film", "/count.js", "/dot.gif") == []


def test_gpc_is_shown_and_holds_against_a_yes_to_all(website: Website, browser: Browser) -> None:
    context = browser.new_context(extra_http_headers={"Sec-GPC": "1"})
    context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    tab = context.new_page()
    tab.goto(tagged(website).url)
    assert "Global Privacy Control" in tab.inner_text(".cm")
    press(tab, "all")
    assert website.asked_for("/film", "/count.js", "/dot.gif") == ["/count.js"]
    assert chosen(context)["categories"] == ["necessary", "functional", "analysis"]
    reopen(tab)
    assert tab.is_disabled("dialog input[value=marketing]")
    context.close()


def test_gpc_turned_on_later_closes_what_was_open(website: Website, browser: Browser) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(tagged(website).url)
    press(tab, "all")
    context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    context.add_cookies([{"name": "reklame_spor", "value": "1", "url": website.url}])
    website.seen.clear()
    tab.goto(website.url, wait_until="networkidle")
    assert website.asked_for("/film", "/count.js", "/dot.gif") == ["/count.js"]
    assert "reklame_spor" not in names(context)
    context.close()
