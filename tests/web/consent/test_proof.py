"""Each choice in the banner is proved: what was chosen, when, to which words, by whom while there is a yes, and by nobody for a no."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.web.consent.acts import chosen, press, reopen
from tests.web.consent.test_banner import tagged
from tests.web.consent.test_choices import CHOICE, token
from tests.web.consent.website import Website
from tests.web.site import Site, calling, ombud


def proofs(home: Path, number: str) -> list[Any]:
    """Read what is recorded under the number in a cookie."""
    told = ombud(home, "consent", "check", f"--subject=cookie:{number}").stdout
    return [json.loads(found) for found in re.findall(r"choice \d+: (\{.*\})", told)]


def count(home: Path, to: Path) -> int:
    """Count the choices of the whole ledger."""
    found = re.search(r"(\d+) choices and", ombud(home, "consent", "export", "-o", str(to)).stdout)
    return int(found[1]) if found else 0


def test_a_yes_and_its_end_are_proved_under_one_number(bureau: Site, website: Website, visit: BrowserContext, tab: Page) -> None:
    tab.goto(tagged(website).url)
    press(tab, "all")
    number = chosen(visit)["id"]
    (given,) = proofs(bureau.home, number)
    assert (given["kind"], given["purpose"], given["method"]) == ("given", "cookies", "banner")
    assert given["topics"] == ["functional", "analysis", "marketing"]
    assert abs(given["skew"]) < 60
    assert "until" in given
    reopen(tab)
    press(tab, "necessary", "pm")
    assert [one["kind"] for one in proofs(bureau.home, number)] == ["given", "withdrawn"]
    assert "id" not in chosen(visit)


def test_the_proof_leads_to_the_words_that_were_shown(bureau: Site, website: Website, visit: BrowserContext, tab: Page) -> None:
    tab.goto(tagged(website).url)
    words = (tab.inner_text("#cm-title"), tab.inner_text(".cm__btn[data-role=necessary]"))
    press(tab, "all")
    (given,) = proofs(bureau.home, chosen(visit)["id"])
    with sqlite3.connect(bureau.home / "var" / "ombud.sqlite") as store:
        ((language, text),) = store.execute("SELECT language, text FROM consent_shownrow WHERE digest = ?", [given["notice"]])
    store.close()
    told = json.loads(text)
    assert language == "da"
    assert (told["words"]["title"], told["words"]["necessary"]) == words
    assert set(told["layout"]) == {"script", "style"}


def test_a_form_without_script_proves_as_much(bureau: Site) -> None:
    with calling(bureau.url) as client:
        fields = {"token": token(client, "sv"), "how": "save", "category": "analysis", "via": "page"}
        answer = client.post(CHOICE, data=fields, headers={"Sec-GPC": "1"})
    assert answer.status_code == 303
    number = json.loads(unquote(answer.cookies["cc_cookie"]))["id"]
    (given,) = proofs(bureau.home, number)
    assert (given["kind"], given["method"], given["topics"], given["conditions"]) == ("given", "form", ["analysis"], ["gpc"])


@pytest.mark.parametrize("how", ["all", "necessary"])
def test_what_is_refused_at_the_door_leaves_no_proof_and_a_no_leaves_one(bureau: Site, tmp_path: Path, how: str) -> None:
    with calling(bureau.url) as client:
        before = count(bureau.home, tmp_path / "before")
        client.post(CHOICE, data={"token": "forged", "how": how})
        client.post(CHOICE, data={"token": token(client), "how": how, "category": "unheard_of"})
        assert count(bureau.home, tmp_path / "forged") == before
        client.post(CHOICE, data={"token": token(client), "how": how})
        assert count(bureau.home, tmp_path / "after") == before + 1
