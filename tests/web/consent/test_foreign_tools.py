"""Programs that answer banners for their people recognise ours and say no, or yes, as they were told."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.web.consent.acts import chosen
from tests.web.consent.foreign import answered, from_npm, from_pypi
from tests.web.consent.test_banner import tagged
from tests.web.consent.website import Website

RECOGNISED = {("cmpDetected", "cookieconsent3"), ("popupFound", "cookieconsent3"), ("selfTestResult", True)}


@pytest.mark.parametrize("tool", [from_npm, from_pypi])
@pytest.mark.parametrize("action", ["optOut", "optIn"])
def test_autoconsent_answers(website: Website, visit: BrowserContext, tab: Page, tool: Callable[[], tuple[str, Any]], action: str) -> None:
    said = answered(tab, tagged(website).url, tool(), action)
    assert {*RECOGNISED, (f"{action}Result", True)} <= set(said)
    tab.wait_for_selector(".cm-wrapper", state="detached")
    expected = ["necessary"] if action == "optOut" else ["necessary", "functional", "analysis", "marketing"]
    assert chosen(visit)["categories"] == expected
