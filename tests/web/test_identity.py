"""A person shows who they are on the page of their case; an impostor who knows everything but the mailbox gets nothing."""

import hashlib
import re
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.web.site import PATIENCE, Seen, Site, Visitor
from tests.web.test_asking import ask, number, somebody

DOUBT = """
import sys
from ombud.store.home import Home
home = Home.opened(sys.argv[1])
from ombud.rights.identity import ladder
from ombud.rights.models import CaseRow
case = CaseRow.objects.get(number=sys.argv[2])
case.identifiers = dict([sys.argv[3].split(":", 1)]) if sys.argv[3] else {}
case.save()
ladder.ask(home, case, "The address is new to us.", "officer", home.now())
"""
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"


def doubted(site: Site, email: str, about: str = "", right: str = "access") -> Visitor:
    """Ask, and let an officer ask back who it is, about somebody on file."""
    person = ask(site, right, email, "en")
    command = [sys.executable, "-c", DOUBT, str(site.home), number(person, "en"), about]
    subprocess.run(command, check=True, capture_output=True)
    return person


def press(person: Visitor, what: str, **fields: str) -> Seen:
    """Press a button of the case page."""
    return person.fill("/my/en/case", to=f"/my/en/identity/{what}", **fields)


def upload(person: Visitor, content: bytes) -> Seen:
    """Send a document."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', person.see("/my/en/case").html)
    assert token
    answer = person.client.post(
        "/my/en/identity/document", data={"csrfmiddlewaretoken": token[1]}, files={"document": ("id.png", content, "image/png")}
    )
    return Seen(answer.status_code, str(answer.url.path), answer.text)


CODE = re.compile(r"\b(\d{6})\. It works once")


def code_sent(site: Site, person: Visitor, to: str) -> str:
    """Press for a code, and read it when it has come."""
    press(person, "code")
    until = time.monotonic() + PATIENCE
    while not (codes := CODE.findall("\n".join(site.letters(to, 0)))):
        assert time.monotonic() < until, "no code came"
        time.sleep(0.1)
    return str(codes[-1])


def own(site: Site, question: str, *values: object) -> list[tuple[object, ...]]:
    """Look into our own store."""
    with sqlite3.connect(site.home / "var" / "ombud.sqlite", timeout=30) as store:
        return store.execute(question, values).fetchall()


def test_a_code_goes_to_the_contact_data_on_file_and_opens_the_case(site: Site) -> None:
    old = somebody(site, "subscribers", 40)
    person = doubted(site, "new.address@newplace.example", f"email:{old}")
    page = person.see("/my/en/case")
    assert "The address is new to us." in page.text
    code = code_sent(site, person, old)
    assert press(person, "enter", code=code).path == "/my/en/case"
    assert "Show who you are" not in person.see("/my/en/case").text
    proof = own(
        site,
        "SELECT method, result FROM rights_proofrow p JOIN rights_caserow c ON c.id = p.case_id WHERE c.number = ?",
        number(person, "en"),
    )
    assert proof == [("code", "proved")]


def test_who_reads_the_store_cannot_try_a_code_out(site: Site) -> None:
    victim = somebody(site, "subscribers", 47)
    person = doubted(site, victim)
    code = code_sent(site, person, victim)
    asked = "SELECT c.id, k.digest FROM rights_keyrow k JOIN rights_caserow c ON c.id = k.case_id WHERE k.use = 'code' AND c.number = ?"
    ((case, kept),) = own(site, asked, number(person, "en"))
    guesses = {hashlib.sha256(text.encode()).hexdigest() for text in (code, f"{case}:{code}", f"code:{case}:{code}")}
    assert kept not in {code, *guesses}  # without the key of the home no guess shows that it is right


def test_an_impostor_with_another_mailbox_never_gets_the_code(site: Site) -> None:
    victim = somebody(site, "subscribers", 41)
    impostor = doubted(site, "impostor.one@elsewhere.example", f"email:{victim}")
    code = code_sent(site, impostor, victim)
    assert not CODE.search("\n".join(site.letters("impostor.one@elsewhere.example")))
    for guess in range(5):
        assert press(impostor, "enter", code=f"{(int(code) + guess + 1) % 1_000_000:06}").status == 422
    assert press(impostor, "enter", code=code).status == 422  # five wrong guesses make the code void


def test_a_code_fits_its_own_case_only_and_once(site: Site) -> None:
    victim = somebody(site, "subscribers", 42)
    impostor = doubted(site, "impostor.two@elsewhere.example", f"email:{victim}")
    other = doubted(site, victim)
    code = code_sent(site, other, victim)
    press(impostor, "code")
    assert press(impostor, "enter", code=code).status == 422
    assert press(other, "enter", code=code).path == "/my/en/case"
    assert other.client.post("/my/en/identity/enter", data={"code": code}).status_code in {403, 404}


def test_an_expired_code_proves_nothing(site: Site) -> None:
    victim = somebody(site, "subscribers", 43)
    person = doubted(site, victim)
    code = code_sent(site, person, victim)
    with sqlite3.connect(site.home / "var" / "ombud.sqlite", timeout=30) as store:
        store.execute("UPDATE rights_keyrow SET expires = '2026-01-01 00:00:00' WHERE use = 'code'")
    assert press(person, "enter", code=code).status == 422


def test_codes_are_not_sent_without_end(site: Site) -> None:
    victim = somebody(site, "subscribers", 44)
    person = doubted(site, victim)
    assert [press(person, "code").status for _ in range(4)] == [200, 200, 200, 429]


def test_a_forwarded_link_a_guessed_number_and_anothers_session_open_nothing(site: Site) -> None:
    email = somebody(site, "subscribers", 45)
    person = doubted(site, email)
    thief = site.visitor()
    assert thief.see(site.link(email)).status == 410  # the link was used, so whoever it is forwarded to gets nothing
    assert thief.see(f"/my/en/case?number={number(person, 'en')}").path == "/en/link"
    mine = ask(site, "access", "thief@elsewhere.example", "en")
    assert number(mine, "en") != number(person, "en")  # a session shows its own case, whatever else is asked
    assert mine.see(f"/my/en/case?number={number(person, 'en')}").text.count(number(person, "en")) == 0
    person.fill("/my/en/case", to="/my/en/leave")
    assert person.see("/my/en/case").path == "/en/link"


def test_a_session_is_void_everywhere_once_it_was_left(site: Site) -> None:
    person = ask(site, "access", "left@elsewhere.example", "en")
    copied = {"ombud_subject": str(person.client.cookies.get("ombud_subject"))}
    person.fill("/my/en/case", to="/my/en/leave")
    replay = site.visitor()
    replay.client.cookies.set("ombud_subject", copied["ombud_subject"])
    assert replay.see("/my/en/case").path == "/en/link"


def test_a_document_is_kept_encrypted_and_gone_when_it_is_decided(site: Site) -> None:
    person = doubted(site, somebody(site, "subscribers", 46))
    page = upload(person, PNG)
    assert page.path == "/my/en/case"
    assert "We have your document" in page.text
    case = number(person, "en")
    ((kind, sealed),) = own(
        site, "SELECT d.kind, d.sealed FROM rights_documentrow d JOIN rights_caserow c ON c.id = d.case_id WHERE c.number = ?", case
    )
    assert kind == "image/png"
    assert isinstance(sealed, bytes)
    assert b"IEND" not in sealed
    officer = site.officer("documents")
    officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/dismiss", reason="sent to the wrong company")
    assert own(site, "SELECT count(*) FROM rights_documentrow d JOIN rights_caserow c ON c.id = d.case_id WHERE c.number = ?", case) == [
        (0,)
    ]


def test_nobody_at_the_desk_says_that_a_provider_answered(site: Site) -> None:
    case = number(doubted(site, somebody(site, "subscribers", 47)), "en")
    officer = site.officer("documents")
    for method in ("oidc", "code", "channel", "session"):
        given = {"method": method, "result": "proved", "reason": "it is surely them"}
        assert officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/identity", **given).status == 409
    assert 'value="oidc"' not in officer.see(f"/console/cases/{case}/").html
    assert own(
        site,
        "SELECT count(*) FROM rights_proofrow p JOIN rights_caserow c ON c.id = p.case_id WHERE c.number = ? AND p.result = 'proved'",
        case,
    ) == [(0,)]


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ not a picture", PNG[:30], b"%PDF-1.7 /JavaScript (app.alert(1)) %%EOF", b"<svg onload=alert(1)>IEND"],
    ids=["empty", "program", "cut off", "active", "svg"],
)
def test_a_wrong_file_is_refused_and_nothing_of_it_is_kept(site: Site, content: bytes) -> None:
    person = doubted(site, f"wrong.file{len(content)}@elsewhere.example")
    assert upload(person, content).status == 422
    assert "cannot be used" in upload(person, content).text
    assert own(
        site, "SELECT count(*) FROM rights_documentrow d JOIN rights_caserow c ON c.id = d.case_id WHERE c.number = ?", number(person, "en")
    ) == [(0,)]


def test_two_documents_are_all_that_a_case_takes(site: Site) -> None:
    person = doubted(site, "many.files@elsewhere.example")
    assert [upload(person, PNG).status for _ in range(4)][:2] == [200, 200]
    kept = "SELECT count(*) FROM rights_documentrow d JOIN rights_caserow c ON c.id = d.case_id WHERE c.number = ?"
    assert own(site, kept, number(person, "en")) == [(2,)]


def test_a_huge_upload_is_cut_off(site: Site) -> None:
    person = doubted(site, "huge.file@elsewhere.example")
    refused = upload(person, PNG + b"\0" * 6_000_000)
    assert refused.status == 413
    assert "too large" in refused.text


def test_no_proof_is_taken_in_a_case_that_asks_for_none(site: Site) -> None:
    person = ask(site, "access", "not.asked@elsewhere.example", "en")
    assert press(person, "code").status == press(person, "enter", code="123456").status == upload(person, PNG).status == 404
