"""A program opens cases, decides them item by item, carries them out, and sees nobody's data without a reason."""

import json
import sqlite3
from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest

from tests.web.api.program import Program, ombud, token
from tests.web.site import Site
from tests.web.test_asking import addresses
from tests.web.test_asking import opened as answered
from tests.web.visits import sql

STRANGER = "nobody.at.all@somewhere.example"
ADVERTISING = "newsletter"


def customer(site: Site, number: int, table: str = "customers") -> str:
    """Give the address of one of the invented people, from the last on."""
    return addresses(site.home, table)[-1 - number]


def opened(program: Program, email: str, right: str = "access", **more: object) -> str:
    """Open a case and give its number."""
    return str(program.post("/cases", {"right": right, "language": "da", "email": email, **more})["number"])


def test_an_access_is_opened_decided_carried_out_and_closed(site: Site, program: Program) -> None:
    email = customer(site, 0)
    case = f"/cases/{opened(program, email)}"
    assert program.post(f"{case}/preview")["outcome"] == "planned"
    assert program.post(f"{case}/decide", {})["state"] == "decided"
    assert program.refused("POST", f"{case}/carry-out") == (409, "identity-missing")
    program.post(f"{case}/identity", {"result": "proved", "reason": "signed in to our shop"})
    told = program.post(f"{case}/carry-out")
    assert told["state"] == "waiting"
    for task in told["tasks"]:
        told = program.post(f"{case}/tasks/{task['id']}/done", {"note": "looked through"})
    for piece in told["review"]:
        told = program.post(f"{case}/review/{piece['id']}", {"decided": "left", "reason": "it names others"})
    assert told["state"] == "closed"
    assert program.get(case) == told
    assert "/key/" in "".join(site.letters(email, 2))  # the answer itself is fetched behind a link


def test_an_item_is_kept_against_the_proposal_only_with_a_reason(site: Site, program: Program) -> None:
    case = f"/cases/{opened(program, customer(site, 1, 'subscribers'), 'erase')}"
    items = program.post(f"{case}/preview")["items"]
    going = next(item for item in items if item["proposed"] == "erase")
    against = {"item": going["id"], "decided": "keep"}
    assert program.refused("POST", f"{case}/decide", {"against": [against]}) == (422, "decision-reason")
    program.post(f"{case}/decide", {"against": [{**against, "reason": "a claim is being settled"}]})
    left = [item for item in program.get(case)["items"] if item["place"] == going["place"]]
    assert [item["decided"] for item in left] == ["keep"]
    written = program.get(f"{case}/person", Reason="handling")["written"]
    assert ("items", left[0]["id"], "a claim is being settled") in [tuple(one.values()) for one in written]


def test_nobody_reads_whose_a_case_is_without_a_reason_and_the_reason_stands_in_the_diary(site: Site, program: Program) -> None:
    email = customer(site, 2)
    number = opened(program, email)
    assert email not in program.ask("GET", f"/cases/{number}").text
    assert email not in program.ask("GET", "/cases?limit=200").text
    assert program.refused("GET", f"/cases/{number}/person") == (422, "request-invalid")
    assert program.get(f"/cases/{number}/person", Reason="the customer is on the phone")["email"] == email
    assert "read" in [event["what"] for event in program.get(f"/cases/{number}")["events"]]


def test_a_withdrawal_takes_effect_at_once(site: Site, program: Program) -> None:
    email = customer(site, 3, "subscribers")
    opened(program, email, "withdraw")
    with sqlite3.connect(site.home / "systems" / "crm.sqlite") as crm:
        assert crm.execute("SELECT count(*) FROM subscribers WHERE email = ?", (email,)).fetchone() == (0,)


def test_nobody_decides_against_a_withdrawal_that_waited_for_a_system(site: Site, program: Program) -> None:
    email, crm = customer(site, 4, "subscribers"), site.home / "systems" / "crm.sqlite"
    away = crm.rename(crm.with_suffix(".away"))
    case = f"/cases/{opened(program, email, 'withdraw')}"
    away.rename(crm)
    item = program.post(f"{case}/preview")["items"][0]["id"]
    against = [{"item": item, "decided": "keep", "reason": "they may come back"}]
    assert program.refused("POST", f"{case}/decide", {"against": against}) == (409, "decision-absolute")
    assert program.post(f"{case}/decide", {})["state"] == "decided"


