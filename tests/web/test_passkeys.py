"""A passkey, in a real browser with an authenticator of its own: made, used as the second proof, and used alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.web.site import PASSWORD, Site
from tests.web.visits import sql

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(chromium: str, site: Site) -> Iterator[Page]:
    """A browser at the console, with an authenticator in it; nothing may be refused by the content policy."""
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser:
        context = browser.new_context(base_url=named(site).url, locale="sv-SE")
        seen = context.new_page()
        said: list[str] = []
        seen.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
        devtools = context.new_cdp_session(seen)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield seen
        assert said == []


def named(site: Site) -> Site:
    """Give the site by a name: a passkey belongs to a name, never to a number."""
    return replace(site, url=site.url.replace("127.0.0.1", "localhost"))


def sign_in(page: Page, name: str) -> None:
    """Write the name and the password."""
    page.goto("/console/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main form >> nth=0 >> button[type=submit]")


def leave(page: Page) -> None:
    """Sign out."""
    page.goto("/console/logout/")
    page.click("main button")
    page.wait_for_url("**/console/login/")


@pytest.mark.parametrize("alone", [False, True])
def test_a_passkey_is_made_and_opens_the_door(site: Site, page: Page, *, alone: bool) -> None:
    name = f"key-{alone}".lower()
    site.command("staff", "add", name, "--role", "handler", told=PASSWORD + "\n")
    sign_in(page, name)
    page.wait_for_url("**/console/me/")
    page.goto("/console/me/passkeys/add/")
    if alone:
        page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/console/me/codes/")
    page.goto("/console/cases/")
    page.wait_for_url("**/console/cases/")
    leave(page)
    if alone:
        page.click("#passkey_login")
    else:
        sign_in(page, name)
        page.wait_for_url("**/console/login/second/")
        page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/console/")
    assert "two factors" in next(line for line in site.command("staff", "list").splitlines() if line.startswith(f"{name} "))
    assert page.title() == "Översikt"


def test_a_password_is_seen_and_measured_while_it_is_typed(site: Site, page: Page) -> None:
    site.command("staff", "add", "typing", "--role", "handler", told=PASSWORD + "\n")
    mine = "(SELECT id FROM auth_user WHERE username = 'typing')"
    sql(site, f"UPDATE staff_staffrow SET first_until = '2999-01-01 00:00:00' WHERE user_id = {mine}")
    page.goto("/console/login/")
    page.fill("[name=password]", PASSWORD)
    page.click("text=Visa lösenordet")
    assert page.get_attribute("[name=password]", "type") == "text"
    page.click("text=Dölj lösenordet")
    assert page.get_attribute("[name=password]", "type") == "password"
    sign_in(page, "typing")
    page.wait_for_url("**/console/me/password/")
    told = {}
    for written in ("aaaaaaaaaaaaaaaa", "password1234", "tolv ord som ingen gissar", ""):
        page.fill("[name=password1]", written)
        told[written] = page.inner_text("[role=status]")
    assert list(told.values()) == ["Svagt", "Svagt", "Starkt", ""]
    page.click("text=Visa lösenordet >> nth=1")
    page.fill("[name=oldpassword]", PASSWORD)
    for name in ("password1", "password2"):
        page.fill(f"[name={name}]", "tolv ord som ingen gissar")
    page.click("main button[type=submit]")
    page.wait_for_url("**/console/me/")
