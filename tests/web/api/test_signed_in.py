"""A service in which people are signed in vouches for who asks, just now and with a token that may; nobody else's word is a session."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.web.api.program import Program, token
from tests.web.api.test_cases import customer, opened
from tests.web.site import Site
from tests.web.visits import sql


def ago(minutes: float) -> dict[str, str]:
    """Say when somebody signed in."""
    return {"since": (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()}


def proofs(site: Site, number: str, column: str) -> list[object]:
    """Tell what is kept of the proofs of a case."""
    question = f"SELECT {column} FROM rights_proofrow p JOIN rights_caserow c ON c.id = p.case_id WHERE c.number = ?"
    return sql(site, question, number)


def cases_of(site: Site, email: str) -> list[object]:
    """Tell which cases an address has."""
    return sql(site, "SELECT number FROM rights_caserow WHERE email = ?", email)


@pytest.fixture(scope="module")
def shop_token(home_served: Site) -> str:
    """The token of a shop that opens cases for its own customers."""
    return token(home_served, "shop", "cases:open", "cases:vouch")


@pytest.fixture
def shop(home_served: Site, shop_token: str) -> Iterator[Program]:
    """A shop that opens cases for those who are signed in with it."""
    with using(home_served, shop_token) as shop:
        yield shop


@contextmanager
def using(site: Site, secret: str) -> Iterator[Program]:
    """Use a token for a while."""
    program = Program(site.url, secret)
    try:
        yield program
    finally:
        program.client.close()


def test_a_request_of_somebody_signed_in_is_carried_out_without_another_proof(site: Site, shop: Program, program: Program) -> None:
    number = opened(shop, customer(site, 20), session=ago(5))
    program.post(f"/cases/{number}/preview")
    program.post(f"/cases/{number}/decide", {})
    assert program.post(f"/cases/{number}/carry-out")["state"] in {"waiting", "closed"}


def test_of_a_sign_in_only_method_result_time_and_the_tokens_name_stay(site: Site, shop: Program) -> None:
    began = ago(20)
    number = opened(shop, "signed.in@somewhere.example", session=began)
    kept = [proofs(site, number, column) for column in ("p.method", "p.result", "p.by", "p.reason")]
    assert kept == [["session"], ["proved"], ["api:shop"], [""]]
    assert proofs(site, number, "p.asked_at") == proofs(site, number, "p.decided_at")
    assert began["since"][:19] not in str(proofs(site, number, "p.decided_at")[0]).replace(" ", "T")
    proved = [event for event in shop.get(f"/cases/{number}")["events"] if event["what"] == "identity_proved"]
    assert [event["by"] for event in proved] == ["api:shop"]


def test_somebody_who_signs_in_later_ends_the_wait_for_proof(shop: Program, program: Program) -> None:
    number = opened(shop, "signed.in.later@somewhere.example")
    assert program.post(f"/cases/{number}/identity/ask", {"reason": "the address is new to us"})["state"] == "identity"
    assert shop.post(f"/cases/{number}/identity/session", ago(1))["state"] == "open"


@pytest.mark.parametrize(("minutes", "code"), [(31, "session-stale"), (24 * 60, "session-stale"), (-5, "session-future")])
def test_a_sign_in_of_long_ago_or_to_come_opens_no_case_and_proves_nothing(site: Site, shop: Program, minutes: int, code: str) -> None:
    email = f"signed.in.{minutes}@somewhere.example"
    asked = {"right": "access", "language": "da", "email": email}
    assert shop.refused("POST", "/cases", {**asked, "session": ago(minutes)}) == (422, code)
    assert cases_of(site, email) == []
    number = opened(shop, email)
    assert shop.refused("POST", f"/cases/{number}/identity/session", ago(minutes)) == (422, code)
    assert proofs(site, number, "p.result") == []


def test_a_moment_without_its_zone_is_no_moment(shop: Program) -> None:
    asked = {"right": "access", "language": "da", "email": "no.zone@somewhere.example", "session": {"since": "2026-11-26T08:00:00"}}
    assert shop.refused("POST", "/cases", asked) == (422, "request-invalid")


def test_a_token_that_may_not_vouch_says_nothing_of_sessions(site: Site) -> None:
    email = "not.vouched@somewhere.example"
    asked = {"right": "access", "language": "da", "email": email}
    with using(site, token(site, "form-without-sessions", "cases:open", "cases:read", "cases:write")) as form:
        assert form.refused("POST", "/cases", {**asked, "session": ago(1)}) == (403, "scope-missing")
        assert cases_of(site, email) == []
        number = opened(form, email)
        assert form.refused("POST", f"/cases/{number}/identity/session", ago(1)) == (403, "scope-missing")
    assert proofs(site, number, "p.result") == []


def test_a_token_that_may_only_vouch_opens_nothing_and_reaches_no_case_of_others(site: Site, program: Program) -> None:
    asked = {"right": "access", "language": "da", "email": "of.others@somewhere.example"}
    number = opened(program, "of.others@somewhere.example")
    with using(site, token(site, "only-vouching", "cases:vouch")) as only:
        assert only.refused("POST", "/cases", {**asked, "session": ago(1)}) == (403, "scope-missing")
        assert only.refused("POST", f"/cases/{number}/identity/session", ago(1)) == (404, "not-found")
    assert proofs(site, number, "p.result") == []


def test_a_case_that_is_over_takes_no_sign_in(shop: Program, program: Program) -> None:
    number = opened(shop, "all.over@somewhere.example")
    program.post(f"/cases/{number}/dismiss", {"reason": "sent twice"})
    assert shop.refused("POST", f"/cases/{number}/identity/session", ago(1)) == (409, "session-late")
