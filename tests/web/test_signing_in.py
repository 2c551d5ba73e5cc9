"""A person signs in at a real identity provider to show who they are; a sign-in that belongs elsewhere opens nothing."""

import html
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from ombud.cli.demo.build import build
from tests.servers.oidc import CLIENT, SECRET, provider
from tests.servers.program import free_port
from tests.web.conftest import served
from tests.web.site import Seen, Site, Visitor
from tests.web.test_asking import number, somebody
from tests.web.test_identity import doubted, own

SETTINGS = """
url = "http://localhost:{port}"
demo = true
[desk]
cases = "access_request"
[identity.oidc]
name = "Nordhavn"
issuer = "{issuer}"
client_id = "{client}"
secret = "env:OMBUD_TEST_OIDC"
claims = {{email = "email"}}
"""


@pytest.fixture
def house(house_served: Site) -> Iterator[Site]:
    """The house, whose visitors leave when the test ends."""
    yield house_served
    house_served.leave()


@pytest.fixture(scope="module")
def house_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home that trusts an identity provider."""
    folder = tmp_path_factory.mktemp("signing") / "home"
    build(folder, today=datetime.now(UTC).date())
    port, at = free_port(), free_port()
    back = f"http://localhost:{port}/my/signed-in"
    with provider(at, back, folder.parent / "provider.log") as issuer, pytest.MonkeyPatch.context() as patch:
        (folder / "ombud.toml").write_text(SETTINGS.format(port=port, issuer=issuer, client=CLIENT))
        patch.setitem(os.environ, "OMBUD_TEST_OIDC", SECRET)
        for site in served(folder, port):
            yield replace(site, url=f"http://localhost:{port}")


def through(person: Visitor, name: str, *, to_the_end: bool = True) -> Seen:
    """Press the button, sign in and agree at the provider; or stop where the provider sends the browser back."""
    answer = person.client.get("/my/en/identity/sign-in")
    for fields in ({"prompt": "login", "login": name, "password": "whatever"}, {"prompt": "consent"}):
        action = re.search(r'action="(http://[^"]+/interaction/[^"]+)"', answer.text)
        assert action, answer.text[:300]
        if not to_the_end and fields == {"prompt": "consent"}:
            return _stopped(person, html.unescape(action[1]), fields)
        answer = person.client.post(html.unescape(action[1]), data=fields)
    return Seen(answer.status_code, str(answer.url.path), answer.text)


def _stopped(person: Visitor, action: str, fields: dict[str, str]) -> Seen:
    answer = person.client.post(action, data=fields, follow_redirects=False)
    while "/my/signed-in" not in (to := answer.headers["location"]):
        answer = person.client.get(to, follow_redirects=False)
    return Seen(answer.status_code, to, "")


def proofs(site: Site, person: Visitor) -> list[tuple[object, ...]]:
    """Look at what was kept of the proofs of a case."""
    question = (
        "SELECT p.method, p.result FROM rights_proofrow p JOIN rights_caserow c ON c.id = p.case_id WHERE c.number = ? AND p.result <> ''"
    )
    return own(site, question, number(person, "en"))


def test_whoever_signs_in_as_the_person_on_file_goes_on(house: Site) -> None:
    known = somebody(house, "subscribers", 3)
    person = doubted(house, "elsewhere.one@newplace.example", f"email:{known}")
    assert "Sign in with Nordhavn" in person.see("/my/en/case").text
    assert through(person, known).path == "/my/en/case"
    assert "Show who you are" not in person.see("/my/en/case").text
    assert proofs(house, person) == [("oidc", "proved")]


def test_whoever_signs_in_as_somebody_else_does_not(house: Site) -> None:
    person = doubted(house, "elsewhere.two@newplace.example", f"email:{somebody(house, 'subscribers', 4)}")
    refused = through(person, "impostor@elsewhere.example")
    assert refused.status == 403
    assert "does not match" in refused.text
    assert proofs(house, person) == [("oidc", "failed")]
    assert "The address is new to us." in person.see("/my/en/case").text


def test_the_address_of_the_request_itself_proves_nothing(house: Site) -> None:
    asking = "elsewhere.three@newplace.example"
    person = doubted(house, asking, f"email:{somebody(house, 'subscribers', 5)}")
    assert through(person, asking).status == 403


def test_a_sign_in_is_bound_to_its_session_and_works_once(house: Site) -> None:
    known = somebody(house, "subscribers", 6)
    victim = doubted(house, known)
    thief = doubted(house, "thief.one@elsewhere.example", f"email:{known}")
    back = through(victim, known, to_the_end=False).path
    assert "state" in parse_qs(urlsplit(back).query)
    assert thief.see(back).status == 400  # the victim's sign-in in the thief's session
    assert victim.see(back).path == "/my/en/case"
    again = victim.client.get(back)
    assert again.status_code == 400
    assert proofs(house, thief) == []


def test_a_sign_in_whose_state_was_changed_is_refused(house: Site) -> None:
    known = somebody(house, "subscribers", 7)
    person = doubted(house, known)
    back = through(person, known, to_the_end=False).path
    assert person.see(re.sub("state=[^&]+", "state=guessed", back)).status == 400
    assert proofs(house, person) == []


def test_without_a_provider_there_is_no_such_button(site: Site) -> None:
    person = doubted(site, "no.provider@elsewhere.example")
    assert "Sign in with" not in person.see("/my/en/case").text
    assert person.see("/my/en/identity/sign-in").status == 404
