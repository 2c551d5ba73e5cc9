"""Whoever reads about a person says why: the diary and the evidence tell who did, in which role and for what, and nothing of the person."""

import json
import re
import sqlite3

from tests.web.api.program import Program, token
from tests.web.site import Site, Visitor, found
from tests.web.test_asking import number
from tests.web.test_console import do, finished
from tests.web.test_console import opened as called
from tests.web.test_deciding import WHY, customer
from tests.web.test_identity import PNG, doubted, own, upload
from tests.web.test_reviewing import asked, noted, pieces
from tests.web.test_staff import age
from tests.web.visits import sql


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


def test_what_the_desk_wrote_is_read_for_a_reason_and_by_no_auditor(site: Site) -> None:
    writer, reader, auditor = site.officer("writes"), site.worker("reads", "handler"), site.worker("audits", "auditor")
    case = called(writer, "erase", customer(site, 930001, order="2025-12-03"), language="en")
    do(writer, case, "identity", method="officer", result="proved", reason="signed in to our shop")
    emptied = found(r'name="item-(\d+)"><option value="empty">', do(writer, case, "preview").html)
    decided = do(writer, case, "decide", **{f"item-{emptied}": "keep", f"reason-{emptied}": WHY})
    assert "keep: (a text that is read when the case is opened for a reason)" in decided.text
    finished(writer, case, do(writer, case, "carry-out"))
    texts = (WHY, "looked through", "they do not answer")
    for visitor in (reader, auditor):
        assert not any(text in visitor.see(case).html for text in texts)
    assert auditor.see(f"{case}open").status == 403
    reader.fill(f"{case}open", reason="question")
    assert all(text in reader.see(case).html for text in texts)


def test_why_a_piece_was_left_out_is_read_for_a_reason(site: Site) -> None:
    writer, auditor = site.officer("leaves-out"), site.worker("audits-pieces", "auditor")
    case, page = asked(writer, noted(site, 930002))
    piece = pieces(page)[0].rsplit("/", 1)[1]
    do(writer, case, "review", piece=piece, verdict="left", reason="her sister is meant")
    for visitor in (writer, auditor):
        assert "her sister is meant" not in visitor.see(case).html
    writer.fill(f"{case}open", reason="handling")
    assert "her sister is meant" in writer.see(case).html


def test_a_reason_that_nobody_has_opened_stands_when_the_rest_is_decided_anew(site: Site) -> None:
    writer, colleague = site.officer("decides"), site.officer("decides-anew")
    case = called(writer, "erase", customer(site, 930003, order="2025-12-03"), language="en")
    emptied = found(r'name="item-(\d+)"><option value="empty">', do(writer, case, "preview").html)
    do(writer, case, "decide", **{f"item-{emptied}": "keep", f"reason-{emptied}": WHY})
    page = do(writer, case, "reopen", reason="to look once more")
    assert WHY not in page.html
    items = set(re.findall(r'name="(item-\d+)"', page.html))
    assert do(colleague, case, "decide", **dict.fromkeys(items, "erase")).status == 200
    colleague.fill(f"{case}open", reason="handling")
    assert f"keep: {WHY}" in colleague.see(case).text


def test_why_a_hold_stands_is_read_for_a_reason_that_is_kept_and_by_no_auditor(site: Site) -> None:
    officer, reader, auditor = site.officer("holds"), site.worker("reads-holds", "handler"), site.worker("audits-holds", "auditor")
    given = {"subject": f"email:{customer(site, 930005)}", "reason": "a claim of her brother", "owner": "legal", "review": "2199-01-01"}
    officer.fill("/console/holds/", to="/console/holds/add", **given)
    (hold,) = sql(site, "SELECT id FROM store_holdrow WHERE reason = ?", given["reason"])
    for visitor in (officer, reader, auditor):
        assert given["reason"] not in visitor.see("/console/holds/").html
    assert auditor.see(f"/console/holds/{hold}/open").status == 403
    page = reader.see(f"/console/holds/{hold}/open")
    assert f"Reason for hold {hold}" in page.text
    assert reader.fill(f"/console/holds/{hold}/open", reason="other").status == 409
    told = reader.fill(f"/console/holds/{hold}/open", reason="other", words="her brother calls")
    assert given["reason"] in told.text
    assert "Something else: her brother calls (reads-holds)" in told.text
    assert given["reason"] not in officer.see("/console/holds/").html
    facts = json.dumps(entries(site, hold))
    assert '"handler"' in facts
    assert not any(said in facts for said in ("brother", "reads-holds"))
    officer.fill("/console/holds/", to=f"/console/holds/{hold}/release")
    assert sql(site, "SELECT reason FROM store_holdrow WHERE id = ?", hold) == [""]
    assert sql(site, "SELECT note FROM store_holdreadrow WHERE hold_id = ?", hold) == [""]
    assert reader.see(f"/console/holds/{hold}/open").status == 404


def test_programs_read_what_the_desk_wrote_beside_the_person_alone(site: Site) -> None:
    program = Program(site.url, token(site, "desk-texts", "cases:read", "cases:write"))
    told = program.post("/cases", {"right": "erase", "language": "en", "email": customer(site, 930004, order="2025-12-03")})
    case = f"/cases/{told['number']}"
    program.post(f"{case}/identity", {"result": "proved", "reason": "signed in to our shop"})
    emptied = next(one["id"] for one in program.post(f"{case}/preview")["items"] if one["proposed"] == "empty")
    program.post(f"{case}/decide", {"against": [{"item": emptied, "decided": "keep", "reason": WHY}]})
    told = program.post(f"{case}/carry-out")
    task = told["tasks"][0]["id"]
    program.post(f"{case}/tasks/{task}/done", {"note": "asked her sister"})
    assert not any(text in program.ask("GET", case).text for text in (WHY, "sister"))
    texts = {one["text"]: (one["about"], one["id"]) for one in program.get(f"{case}/person", Reason="handling")["written"]}
    kept = next(one["id"] for one in told["items"] if one["decided"] == "keep" and one["proposed"] == "empty")
    assert texts[WHY] == ("items", kept)
    assert texts["asked her sister"] == ("tasks", task)
    assert texts["handling"][0] == "events"
    program.client.close()
