"""What a program does beside cases: holds, sweeps, promises, systems, evidence, the two files, and asking what is allowed."""

import sqlite3
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest

from tests.front import run
from tests.web.api.program import Program, ombud
from tests.web.site import Site
from tests.web.visits import ALTERED, altered, sql, waited

NEXT_YEAR = (datetime.now(UTC).date() + timedelta(days=300)).isoformat()
Answer = dict[str, Any]


def crm(site: Site, question: str, *values: str) -> list[tuple[str, ...]]:
    """Ask the customers' system itself."""
    with sqlite3.connect(site.home / "systems" / "crm.sqlite") as system:
        return list(system.execute(question, values).fetchall())


def asked(program: Program, purpose: str, *emails: str) -> list[Answer]:
    """Ask whether a purpose is allowed for some people."""
    people = [[{"kind": "email", "value": email}] for email in emails]
    return list(program.post("/may", {"purpose": purpose, "people": people})["answers"])


# ------------------------------------------------------------------ whether a purpose is allowed


def test_what_rests_on_a_contract_is_allowed_for_a_customer_and_for_nobody_else(site: Site, program: Program) -> None:
    (customer,) = crm(site, "SELECT email FROM customers WHERE status = 'customer' ORDER BY email LIMIT 1 OFFSET 20")[0]
    known, unknown = asked(program, "customer", customer, "unknown.to.all@somewhere.example")
    assert (known["allowed"], known["why"]) == (True, "allowed")
    assert known["basis"].startswith("6.1.")
    assert (unknown["allowed"], unknown["why"]) == (False, "unknown_person")


def test_what_rests_on_consent_is_never_allowed_while_nothing_proves_one(site: Site, program: Program) -> None:
    subscribers = [email for (email,) in crm(site, "SELECT email FROM subscribers ORDER BY email LIMIT 5 OFFSET 20")]
    answers = asked(program, "newsletter", *subscribers)
    assert len(answers) == len(subscribers)
    assert {(one["allowed"], one["why"]) for one in answers} <= {(False, "no_consent"), (False, "suppressed")}
    assert (False, "no_consent") in {(one["allowed"], one["why"]) for one in answers}


def test_whoever_wishes_no_contact_is_suppressed(site: Site, program: Program) -> None:
    (email,) = crm(site, "SELECT email FROM wishes ORDER BY email LIMIT 1")[0]
    assert [one["why"] for one in asked(program, "prospect", email)] == ["suppressed"]


def test_an_objection_counts_at_once_and_one_that_was_none_does_not(site: Site, program: Program) -> None:
    (email,) = crm(site, "SELECT email FROM customers WHERE status = 'prospect' ORDER BY email LIMIT 1 OFFSET 3")[0]
    before = asked(program, "prospect", email)[0]["why"]
    assert before != "objected"
    case = program.post("/cases", {"right": "object", "language": "da", "email": email.upper(), "purpose": "prospect"})["number"]
    assert asked(program, "prospect", email)[0]["why"] == "objected"
    if program.get(f"/cases/{case}")["state"] == "open":
        program.post(f"/cases/{case}/dismiss", {"reason": "written by somebody else"})
        assert asked(program, "prospect", email)[0]["why"] == before


def test_whoever_agrees_again_after_their_withdrawal_was_carried_out_may_be_written_to(site: Site, program: Program) -> None:
    email = "anew@kundevej.example"
    program.post("/cases", {"right": "withdraw", "language": "da", "email": email, "purpose": "newsletter"})
    assert [one["why"] for one in asked(program, "newsletter", email)] == ["withdrawn"]
    ombud(site, "consent", "give", "--subject", f"email:{email}", "--purpose", "newsletter", "--method", "phone")
    assert [one["why"] for one in asked(program, "newsletter", email)] == ["allowed"]


def test_a_purpose_or_an_identifier_that_the_policy_does_not_know_is_refused(program: Program) -> None:
    people = [[{"kind": "email", "value": "a@somewhere.example"}]]
    assert program.refused("POST", "/may", {"purpose": "world peace", "people": people}) == (422, "unknown-purpose")
    people = [[{"kind": "shoe size", "value": "43"}]]
    assert program.refused("POST", "/may", {"purpose": "customer", "people": people}) == (422, "unknown-identifier")


