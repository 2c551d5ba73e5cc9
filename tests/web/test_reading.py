"""Whoever reads about a person says why: the diary and the evidence tell who did, in which role and for what, and nothing of the person."""

import json
import sqlite3

from tests.web.site import Site, Visitor
from tests.web.test_asking import number
from tests.web.test_identity import PNG, doubted, own, upload
from tests.web.test_staff import age


def case_of(site: Site, email: str) -> str:
    """Open a case of somebody."""
    site.visitor().fill("/en/ask/access", email=email)
    person = site.visitor()
    person.fill(site.link(email))
    return person.see("/my/en/case").html.split("<h1>")[1].split("</h1>")[0].split()[-1]


def entries(site: Site, case: str) -> list[dict[str, object]]:
    """Read what the evidence tells about reading in a case."""
    with sqlite3.connect(site.home / "var" / "ombud.sqlite") as store:
        bodies = [bytes(body).decode() for (body,) in store.execute("SELECT body FROM store_entryrow ORDER BY id")]
    return [json.loads(body) for body in bodies if '"read"' in body and case in body]


def diary(site: Site, case: str) -> list[tuple[str, str]]:
    """Read what the diary tells about reading in a case."""
    question = "SELECT e.by, e.note FROM rights_eventrow e JOIN rights_caserow c ON c.id = e.case_id WHERE c.number = ? AND e.what = 'read'"
    with sqlite3.connect(site.home / "var" / "ombud.sqlite") as store:
        return [(str(by), str(note)) for by, note in store.execute(question, (case,))]


def opened(visitor: Visitor, case: str, **why: str) -> int:
    """Open what is about the person, and give the status of the answer."""
    return visitor.fill(f"/console/cases/{case}/open", **why).status


def test_a_person_is_read_for_a_reason_that_is_kept(site: Site) -> None:
    email = "read.with.reason@somewhere.example"
    case, handler = case_of(site, email), site.worker("perusing", "handler")
    assert email not in handler.see(f"/console/cases/{case}/").text
    assert diary(site, case) == []
    assert opened(handler, case, reason="handling") == 200
    assert email in handler.see(f"/console/cases/{case}/").text
    assert diary(site, case) == [("perusing", "handling")]
    facts = entries(site, case)
    assert len(facts) == 1
    told = json.dumps(facts)
    assert '"handler"' in told
    assert '"handling"' in told
    assert email not in told
    assert "perusing" not in told


def test_within_the_hour_it_is_asked_once_and_another_session_is_asked_anew(site: Site) -> None:
    email = "read.twice@somewhere.example"
    case, handler = case_of(site, email), site.worker("again", "handler")
    opened(handler, case, reason="question")
    for _ in range(3):
        assert email in handler.see(f"/console/cases/{case}/").text
    assert len(diary(site, case)) == len(entries(site, case)) == 1
    assert email not in site.worker("again", "handler").see(f"/console/cases/{case}/").text


def test_after_an_hour_it_is_asked_again(site: Site) -> None:
    email = "read.later@somewhere.example"
    case, handler = case_of(site, email), site.worker("later", "handler")
    opened(handler, case, reason="handling")
    age(site, handler, 59, "opened")
    assert email in handler.see(f"/console/cases/{case}/").text
    age(site, handler, 2, "opened")
    assert email not in handler.see(f"/console/cases/{case}/").text


def test_one_reason_opens_one_case(site: Site) -> None:
    first, second = (case_of(site, f"read.{which}@somewhere.example") for which in ("first", "second"))
    handler = site.worker("narrow", "handler")
    opened(handler, first, reason="handling")
    assert "read.second" not in handler.see(f"/console/cases/{second}/").text


def test_another_reason_is_told_in_words_that_stay_in_the_diary(site: Site) -> None:
    case, handler = case_of(site, "read.other@somewhere.example"), site.worker("other", "handler")
    assert opened(handler, case, reason="other") == 409
    assert opened(handler, case, reason="curiosity") == 409
    assert diary(site, case) == []
    assert opened(handler, case, reason="other", words="the letter came back") == 200
    assert diary(site, case) == [("other", "other: the letter came back")]
    assert "letter came back" not in json.dumps(entries(site, case))


def test_a_document_of_identity_is_seen_by_its_handler_alone_and_for_a_reason(site: Site) -> None:
    person = doubted(site, "shows.papers@somewhere.example")
    upload(person, PNG)
    case = number(person, "en")
    kept = own(site, "SELECT d.id FROM rights_documentrow d JOIN rights_caserow c ON c.id = d.case_id WHERE c.number = ?", case)[0][0]
    path = f"/console/cases/{case}/documents/{kept}"
    handler, colleague = site.worker("papers", "handler"), site.officer("papers-colleague")
    handler.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/take")
    assert handler.see(path).path == f"/console/cases/{case}/open"
    for visitor in (handler, colleague):
        opened(visitor, case, reason="handling")
    assert colleague.see(path).status == 404
    assert path not in colleague.see(f"/console/cases/{case}/").html
    assert path in handler.see(f"/console/cases/{case}/").html
    assert handler.see(path).raw == PNG
