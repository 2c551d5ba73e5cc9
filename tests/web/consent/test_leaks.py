"""On no page does anything load, or store itself, before a choice; a leak that was sown is seen each time."""

from random import Random

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.web.consent.mixes import forget, leaked, mix
from tests.web.consent.website import Website

SEEDS = range(3)
PAGES = 8


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_happens_before_a_choice(website: Website, visit: BrowserContext, tab: Page, seed: int) -> None:
    random = Random(f"clean {seed}")
    for _ in range(PAGES):
        made = mix(random, website)
        assert leaked(visit, tab, website, made, 250) == [], made.body


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leak_is_seen(website: Website, visit: BrowserContext, tab: Page, seed: int) -> None:
    random = Random(f"leak {seed}")
    for _ in range(PAGES):
        made = mix(random, website, leak=True)
        assert leaked(visit, tab, website, made, 5000), made.body
        forget(visit, tab)