# ------------------------------------------------------------------ holds and sweeps


def test_a_hold_is_placed_listed_without_the_person_and_released(site: Site, program: Program) -> None:
    (email,) = crm(site, "SELECT email FROM customers ORDER BY email LIMIT 1 OFFSET 30")[0]
    who = {"people": [[{"kind": "email", "value": email}]], "reason": "a claim", "owner": "lawyer"}
    assert program.refused("POST", "/holds", {**who, "review": "2020-01-01"}) == (422, "hold-ended")
    hold = program.post("/holds", {**who, "review": NEXT_YEAR})["id"]
    listed = program.ask("GET", "/holds")
    assert hold in listed.text
    assert not any(said in listed.text for said in (email, "a claim"))
    assert program.refused("GET", f"/holds/{hold}/reason")[0] == 422
    assert program.get(f"/holds/{hold}/reason", Reason="handling") == {"reason": "a claim"}
    assert sql(site, 'SELECT "by" FROM store_holdreadrow WHERE hold_id = ?', hold) == ["api:everything"]
    assert program.post(f"/holds/{hold}/release")["done"] is True
    assert program.refused("POST", f"/holds/{hold}/release") == (422, "hold-unknown")


def test_a_sweep_is_shown_and_exactly_that_plan_is_carried_out_once(program: Program) -> None:
    shown = program.post("/sweeps", {})
    due = sum(step["due"] or 0 for step in shown["datasets"])
    assert due > 0
    assert not shown["carried_out"]
    done = program.post(f"/sweeps/{shown['plan']}/carry-out")
    assert done["plan"] == shown["plan"]
    assert sum(step["done"] for step in done["datasets"]) > 0
    assert program.refused("POST", "/sweeps/0123456789/carry-out") == (422, "plan-unknown")


# ------------------------------------------------------------------ promises, systems, evidence, files


def test_a_promise_is_looked_at_and_recalled(program: Program) -> None:
    first = next(one for one in program.get("/promises")["promises"] if one["probe"] == "retention")
    looked = program.post("/promises/look", {"only": [first["id"]]})["promises"]
    assert [one["id"] for one in looked] == [first["id"]]
    again = next(one for one in program.get("/promises")["promises"] if one["id"] == first["id"])
    assert again["checked"] == looked[0]["checked"]
    assert program.refused("POST", "/promises/look", {"only": ["no such promise"]}) == (422, "promise-unknown")


def test_systems_tell_whether_they_answer(program: Program) -> None:
    names = [system["id"] for system in program.get("/systems")["items"]]
    assert "crm" in names
    assert program.get("/systems/crm")["answers"] is True
    assert program.refused("GET", "/systems/nowhere") == (404, "not-found")


def test_the_evidence_is_listed_signed_and_verified_by_a_stranger(program: Program, tmp_path: Path) -> None:
    program.post("/cases", {"right": "access", "language": "da", "email": "evident@somewhere.example"})
    signed = program.post("/evidence/checkpoint")
    page = program.get("/evidence?kind=requested&limit=1")
    assert page["items"][0]["facts"]["channel"] == "api"
    assert page["items"][0]["leaf"] is not None
    bundle = program.ask("GET", "/evidence/export")
    assert bundle.headers["content-type"] == "application/octet-stream"
    (tmp_path / "log").write_bytes(bundle.content)
    assert run("evidence", "verify", tmp_path / "log", "--key", signed["key"]).code == 0
    assert program.get("/evidence/verify")["intact"] is True
    (tmp_path / "other").write_bytes(bundle.content.replace(b"requested", b"disclosed", 1))
    assert run("evidence", "verify", tmp_path / "other", "--key", signed["key"]).code == 1