def test_nobody_turns_away_an_objection_to_marketing(site: Site, program: Program) -> None:
    email, crm = customer(site, 5, "subscribers"), site.home / "systems" / "crm.sqlite"
    away = crm.rename(crm.with_suffix(".away"))
    case = f"/cases/{opened(program, email, 'object', purpose=ADVERTISING)}"
    away.rename(crm)
    assert program.refused("POST", f"{case}/refuse", {"reason": "they are good customers"}) == (409, "withdrawal-refused")
    assert program.refused("POST", f"{case}/answer", {"text": "We would rather go on."}) == (409, "case-planned")
    assert program.get(case)["state"] == "open"


def test_whoever_asks_from_an_address_nobody_has_is_told_so_without_proof(site: Site, program: Program) -> None:
    email = "asks.about.nothing@somewhere.example"
    case = f"/cases/{opened(program, email)}"
    assert program.post(f"{case}/preview")["outcome"] == "nobody"
    program.post(f"{case}/decide", {})
    told = program.post(f"{case}/carry-out")
    for task in told["tasks"]:  # the visits of the website know nobody by an address
        told = program.post(f"{case}/tasks/{task['id']}/done", {"note": "looked through"})
    assert told["state"] == "closed"
    assert "/key/" in "".join(site.letters(email, 2))
    number = {"customer_no": "999999"}  # whether there is such a customer, a stranger does not learn
    asked = f"/cases/{opened(program, 'asks.about.others@somewhere.example', identifiers=number)}"
    assert program.post(f"{asked}/preview")["outcome"] == "nobody"
    program.post(f"{asked}/decide", {})
    assert program.refused("POST", f"{asked}/carry-out") == (409, "identity-missing")


def test_a_request_that_came_earlier_is_counted_from_its_day(program: Program) -> None:
    today = datetime.now(UTC).date()
    asked = {"right": "access", "language": "da", "email": STRANGER}
    late, now = (program.post("/cases", {**asked, "came": day.isoformat()}) for day in (today - timedelta(days=20), today))
    assert late["answer_by"] < now["answer_by"]
    assert program.refused("POST", "/cases", {**asked, "came": (today + timedelta(days=2)).isoformat()}) == (422, "case-came")


def test_words_answer_no_request_that_a_plan_answers(site: Site, program: Program) -> None:
    case = f"/cases/{opened(program, customer(site, 6), 'access')}"
    assert program.refused("POST", f"{case}/answer", {"text": "We hold nothing."}) == (409, "case-planned")
    complaint = f"/cases/{opened(program, STRANGER, 'complaint')}"
    assert program.post(f"{complaint}/answer", {"text": "We have mended it."})["state"] == "closed"


def test_the_answer_to_whoever_has_no_mail_is_fetched_for_them_with_a_reason(site: Site, program: Program) -> None:
    with sqlite3.connect(site.home / "systems" / "crm.sqlite") as crm:
        number, name = crm.execute("SELECT id, name FROM customers WHERE status = 'customer' ORDER BY id LIMIT 1 OFFSET 7").fetchone()
    asked = {"right": "access", "language": "sv", "identifiers": {"customer_no": str(number)}}
    case = f"/cases/{program.post('/cases', asked)['number']}"
    program.post(f"{case}/preview")
    program.post(f"{case}/decide", {})
    program.post(f"{case}/identity", {"result": "proved", "reason": "came to the desk with a card"})
    told = program.post(f"{case}/carry-out")
    for task in told["tasks"]:
        told = program.post(f"{case}/tasks/{task['id']}/done", {"note": "looked through"})
    for piece in told["review"]:
        told = program.post(f"{case}/review/{piece['id']}", {"decided": "left", "reason": "it names others"})
    assert told["state"] == "closed"
    assert program.refused("GET", f"{case}/package") == (422, "request-invalid")
    handed = program.get(f"{case}/package", Reason="handed over at the desk")
    assert str(name) in json.dumps(answered(b64decode(handed["base64"])), ensure_ascii=False)
    assert "read" in [event["what"] for event in program.get(case)["events"]]


def test_an_answer_that_goes_by_mail_is_handed_to_no_program(site: Site, program: Program) -> None:
    case = opened(program, customer(site, 5))
    assert program.refused("GET", f"/cases/{case}/package", Reason="handed over at the desk")[0] == 404


