"""A receipt of a yes in the form of Kantara's Consent Receipt 1.1, which other programs read."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.consent.receipts import kantara
from ombud.consent.receipts.jsonld import Proof
from ombud.consent.receipts.kantara import is_yes, receipt
from ombud.errors import RefusedError
from ombud.plan.consent.choice import KINDS, Choice, Scope
from ombud.plan.consent.terms import names, senders
from ombud.store.home import Home
from tests.consent.test_ledger import chose
from tests.front import run

Somebody = Callable[[], str]

CONTROLLER = {"piiController": str, "contact": str, "address": dict, "email": str, "phone": str, "piiControllerUrl?": str}
PURPOSE = {
    "purpose?": str,
    "consentType": str,
    "purposeCategory": [str],
    "piiCategory": [str],
    "termination": str,
    "thirdPartyDisclosure": bool,
    "thirdPartyName?": str,
}
FORM = {
    "version": str,
    "jurisdiction": str,
    "consentTimestamp": int,
    "collectionMethod": str,
    "consentReceiptID": str,
    "language?": str,
    "piiPrincipalId": str,
    "piiControllers": [CONTROLLER],
    "policyUrl": str,
    "services": [{"service": str, "purposes": [PURPOSE]}],
    "sensitive": bool,
    "spiCat": [str],
}
"""What the specification and its published schema want in a receipt, and of which type; `?` marks what may be left out."""


def unlike(made: object, form: object, where: str = "") -> list[str]:
    """Name each field that lacks, is empty, of another type, or unknown to the form."""
    match form, made:
        case dict(), dict():
            fields = {name.rstrip("?"): inner for name, inner in form.items()}
            lacking = [f"{where}/{name}" for name in form if not name.endswith("?") and name not in made]
            unknown = [f"{where}/{name}" for name in made if name not in fields]
            return [
                *lacking,
                *unknown,
                *(one for name in made if name in fields for one in unlike(made[name], fields[name], f"{where}/{name}")),
            ]
        case list(), list():
            return [one for at, inner in enumerate(made) for one in unlike(inner, form[0], f"{where}/{at}")]
        case type(), _ if type(made) is form and made not in ("", {}):
            return []
        case _:
            return [where]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_receipt_of_any_yes_has_all_that_the_specification_wants(home: Home, data: st.DataObject) -> None:
    country = data.draw(st.sampled_from(("SE", "DK", "US", "")))
    purpose = data.draw(st.sampled_from(sorted(home.policy.activities)))
    said = Choice(
        data.draw(st.sampled_from(("given", "renewed"))),
        purpose,
        home.now(),
        Scope(tuple(data.draw(st.sets(st.sampled_from(("news", "insights"))))), senders=senders(home.policy, purpose, country)),
        country=country,
        method=data.draw(st.sampled_from(("phone", "form", "console"))),
        until=data.draw(st.none() | st.dates()),
    )
    proof = Proof(1, "ab" * 32, "f" * 32, data.draw(st.sampled_from(("", "da", "en"))), "https://maalerhus.example/")
    made = receipt(home.policy, proof, said, names(home.policy, said.scope.senders))
    assert unlike(made, FORM) == []
    (purposes,) = [one["purposes"] for one in made["services"]]  # type: ignore[attr-defined] # a list
    assert all(one["thirdPartyDisclosure"] == ("thirdPartyName" in one) for one in purposes)
    assert made["sensitive"] == bool(made["spiCat"])


@pytest.mark.parametrize("lacking", ["jurisdiction", "piiControllers", "spiCat"])
def test_the_form_notices_what_lacks(home: Home, lacking: str) -> None:
    made = receipt(home.policy, Proof(1, "ab" * 32, "f" * 32), Choice("given", "marketing", home.now(), method="phone"), ())
    assert unlike({name: value for name, value in made.items() if name != lacking}, FORM) == [f"/{lacking}"]


def test_a_reader_gets_a_receipt_of_each_yes_and_none_of_a_no(folder: Path, somebody: Somebody) -> None:
    reader = somebody()
    chose(folder, "refuse", reader)
    asked = ("consent", "receipt", "--format", "kantara", "--subject", f"email:{reader}", "--home", folder)
    assert (run(*asked).code, run(*asked).json) == (1, [])
    chose(folder, "give", reader, "--country", "SE", "--topic", "news", "--until", "2099-12-31")
    chose(folder, "withdraw", reader)
    (made,) = run(*asked).json
    assert unlike(made, FORM) == []
    (purpose,) = made["services"][0]["purposes"]
    assert made["version"] == kantara.VERSION
    assert made["piiControllers"][0]["address"]["addressLocality"] == "Horsens"
    assert "Målerhus Sverige AB (SE)" in purpose["thirdPartyName"]
    assert purpose["purposeCategory"] == ["news"]
    assert purpose["termination"].startswith("when it is taken back, or after 2099-12-31")
    assert reader not in str(made)
    other = run("consent", "receipt", "--subject", f"email:{reader}", "--home", folder).json
    assert made["consentReceiptID"] in {one["@id"].rsplit(":", 1)[1] for one in other}


def test_without_a_way_to_reach_the_controller_there_is_no_receipt(home: Home) -> None:
    said, proof = Choice("given", "marketing", home.now(), method="phone"), Proof(1, "ab" * 32, "f" * 32)
    unreachable = replace(home.policy, controller=replace(home.policy.controller, phone=None))
    with pytest.raises(RefusedError, match="how to reach the controller"):
        receipt(unreachable, proof, said, ())


def test_only_a_yes_has_a_receipt_in_this_form(home: Home) -> None:
    assert sorted(kind for kind in KINDS if is_yes(Choice(kind, "marketing", home.now()))) == ["given", "renewed"]
