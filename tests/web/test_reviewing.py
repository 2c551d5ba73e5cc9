"""What may name others is looked through piece by piece before the person gets it (GDPR Art. 15(4))."""

import io
import re
import zipfile
from base64 import b64decode

import pytest

from tests.web.api.program import Program, token
from tests.web.site import Seen, Site, Visitor
from tests.web.test_console import do, finished, opened
from tests.web.test_deciding import customer
from tests.web.visits import sql

WHY = "it tells of a colleague of yours"


def noted(site: Site, number: int) -> str:
    """Take in somebody about whom two notes are written."""
    email = customer(site, number)
    note = "INSERT INTO case_notes (id, customer_id, note, written_on) VALUES (?, ?, 'her sister called too', '2026-05-02')"
    sql(site, note, str(number + 1_000_000), str(number), system="crm")
    return email


def asked(officer: Visitor, email: str) -> tuple[str, Seen]:
    """Let an officer decide an access and carry it out."""
    case = opened(officer, "access", email, language="en")
    do(officer, case, "identity", method="officer", result="proved", reason="signed in to our shop")
    for verb in ("preview", "decide"):
        do(officer, case, verb)
    return case, do(officer, case, "carry-out")


def pieces(page: Seen) -> list[str]:
    """List the pieces that are still to be looked through."""
    return re.findall(r'href="(/console/cases/[\d-]+/pieces/\d+)"', page.html)


def test_a_piece_is_read_released_or_left_out_and_the_person_gets_what_was_released(site: Site) -> None:
    email, officer = noted(site, 920001), site.officer("reviewer")
    case, page = asked(officer, email)
    first, second = pieces(page)
    finished(officer, case, page)
    assert "/key/" not in "".join(site.letters(email, 0))  # it waits for the pieces
    assert officer.see(first).path == f"{case}open"  # first say why
    assert do(officer, case, "review", piece=first.rsplit("/", 1)[1], verdict="released").status == 409  # nobody has read it
    officer.fill(f"{case}open", reason="handling")
    texts = [officer.see(one).html for one in (first, second)]
    mine, other = (first, second) if "wants a visit" in texts[0] else (second, first)
    assert "her sister called too" in officer.see(other).html
    assert do(officer, case, "review", piece=mine.rsplit("/", 1)[1], verdict="released").status == 200
    assert do(officer, case, "review", piece=other.rsplit("/", 1)[1], verdict="left").status == 409  # without a reason
    closed = do(officer, case, "review", piece=other.rsplit("/", 1)[1], verdict="left", reason=WHY)
    assert "Answered" in closed.text
    assert "Somebody read" in closed.text
    package = fetched(site, email)
    whole = "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    assert "wants a visit" in whole
    assert "her sister called too" not in whole
    assert WHY in package.read("review.html").decode()
    question = "SELECT r.file FROM rights_reviewrow r JOIN rights_caserow c ON c.id = r.case_id WHERE length(r.sealed) > 0 AND c.number = ?"
    assert sql(site, question, case.split("/")[3]) == []


def fetched(site: Site, email: str) -> zipfile.ZipFile:
    """Let the person fetch the answer."""
    person = site.visitor()
    person.fill(site.link(email))
    return zipfile.ZipFile(io.BytesIO(person.see("/my/en/answer.zip").raw))


@pytest.mark.parametrize("role", ["auditor", "developer"])
def test_nobody_reads_a_piece_whose_role_may_not_read_about_persons(site: Site, role: str) -> None:
    case, page = asked(site.officer("reviewer"), noted(site, 920010 + len(role)))
    assert site.worker(f"nosy-{role}", role).see(pieces(page)[0]).status == 403
    assert case


def test_a_program_looks_a_piece_through_and_its_reason_stands_in_the_diary(site: Site) -> None:
    program = Program(site.url, token(site, "reviewing", "cases:read", "cases:write"))
    case = f"/cases/{program.post('/cases', {'right': 'access', 'language': 'en', 'email': noted(site, 920003)})['number']}"
    program.post(f"{case}/identity", {"result": "proved", "reason": "signed in to our shop"})
    for verb in ("preview", "decide", "carry-out"):
        program.post(f"{case}/{verb}", {})
    first, second = (f"{case}/review/{one['id']}" for one in program.get(case)["review"])
    assert program.refused("POST", first, {"decided": "released"}) == (409, "review-unread")
    assert program.refused("GET", first) == (422, "request-invalid")
    texts = {b64decode(program.get(one, Reason="handling")["base64"]).decode() for one in (first, second)}
    assert texts == {"wants a visit", "her sister called too"}
    assert program.refused("POST", second, {"decided": "left"}) == (422, "review-reason")
    program.post(first, {"decided": "released"})
    program.post(second, {"decided": "left", "reason": WHY})
    assert program.refused("GET", second, Reason="handling") == (409, "review-over")
    assert [event["what"] for event in program.get(case)["events"]].count("read") == 2
    program.client.close()


def test_who_wrote_by_paper_gets_the_answer_by_post(site: Site) -> None:
    """A letter came from somebody without an e-mail address: everything is printed and posted, and the answer is fetched by the handler."""
    number = sql(site, "SELECT id FROM customers WHERE email = ?", noted(site, 920005), system="crm")[0]
    officer = site.officer("posting")
    case = opened(officer, "access", channel="letter", language="en", name="Somebody Invented", wish="What do you have on me?")
    do(officer, case, "identifier", kind="customer_no", value=str(number))
    do(officer, case, "identity", method="officer", result="proved", reason="the letter came from the address on file")
    for verb in ("preview", "decide"):
        do(officer, case, verb)
    page = do(officer, case, "carry-out")
    finished(officer, case, page)
    officer.fill(f"{case}open", reason="handling")
    assert "Fetch the answer" not in officer.see(f"{case}letters/").text  # it waits for the pieces
    assert officer.fill(case, to=f"{case}answer.zip").status == 404
    for piece in pieces(page):
        officer.see(piece)
        do(officer, case, "review", piece=piece.rsplit("/", 1)[1], verdict="released")
    assert "Fetch the answer" in officer.see(f"{case}letters/").text
    handed = officer.fill(f"{case}letters/", to=f"{case}answer.zip")
    package = zipfile.ZipFile(io.BytesIO(handed.raw))
    assert package.read("answer.pdf").startswith(b"%PDF")
    assert package.read("review.pdf").startswith(b"%PDF")
    assert "wants a visit" in "".join(package.read(name).decode() for name in package.namelist() if name.startswith("review/"))
    fetched_at = "SELECT fetched_at FROM rights_packagerow p JOIN rights_caserow c ON c.id = p.case_id WHERE c.number = ?"
    assert sql(site, fetched_at, case.split("/")[3])[0]
    assert (
        officer.see(
            f"/console/evidence/?kind=disclosed&run={sql(site, 'SELECT id FROM rights_caserow WHERE number = ?', case.split('/')[3])[0]}"
        ).html.count("<code>disclosed</code>")
        == 1
    )
