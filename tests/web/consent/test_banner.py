"""Nothing that waits for consent happens without it, and a no is as easy as a yes."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.consent.acts import REOPEN, choose, chosen, names, press, reopen, stored
from tests.web.consent.website import STRICT, Website, page

BACK = ".cc__btn[data-role=necessary]"
TAGS = """
<iframe title="Film" data-category="marketing" data-src="{others}/film" width="400" height="200"></iframe>
<script type="text/plain" data-category="analysis" src="/count.js"></script>
<script type="text/plain" data-category="analysis" nonce="kite">window.after = window.counted</script>
<img alt="" data-category="marketing" data-src="{others}/dot.gif">
<script type="text/plain" data-category="necessary" src="/needed.js"></script>
<script type="text/plain" data-category="unheard_of" src="/unheard.js"></script>
"""
COUNT = """window.counted = 1; document.cookie = 'taltrappen=7;path=/;max-age=9999'; localStorage.taltrappen = 1;
sessionStorage.taltrappen = 1; indexedDB.open('taltrappen'); caches.open('taltrappen');"""


def tagged(website: Website, **headers: str) -> Website:
    """Let the website carry a film, a counter and a pixel."""
    for path, script in (("/count.js", COUNT), ("/needed.js", "window.needed = 1"), ("/unheard.js", "window.unheard = 1")):
        website.runs(path, script)
    return website.says("/film", "<title>Film</title>").says("/", page(TAGS.format(others=website.others)), **headers)


def test_nothing_waits_less_than_for_a_choice(website: Website, visit: BrowserContext, tab: Page) -> None:
    tab.goto(tagged(website).url, wait_until="networkidle")
    assert website.asked_for("/film", "/count.js", "/dot.gif", "/unheard.js", "/needed.js") == ["/needed.js"]
    assert visit.cookies() == []
    assert stored(tab) == {}
    assert tab.is_visible(".cm-wrapper")


def test_a_yes_opens_everything_and_runs_scripts_in_their_order(website: Website, visit: BrowserContext, tab: Page) -> None:
    tab.goto(tagged(website, Content_Security_Policy=STRICT).url)
    press(tab, "all")
    tab.wait_for_function("window.after")
    assert sorted(website.asked_for("/film", "/count.js", "/dot.gif", "/unheard.js")) == ["/count.js", "/dot.gif", "/film"]
    assert tab.is_hidden(".cm-wrapper")
    assert tab.is_visible("iframe")
    assert tab.locator(".cc-frame").count() == 0
    assert chosen(visit)["categories"] == ["necessary", "functional", "analysis", "marketing"]


def test_a_strict_page_with_trusted_types_has_nothing_to_complain_of(website: Website, tab: Page) -> None:
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(tagged(website, Content_Security_Policy=STRICT).url)
    tab.click(".cm__btn[data-role=show]")
    choose(tab, "analysis")
    tab.wait_for_function("window.after")
    assert complaints == []


def test_a_no_opens_nothing_and_is_remembered(website: Website, visit: BrowserContext, tab: Page) -> None:
    tab.goto(tagged(website).url)
    press(tab, "necessary")
    tab.goto(website.url, wait_until="networkidle")
    assert not tab.is_visible(".cm-wrapper")
    assert website.asked_for("/film", "/count.js", "/dot.gif") == []
    assert names(visit) == {"cc_cookie"}
    assert stored(tab) == {}
    assert "id" not in chosen(visit), "a refusal makes nobody known"


def test_each_kind_is_chosen_by_itself(website: Website, tab: Page) -> None:
    tab.goto(tagged(website).url)
    tab.click(".cm__btn[data-role=show]")
    assert [box.is_checked() for box in tab.query_selector_all("dialog input")] == [True, False, False, False]
    choose(tab, "marketing")
    assert sorted(website.asked_for("/film", "/count.js", "/dot.gif")) == ["/dot.gif", "/film"]


def test_a_frame_tells_what_it_waits_for_and_opens_with_its_own_button(website: Website, visit: BrowserContext, tab: Page) -> None:
    tab.goto(tagged(website).url)
    assert "Markedsføring" in tab.inner_text(".cc-frame")
    assert "localhost" in tab.inner_text(".cc-frame")
    press(tab, "one", "cc")
    assert chosen(visit)["categories"] == ["necessary", "marketing"]
    assert website.asked_for("/film", "/count.js") == ["/film"]


@pytest.mark.parametrize("by", ["button", "dialog"])
@pytest.mark.parametrize("link", ["", '<a href="#" data-cc="show-preferencesModal">Cookies</a>'], ids=["ours", "theirs"])
def test_taking_a_yes_back_is_one_press_as_the_yes_was_and_leaves_nothing(
    website: Website, visit: BrowserContext, tab: Page, by: str, link: str
) -> None:
    website = tagged(website)
    website.says("/", page(TAGS.format(others=website.others) + link))
    tab.goto(website.url)
    assert not tab.is_visible(BACK)
    press(tab, "all")
    tab.wait_for_function("window.after")
    assert stored(tab) == {where: ["taltrappen"] for where in ("local", "session", "databases", "caches")}
    visit.add_cookies([{"name": "reklame_spor", "value": "1", "url": website.url, "httpOnly": True}])
    if by == "dialog":
        reopen(tab)
    with tab.expect_navigation():  # what runs cannot be stopped, so the page begins anew
        press(tab, "necessary", "pm" if by == "dialog" else "cc")
    website.seen.clear()
    tab.reload(wait_until="networkidle")
    assert names(visit) == {"cc_cookie"}
    assert stored(tab) == {}
    assert website.asked_for() == ["/", "/needed.js"]
    assert not tab.is_visible(BACK)


def test_a_yes_that_cannot_be_taken_back_now_stands_and_is_told_so(website: Website, visit: BrowserContext, tab: Page) -> None:
    tab.goto(tagged(website).url)
    press(tab, "all")
    website.away = True
    tab.click(BACK)
    tab.wait_for_function("document.querySelector('dialog[open] [role=status]')?.textContent")
    assert "marketing" in chosen(visit)["categories"]
    website.away = False
    with tab.expect_navigation():
        press(tab, "necessary", "pm")
    assert chosen(visit)["categories"] == ["necessary"]


@pytest.mark.parametrize("folder", ["/shop", "/shop/", "/shop/basket", "/shop/basket/", ""])
def test_taking_a_yes_back_on_a_page_takes_what_was_set_for_the_folders_it_lies_in(
    folder: str, website: Website, visit: BrowserContext, tab: Page
) -> None:
    path = f";path={folder}" if folder else ""  # without one, a cookie is for the folder of the page that sets it
    website.runs("/count.js", f"document.cookie = 'taltrappen=7;max-age=9999{path}'")
    website.says("/shop/basket/", page('<script type="text/plain" data-category="analysis" src="/count.js"></script>'))
    tab.goto(f"{website.url}/shop/basket/")
    press(tab, "all")
    tab.wait_for_function("document.cookie.includes('taltrappen')")
    reopen(tab)
    with tab.expect_navigation():
        press(tab, "necessary", "pm")
    assert names(visit) == {"cc_cookie"}


def test_the_way_back_stands_on_every_page_also_where_the_site_made_none(website: Website, tab: Page) -> None:
    tab.goto(tagged(website).url)
    press(tab, "necessary")
    assert tab.locator(f"footer {REOPEN}").count() == 1
    reopen(tab)
    assert tab.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.dataset.cc") == "show-preferencesModal"


def test_a_site_with_a_link_of_its_own_gets_no_second_one(website: Website, tab: Page) -> None:
    website.says("/", page('<p><a href="/consent/da/" data-cc="show-preferencesModal">Cookies</a></p>'))
    tab.goto(website.url)
    press(tab, "necessary")
    assert tab.locator(REOPEN).count() == 1
    reopen(tab)
    assert tab.is_visible("dialog")


def test_yes_no_and_choose_are_equal_in_every_way_that_can_be_seen(website: Website, browser: Browser) -> None:
    website.says("/", page(""))
    for width in (320, 1280):
        context = browser.new_context(viewport={"width": width, "height": 640})
        tab = context.new_page()
        tab.goto(website.url)
        for of, roles in (("cm", ("all", "necessary", "show")), ("pm", ("all", "necessary", "save"))):
            looks = [tab.eval_on_selector(f".{of}__btn[data-role={role}]", LOOK) for role in roles]
            assert [look["style"] for look in looks] == [looks[0]["style"]] * 3
            assert [look["size"] for look in looks] == [looks[0]["size"]] * 3
            assert of == "pm" or all(look["inside"] for look in looks), f"at {width} a button is out of sight"
            tab.click(f".{of}__btn[data-role=show]") if of == "cm" else None
        context.close()


LOOK = """one => { const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const what = ['color', 'backgroundColor', 'borderColor', 'borderWidth', 'fontSize', 'fontWeight', 'opacity', 'tagName'];
  return {style: what.map(name => style[name] || one[name]), size: [Math.round(box.width), Math.round(box.height)],
          inside: box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth}; }"""


def test_the_banner_is_the_first_stop_of_the_keyboard_and_no_trap(website: Website, tab: Page) -> None:
    website.says("/", page('<p><a id="own" href="/">Forsiden</a></p>'))
    tab.goto(website.url)
    stops = []
    for _ in range(5):
        tab.keyboard.press("Tab")
        stops.append(tab.evaluate("document.activeElement.dataset.role || document.activeElement.id || document.activeElement.tagName"))
    assert stops == ["A", "all", "necessary", "show", "own"]
    assert tab.get_attribute(".cm-wrapper", "role") == "region"
    assert tab.get_attribute(".cm-wrapper", "aria-modal") is None


def test_a_choice_that_cannot_be_kept_is_none(website: Website, visit: BrowserContext, tab: Page) -> None:
    tab.goto(tagged(website).url)
    website.away = True
    tab.click(".cm__btn[data-role=all]")
    tab.wait_for_function("document.querySelector('.cm [role=status]').textContent")
    assert tab.is_visible(".cm-wrapper")
    assert website.asked_for("/film", "/count.js", "/dot.gif") == []
    website.away = False
    press(tab, "all")
    assert "taltrappen" in names(visit)


def test_tags_of_consent_mode_hear_nothing_but_what_was_chosen(website: Website, tab: Page) -> None:
    tab.goto(tagged(website).url)
    signals = "() => Object.fromEntries(dataLayer.map(one => [one[1], one[2]]))"
    assert set(tab.evaluate(signals)["default"].values()) == {"denied", "granted"}
    assert {name for name, said in tab.evaluate(signals)["default"].items() if said == "granted"} == {"security_storage"}
    tab.click(".cm__btn[data-role=show]")
    choose(tab, "analysis")
    granted = {name for name, said in tab.evaluate(signals)["update"].items() if said == "granted"}
    assert granted == {"security_storage", "analytics_storage"}
