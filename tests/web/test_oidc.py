"""The staff sign in through the provider of their own organisation: only accounts that somebody made, found by a proved address."""

import html
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.front import run
from tests.servers.oidc import CLIENT, SECRET, provider
from tests.servers.program import free_port
from tests.web.conftest import served
from tests.web.site import Seen, Site, Visitor, enrol, ombud

SETTINGS = """
[staff.oidc]
name = "Nordhavn"
issuer = "{issuer}"
client_id = "{client}"
secret = "env:OMBUD_TEST_OIDC"
"""


@pytest.fixture
def house(house_served: Site) -> Iterator[Site]:
    """The house, whose visitors leave when the test ends."""
    yield house_served
    house_served.leave()


@pytest.fixture(scope="module")
def house_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home of an organisation that has a provider of its own."""
    folder = tmp_path_factory.mktemp("oidc") / "home"
    assert run("init", folder).code == 0
    port, at = free_port(), free_port()
    back = f"http://localhost:{port}/console/login/work/back/"
    with provider(at, back, folder.parent / "provider.log") as issuer, pytest.MonkeyPatch.context() as patch:
        (folder / "ombud.toml").write_text(SETTINGS.format(issuer=issuer, client=CLIENT))
        patch.setitem(os.environ, "OMBUD_TEST_OIDC", SECRET)
        for site in served(folder, port):
            yield replace(site, url=f"http://localhost:{port}")


def through(site: Site, name: str) -> tuple[Visitor, Seen]:
    """Let somebody press the button, and sign in and agree at the provider."""
    visitor = site.visitor()
    page = visitor.client.get("/console/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    answer = visitor.client.post("/console/login/work/", data={"csrfmiddlewaretoken": token[1]})
    for fields in ({"prompt": "login", "login": name, "password": "whatever"}, {"prompt": "consent"}):
        if action := re.search(r'action="(http://[^"]+/interaction/[^"]+)"', answer.text):
            answer = visitor.client.post(html.unescape(action[1]), data=fields)
    return visitor, Seen(answer.status_code, str(answer.url.path), answer.text)


def test_who_has_an_account_comes_in_by_the_address_the_provider_proved(house: Site) -> None:
    house.command("staff", "add", "astrid", "--role", "handler", "--email", "astrid@nordhavn.example", "--no-password")
    visitor, page = through(house, "astrid@nordhavn.example")
    assert page.path == "/console/me/", page.text
    assert visitor.see("/console/cases/").path == "/console/me/"  # the provider is one proof, and two are asked for
    enrol(visitor)
    assert visitor.see("/console/cases/").path == "/console/cases/"
    assert through(house, "astrid@nordhavn.example")[1].path == "/console/login/second/"


def test_what_the_accounts_refuse_is_told_on_a_page_of_ours(house: Site) -> None:
    house.command("staff", "add", "bare", "--role", "handler", "--email", "bare@nordhavn.example", "--no-password")
    visitor, _ = through(house, "bare@nordhavn.example")
    refused = visitor.see("/console/me/again/")  # there is nothing yet by which it could be shown again
    assert refused.status == 403
    assert "That cannot be done now" in refused.text


def test_who_has_no_account_gets_none(house: Site) -> None:
    _, page = through(house, "stranger@nordhavn.example")
    assert "no access here" in page.text
    assert "stranger" not in house.command("staff", "list")


def test_an_address_that_the_provider_did_not_prove_finds_nobody(house: Site) -> None:
    house.command("staff", "add", "target", "--role", "officer", "--email", "unproved.target@nordhavn.example", "--no-password")
    visitor, page = through(house, "unproved.target@nordhavn.example")
    assert "no access here" in page.text
    assert visitor.see("/console/").path == "/console/login/"


def test_an_answer_that_nobody_asked_for_signs_nobody_in(house: Site) -> None:
    visitor = house.visitor()
    refused = visitor.see("/console/login/work/back/?code=stolen&state=guessed")
    assert refused.status in (401, 403)
    assert "Start again" in refused.text or "did not succeed" in refused.text
    assert visitor.see("/console/").path == "/console/login/"


@pytest.mark.parametrize(
    ("line", "said"), [('secret = "in the open"', "secret where everybody"), ('secret = "env:NOT_SET_HERE"', "NOT_SET_HERE")]
)
def test_a_secret_stands_in_the_environment_and_nowhere_else(tmp_path: Path, line: str, said: str) -> None:
    assert run("init", tmp_path / "home").code == 0
    settings = SETTINGS.format(issuer="https://id.nordhavn.example", client=CLIENT).replace('secret = "env:OMBUD_TEST_OIDC"', line)
    (tmp_path / "home" / "ombud.toml").write_text(settings)
    refused = ombud(tmp_path / "home", "staff", "list")
    assert refused.returncode == 78
    assert said in refused.stderr


def test_a_browser_is_let_through_to_the_provider_and_back(house: Site, chromium: str) -> None:
    house.command("staff", "add", "bo", "--role", "handler", "--email", "bo@nordhavn.example", "--no-password")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser:
        page = browser.new_page(base_url=house.url)
        page.goto("/console/login/")
        page.click("text=Sign in with Nordhavn")
        page.fill("[name=login]", "bo@nordhavn.example")
        page.fill("[name=password]", "whatever")
        page.click("[type=submit]")
        page.click("[type=submit]")
        page.wait_for_url("**/console/me/")
