"""What is handed to others is asked for before, put on record, and told to whoever asks for their data (GDPR Art. 15(1)(c))."""

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.web.api.program import Program
from tests.web.api.test_cases import customer, opened
from tests.web.site import Site

REFERRAL = {"activity": "network", "to": "network-members", "ground": "referral"}
BY_LAW = {"activity": "customer", "to": "public-authorities", "law": "bogforingsloven"}


def people(*addresses: str) -> dict[str, Any]:
    """Name people by their addresses."""
    return {"people": [[{"kind": "email", "value": one}] for one in addresses]}


def answered(site: Site, email: str, lang: str, folder: Path) -> tuple[str, str, dict[str, Any]]:
    """Write the answer to an access request on the command line, and read the page, the letter on paper, and the data."""
    about = ("request", "access", "--subject", "-", "--reason", "asked", "--lang", lang, "-o", str(folder), "--home", str(site.home))
    subprocess.run([sys.executable, "-m", "ombud", *about], input=f"email:{email}\n", text=True, check=True, capture_output=True)
    paper = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO((folder / "answer.pdf").read_bytes())).pages).split())
    return (folder / "answer.html").read_text("utf-8"), paper, json.loads((folder / "data.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("lang", "says", "data"),
    [
        ("da", "Givet videre", "navn, virksomhed, e-mailadresse og telefonnummer"),
        ("sv", "Utlämnat", "namn, företag, e-postadress och telefonnummer"),
        ("nb", "Gitt videre", "navn, virksomhet, e-postadresse og telefonnummer"),
        ("en", "Handed over", "name, company, e-mail address and telephone number"),
    ],
)
def test_an_access_answer_names_to_whom_when_and_which_data_were_handed_over(
    site: Site, program: Program, tmp_path: Path, lang: str, says: str, data: str
) -> None:
    email = customer(site, 20 + ["da", "sv", "nb", "en"].index(lang))
    html, _, before = answered(site, email, lang, tmp_path / "before")
    assert (says in html, before["handed"]) == (False, [])
    noted = program.post("/disclosures", {**people(email.upper()), **REFERRAL})
    assert noted == {"outcome": "allowed", "people": 1}
    html, paper, told = answered(site, email, lang, tmp_path / "after")
    assert (says in paper, f">{says}<" in html, f">{data[0].upper()}{data[1:]}<" in html) == (True, True, True)
    (one,) = told["handed"]
    assert one == {
        "day": one["day"],
        "to": "network-members",
        "activity": "network",
        "ground": "referral",
        "data": ["name", "company", "email", "phone"],
    }
    assert abs((datetime.fromisoformat(one["day"]).date() - datetime.now(UTC).date()).days) <= 1


def test_what_the_policy_does_not_say_is_refused_for_all_and_on_record_only_if_it_has_happened(
    site: Site, program: Program, tmp_path: Path
) -> None:
    email, other = customer(site, 25), customer(site, 26)
    undeclared = {**people(email, other), "activity": "customer", "to": "network-members", "ground": "consent"}
    assert program.refused("POST", "/disclosures", undeclared) == (409, "disclosure-refused")
    assert program.refused("POST", "/disclosures", {**people(email), **BY_LAW, "ground": "legal_duty", "law": "nolaw"}) == (
        422,
        "disclosure-law",
    )
    assert program.refused("POST", "/disclosures", {**people(email), **REFERRAL, "to": "nobody"}) == (422, "disclosure-recipient")
    assert answered(site, other, "en", tmp_path / "refused")[2]["handed"] == []
    assert program.post("/disclosures", {**undeclared, "already": True}) == {"outcome": "undeclared", "people": 2}
    assert [one["to"] for one in answered(site, other, "en", tmp_path / "happened")[2]["handed"]] == ["network-members"]


def test_what_helped_to_solve_a_crime_is_told_to_nobody_before_a_person_has_decided_it(
    site: Site, program: Program, tmp_path: Path
) -> None:
    email = customer(site, 27)
    program.post("/disclosures", {**people(email), **BY_LAW, "ground": "crime_solving"})
    program.post("/disclosures", {**people(email), **BY_LAW, "ground": "legal_duty"})
    html, _, told = answered(site, email, "en", tmp_path / "answer")
    assert [one["ground"] for one in told["handed"]] == ["legal_duty"]
    assert "crime" not in html
    case = f"/cases/{opened(program, email)}"
    program.post(f"{case}/preview")
    program.post(f"{case}/decide", {})
    program.post(f"{case}/identity", {"result": "proved", "reason": "signed in to our shop"})
    program.post(f"{case}/carry-out")
    assert [event["what"] for event in program.get(case)["events"]].count("handed_unsaid") == 1