def test_the_time_is_extended_once_with_a_reason_that_is_sent(site: Site, program: Program) -> None:
    email = "extended@somewhere.example"
    case = f"/cases/{opened(program, email)}"
    before = program.get(case)["answer_by"]
    assert program.post(f"{case}/extend", {"reason": "many archives"})["answer_by"] > before
    assert "many archives" in site.letters(email, 2)[1]
    assert program.refused("POST", f"{case}/extend", {"reason": "more archives"}) == (409, "extension-twice")


def test_the_month_is_over_when_it_is_over(program: Program) -> None:
    came = (datetime.now(UTC).date() - timedelta(days=60)).isoformat()
    case = program.post("/cases", {"right": "access", "language": "da", "email": STRANGER, "came": came})["number"]
    assert program.refused("POST", f"/cases/{case}/extend", {"reason": "many archives"}) == (409, "extension-late")


@pytest.mark.parametrize(("asked_after", "waited"), [(0, 20), (12, 0)], ids=["at once", "late"])
def test_the_clock_stops_for_proof_only_if_it_was_asked_for_at_once(site: Site, program: Program, asked_after: int, waited: int) -> None:
    came = datetime.now(UTC).date() - timedelta(days=20)
    given = {"right": "access", "language": "da", "email": STRANGER, "came": came.isoformat()}
    number = program.post("/cases", given)["number"]
    before = program.post(f"/cases/{number}/identity/ask", {"reason": "the address is new to us"})["answer_by"]
    then = f"{came + timedelta(days=asked_after)} 12:00:00+00:00"
    sql(site, "UPDATE rights_proofrow SET asked_at = ? WHERE case_id = (SELECT id FROM rights_caserow WHERE number = ?)", then, number)
    proved = program.post(f"/cases/{number}/identity", {"result": "proved", "reason": "came to the desk with a card"})
    assert proved["waited_days"] == waited
    assert (proved["answer_by"] > before) is bool(waited)


@pytest.mark.parametrize(("lang", "court"), [("da", "domstolene"), ("sv", "domstol"), ("nb", "domstolene"), ("en", "court")])
def test_a_no_names_its_reason_the_authority_and_the_court(program: Program, lang: str, court: str) -> None:
    case = f"/cases/{opened(program, f'refused.{lang}@somewhere.example', 'erase', language=lang)}"
    program.post(f"{case}/refuse", {"reason": "§ 12: manifestly unfounded"})
    said = program.get(f"{case}/person", Reason="question")["letters"][-1]["text"]
    for part in ("§ 12: manifestly unfounded", "Datatilsynet", court):
        assert part in said


def test_what_was_written_is_told_in_its_order_wherever_the_database_has_put_it(site: Site, program: Program) -> None:
    number = opened(program, "in.order@somewhere.example", "erase")
    program.post(f"/cases/{number}/refuse", {"reason": "it is manifestly unfounded"})
    mine = "case_id = (SELECT id FROM rights_caserow WHERE number = ?)"
    for _ in range(3):  # PostgreSQL writes a changed row anew, where there is room
        sql(site, f"UPDATE rights_letterrow SET message = message || '.' WHERE kind = 'received' AND {mine}", number)
    letters = program.get(f"/cases/{number}/person", Reason="question")["letters"]
    assert [letter["kind"] for letter in letters] == ["received", "refused"]


def test_a_case_is_refused_dismissed_or_answered_in_words(program: Program) -> None:
    refused, dismissed, answered = (f"/cases/{opened(program, STRANGER, right)}" for right in ("erase", "access", "complaint"))
    assert program.post(f"{refused}/refuse", {"reason": "it is manifestly unfounded"})["state"] == "refused"
    assert program.post(f"{dismissed}/dismiss", {"reason": "an advertisement"})["state"] == "dismissed"
    assert program.refused("POST", f"{answered}/preview") == (409, "case-by-hand")
    assert program.post(f"{answered}/answer", {"text": "You are right, and we mended it."})["state"] == "closed"


def test_what_the_policy_does_not_know_opens_no_case(program: Program) -> None:
    asked = {"right": "object", "language": "da", "email": STRANGER, "purpose": "world peace"}
    assert program.refused("POST", "/cases", asked) == (422, "unknown-purpose")
    assert program.refused("POST", "/cases", {"right": "access", "language": "da"}) == (422, "case-nobody")
    assert program.refused("POST", "/cases", {"right": "everything", "language": "da", "email": STRANGER})[0] == 422


