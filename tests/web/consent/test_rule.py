"""The rule by which Consent-O-Matic would answer our banner leads to the choice that was asked for."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from tests.web.consent.acts import chosen
from tests.web.consent.test_banner import tagged
from tests.web.consent.website import Website

RULE = json.loads((Path(__file__).parents[3] / "docs/guides/consent-o-matic.json").read_text("utf-8"))["ombud"]
ORDER = ("HIDE_CMP", "OPEN_OPTIONS", "DO_CONSENT", "SAVE_CONSENT")
NONE = {"A": False, "B": False, "F": False}


def found(tab: Page, matcher: Mapping[str, Any]) -> bool:
    """Tell whether what a matcher looks for is there, and is seen where it asks for that."""
    target = matcher["target"]
    here = at(tab, target)
    return here.count() > 0 and (not target.get("displayFilter") or here.is_visible())


def at(tab: Page, target: Mapping[str, Any]) -> Locator:
    """Find the first element of a selector, as the extension does."""
    assert set(target) <= {"selector", "displayFilter"}
    return tab.locator(target["selector"]).first


def recognised(tab: Page) -> bool:
    """Tell whether a detector finds the banner, and finds it showing."""
    return any(found(tab, each["presentMatcher"]) and found(tab, each["showingMatcher"]) for each in RULE["detectors"])


def act(tab: Page, action: Mapping[str, Any], wishes: Mapping[str, bool]) -> None:
    """Carry out one step of the rule; those steps that it uses, and no others."""
    match action["type"]:
        case "list":
            for one in action["actions"]:
                act(tab, one, wishes)
        case "click":
            if found(tab, action):
                at(tab, action["target"]).evaluate("one => one.click()")
        case "waitcss":
            patience = action["retries"] * action["waitTime"]
            at(tab, action["target"]).wait_for(state="detached" if action.get("negated") else "attached", timeout=patience)
        case "consent":
            for one in action["consents"]:
                if found(tab, one["matcher"]) and at(tab, one["matcher"]["target"]).is_checked() != wishes[one["type"]]:
                    act(tab, one["toggleAction"], wishes)
        case other:
            pytest.fail(f"The rule uses a step that nobody tried: {other}")


def answer(tab: Page, wishes: Mapping[str, bool]) -> None:
    """Carry out the methods of the rule, in the extension's order."""
    methods = {one["name"]: one.get("action") for one in RULE["methods"]}
    for name in ORDER:
        if methods[name]:
            act(tab, methods[name], wishes)


@pytest.mark.parametrize(
    ("wishes", "kinds"),
    [
        (NONE, ["necessary"]),
        (NONE | {"B": True}, ["necessary", "analysis"]),
        (dict.fromkeys(NONE, True), ["necessary", "functional", "analysis", "marketing"]),
    ],
)
def test_the_rule_chooses_what_its_user_wishes(
    website: Website, visit: BrowserContext, tab: Page, wishes: Mapping[str, bool], kinds: list[str]
) -> None:
    tab.goto(tagged(website).url, wait_until="networkidle")
    assert recognised(tab)
    answer(tab, wishes)
    assert chosen(visit)["categories"] == kinds
    tab.goto(website.url, wait_until="networkidle")
    assert not recognised(tab), "whoever has chosen is not asked again"


def test_every_step_of_the_rule_finds_its_element(website: Website, tab: Page) -> None:
    tab.goto(tagged(website).url, wait_until="networkidle")
    methods = {one["name"]: one.get("action") for one in RULE["methods"]}
    act(tab, methods["OPEN_OPTIONS"], NONE)
    consents, save = methods["DO_CONSENT"]["consents"], methods["SAVE_CONSENT"]["actions"][0]
    for each in (*(one["matcher"] for one in consents), *(one["toggleAction"] for one in consents), save):
        assert tab.locator(each["target"]["selector"]).count() == 1, each


def test_a_page_with_another_banner_is_not_taken_for_ours(website: Website, tab: Page) -> None:
    button = '<button class="cm__btn" data-role="show">?</button>'
    other = f'<div id="cc-main"><div class="cm-wrapper"><div class="cm" role="dialog">{button}</div></div></div>'
    tab.goto(website.says("/", other).url, wait_until="networkidle")
    assert tab.is_visible(".cm__btn")
    assert not recognised(tab)