@pytest.mark.parametrize("how", ALTERED)
def test_an_entry_that_was_altered_in_the_database_is_never_called_intact(site: Site, program: Program, tmp_path: Path, how: str) -> None:
    program.post("/cases", {"right": "access", "language": "da", "email": "altered@somewhere.example"})
    signed = program.post("/evidence/checkpoint")
    with altered(site, *ALTERED[how]):
        told = program.get("/evidence/verify")
        assert (told["intact"], told["problem"].split("-")[0]) == (False, "evidence")
        assert program.get("/evidence?limit=3")["items"][0]["illegible"] == (how == "what nobody can read")
        (tmp_path / "log").write_bytes(program.ask("GET", "/evidence/export").content)
        assert run("evidence", "verify", tmp_path / "log", "--key", signed["key"]).code == 1
    assert program.get("/evidence/verify")["intact"] is True


def test_the_policy_its_findings_and_its_notices_are_told(program: Program) -> None:
    assert "newsletter" in program.get("/policy")["activities"]
    found = program.get("/policy/findings?language=da")
    assert all(finding["severity"] != "error" for finding in found["findings"])
    assert "<h2" in program.get("/policy/notices/da")["html"]


@pytest.mark.parametrize("path", ["/cases?limit=0", "/evidence?after=bm9wZQ", "/policy/findings?language=fi", "/evidence?kind=nothing"])
def test_what_is_asked_wrongly_is_told_without_repeating_it(program: Program, path: str) -> None:
    assert program.refused("GET", path)[0] == 422
    assert path.split("=")[1] not in program.ask("GET", path).json()["detail"]


def test_the_map_tells_what_the_console_draws(site: Site, program: Program) -> None:
    page = site.officer("drawing").see("/console/map/").html
    flows = program.get("/overview/map?language=en")["flows"]
    assert flows
    assert all(escape(flow["activity"]) in page for flow in flows)
    assert {host["system"] for flow in flows for host in flow["hosts"]} <= {name for flow in flows for name in flow["systems"]}
    assert program.refused("GET", "/overview/map?language=fi")[0] == 422


def test_the_charts_count_every_open_case_once(program: Program) -> None:
    before = program.get("/overview/charts")
    program.post("/cases", {"right": "complaint", "language": "da", "email": "charted@somewhere.example"})
    after = program.get("/overview/charts")
    assert after["late"] + sum(week["cases"] for week in after["due"]) == before["late"] + sum(week["cases"] for week in before["due"]) + 1
    assert len(after["overdue"]) == 30


def test_staff_is_added_given_a_role_and_removed_and_the_last_officer_stays(site: Site, program: Program) -> None:
    site.officer("standing")
    added = program.post("/staff", {"name": "programmed", "role": "auditor"})
    assert (added["role"], added["second_factor"]) == ("auditor", False)
    assert site.visitor().fill("/console/login/", login="programmed", password=added["first_password"]).path == "/console/me/password/"
    program.post(f"/staff/{added['id']}/role", {"role": "handler"})
    assert {one["name"]: one["role"] for one in program.get("/staff")["items"]}["programmed"] == "handler"
    program.post(f"/staff/{added['id']}/remove")
    assert "programmed" not in {one["name"] for one in program.get("/staff")["items"]}
    assert program.refused("POST", f"/staff/{added['id']}/reset") == (404, "not-found")
    through = {"name": "through", "role": "auditor", "provider": True}
    assert program.refused("POST", "/staff", through) == (422, "staff-no-email")
    assert program.post("/staff", {**through, "email": "through@nordhavn.example"})["first_password"] is None


def test_what_failed_is_told_without_whom_it_was_for_and_tried_again(site: Site, program: Program) -> None:
    case = program.post("/cases", {"right": "complaint", "language": "da", "email": "no.such.box@somewhere.example"})["number"]
    state = "SELECT state FROM messages_letterrow WHERE thread = ?"
    waited(lambda: sql(site, state, case) == ["sent"], "the letter never went")
    given_up = "UPDATE messages_letterrow SET state = 'failed', reason = 'smtp-550', ended_at = '2026-11-01 08:00:00+00' WHERE thread = ?"
    sql(site, given_up, case)
    (letter,) = [one for one in program.get("/overview/failures")["letters"] if one["case"] == case]
    assert "no.such.box" not in str(letter)
    program.post(f"/overview/failures/letters/{letter['id']}/again")
    assert program.refused("POST", f"/overview/failures/letters/{letter['id']}/again") == (422, "letter-unknown")
    assert program.refused("POST", "/overview/failures/work/900001/again") == (422, "job-unknown")