def test_pages_follow_each_other_and_show_every_case_once(program: Program) -> None:
    for _ in range(3):
        opened(program, STRANGER)
    whole = [case["number"] for case in program.get("/cases?limit=200")["items"]]
    page = program.get("/cases?limit=2")
    seen = [case["number"] for case in page["items"]]
    while after := page["next"]:
        page = program.get(f"/cases?limit=2&after={after}")
        seen += [case["number"] for case in page["items"]]
    assert seen == whole
    assert program.refused("GET", "/cases?after=Zm9v") == (422, "cursor-unknown")


def test_a_program_that_only_opens_cases_sees_its_own_and_no_other(site: Site, program: Program) -> None:
    form = Program(site.url, token(site, "form", "cases:open"))
    mine, other = opened(form, STRANGER), opened(program, STRANGER)
    assert form.get(f"/cases/{mine}")["state"] == "open"
    assert form.refused("GET", f"/cases/{other}") == (404, "not-found")
    assert form.refused("GET", "/cases") == (403, "scope-missing")
    assert form.refused("POST", f"/cases/{mine}/preview") == (403, "scope-missing")
    form.client.close()


def test_a_task_of_another_case_is_not_there(site: Site, program: Program) -> None:
    case, other = (f"/cases/{opened(program, customer(site, number))}" for number in (4, 5))
    program.post(f"{case}/preview")
    program.post(f"{case}/identity", {"result": "proved", "reason": "known in the shop"})
    program.post(f"{case}/decide", {})
    task = program.post(f"{case}/carry-out")["tasks"][0]["id"]
    assert program.refused("POST", f"{other}/tasks/{task}/done", {"note": "not mine"}) == (404, "not-found")


def test_a_revoked_or_ended_token_is_none(site: Site) -> None:
    gone = Program(site.url, token(site, "gone", "cases:read"))
    assert gone.ask("GET", "/cases").status_code == 200
    listed = next(line for line in ombud(site, "token", "list").splitlines() if line.split()[:1] == ["gone"])
    assert gone.secret not in listed
    assert "never" not in listed
    ombud(site, "token", "revoke", "gone")
    assert gone.refused("GET", "/cases") == (401, "token-missing")
    sql(site, "UPDATE api_tokenrow SET revoked_at = NULL, expires_on = '2020-01-01' WHERE name = 'gone'")
    assert gone.refused("GET", "/cases") == (401, "token-missing")
    gone.client.close()


def test_a_session_of_the_console_opens_nothing_here_and_no_cookie_is_set(site: Site, program: Program) -> None:
    officer = site.officer("cookie")
    answer = officer.client.get("/api/v1/cases")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "set-cookie" not in program.ask("GET", "/cases").headers


def test_a_body_says_that_it_is_json(program: Program) -> None:
    for said in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        refused = program.ask("POST", "/may", {"purpose": "marketing", "people": []}, Content_Type=said)
        assert (refused.status_code, refused.json()["code"]) == (415, "body-type")
    assert (
        program.ask("POST", "/may", {"purpose": "marketing", "people": []}, Content_Type="application/json; charset=utf-8").status_code
        != 415
    )


def test_answers_are_downloads_that_no_browser_shows(program: Program) -> None:
    for path in ("/cases", "/overview", "/openapi.json", "/nothing-of-the-kind"):
        assert program.ask("GET", path).headers["Content-Disposition"].startswith("attachment;")


def test_what_is_not_there_answers_with_a_problem_too(program: Program) -> None:
    assert program.refused("GET", "/nothing") == program.refused("GET", "/") == (404, "not-found")
    assert program.refused("DELETE", "/cases") == (405, "method-unknown")
    assert program.refused("POST", "/cases", {"wish": "x" * 1_100_000}) == (413, "body-large")


def test_a_case_that_is_over_is_not_planned_anew(program: Program) -> None:
    case = f"/cases/{opened(program, STRANGER, 'erase')}"
    program.post(f"{case}/refuse", {"reason": "it is manifestly unfounded"})
    assert program.refused("POST", f"{case}/preview") == (409, "case-over")
