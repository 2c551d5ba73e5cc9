"""Whatever the plan would do can be left undone with a reason: that part alone, and the person is told why (GDPR Art. 12(4))."""

import io
import zipfile
from collections.abc import Iterator

import pytest

from tests.web.api.program import Program, token
from tests.web.site import Site, found
from tests.web.test_console import do, finished, opened
from tests.web.visits import sql

WHY = "a claim about this is being settled"


@pytest.fixture(scope="module")
def desk(home_served: Site) -> Iterator[Program]:
    """A program that does what a handler does."""
    program = Program(home_served.url, token(home_served, "desk", "cases:read", "cases:write"))
    yield program
    program.client.close()


def customer(site: Site, number: int, *, order: str = "") -> str:
    """Take in an invented customer whom we last served long ago, with a note, and an order if one was invoiced."""
    email = f"bought.{number}@somewhere.example"
    named = (str(number), "Somebody Invented", email, "+4520000000")
    columns = "id, status, name, email, phone, last_service_on"
    sql(site, f"INSERT INTO customers ({columns}) VALUES (?, 'customer', ?, ?, ?, '2014-05-01')", *named, system="crm")
    note = "INSERT INTO case_notes (id, customer_id, note, written_on) VALUES (?, ?, 'wants a visit', '2026-05-02')"
    sql(site, note, str(number), str(number), system="crm")
    if order:
        placed = "INSERT INTO orders (id, customer_id, lines, ordered_on, invoiced_on) VALUES (?, ?, 'a day of advice', ?, ?)"
        sql(site, placed, str(number), str(number), order, order, system="crm")
    return email


def planned(desk: Program, right: str, email: str, **more: object) -> tuple[str, list[dict[str, object]]]:
    """Open a case of somebody who is known, and show its plan."""
    number = desk.post("/cases", {"right": right, "language": "en", "email": email, **more})["number"]
    desk.post(f"/cases/{number}/identity", {"result": "proved", "reason": "signed in to our shop"})
    return f"/cases/{number}", desk.post(f"/cases/{number}/preview")["items"]


def leave(desk: Program, case: str, *items: dict[str, object]) -> list[dict[str, object]]:
    """Decide to leave some items, and carry the rest out."""
    told = desk.post(f"{case}/decide", {"against": [{"item": one["id"], "decided": "keep", "reason": WHY} for one in items]})["items"]
    assert desk.post(f"{case}/carry-out")["state"] in {"waiting", "closed"}
    return list(told)


def row(site: Site, email: str, column: str) -> list[str]:
    """Read what is left of a customer."""
    return sql(site, f"SELECT {column} FROM customers WHERE email = ?", email, system="crm")


def one(items: list[dict[str, object]], place: str, proposed: str) -> dict[str, object]:
    """Find the one item that does something in a place."""
    (found,) = [item for item in items if (item["place"], item["proposed"]) == (place, proposed)]
    return found


def test_columns_that_would_be_emptied_are_kept_and_the_letter_tells_why(site: Site, desk: Program) -> None:
    email = customer(site, 910001, order="2025-12-03")
    case, items = planned(desk, "erase", email)
    emptied = one(items, "crm.customers", "empty")
    assert "phone" in str(emptied["data"])
    leave(desk, case, emptied)
    assert row(site, email, "phone") == ["+4520000000"]
    assert sql(site, "SELECT note FROM case_notes WHERE customer_id = '910001'", system="crm") == []


def test_a_row_is_not_kept_while_what_it_belongs_to_goes(site: Site, desk: Program) -> None:
    email = customer(site, 910002)
    case, items = planned(desk, "erase", email)
    assert one(items, "crm.customers", "erase")
    note = one(items, "crm.case_notes", "erase")
    decided = desk.post(f"{case}/decide", {"against": [{"item": note["id"], "decided": "keep", "reason": WHY}]})["items"]
    assert one(decided, "crm.customers", "empty")["decided"] == "empty"  # else the note would be of nobody
    refused = desk.ask("POST", f"{case}/carry-out").json()  # its number is the key to which the note points
    assert (refused["code"], refused["hint"].split(":")[0]) == ("plan-refused", "crm.customers")
    assert refused["said"] == {"crm.customers": {"code": "column-not-null", "slots": {"column": "name"}}}
    assert row(site, email, "phone") == ["+4520000000"]
    assert sql(site, "SELECT note FROM case_notes WHERE customer_id = '910002'", system="crm") == ["wants a visit"]


def test_a_correction_is_left_out_where_somebody_decided_so(site: Site, desk: Program) -> None:
    email = customer(site, 910003)
    case, items = planned(desk, "rectify", email, changes={"phone": "+4521111111"})
    leave(desk, case, one(items, "crm.customers", "rectify"))
    assert row(site, email, "phone") == ["+4520000000"]


def test_a_mark_is_left_out_where_somebody_decided_so(site: Site, desk: Program) -> None:
    email = customer(site, 910004)
    case, items = planned(desk, "restrict", email)
    leave(desk, case, one(items, "crm.customers", "restrict"))
    assert row(site, email, "coalesce(blocked, 0) = 0") == row(site, email, "1")


def test_a_decision_to_keep_can_be_taken_back(site: Site, desk: Program) -> None:
    email = customer(site, 910005)
    case, items = planned(desk, "rectify", email, changes={"phone": "+4521111111"})
    item = one(items, "crm.customers", "rectify")
    desk.post(f"{case}/decide", {"against": [{"item": item["id"], "decided": "keep", "reason": WHY}]})
    desk.post(f"{case}/reopen", {"reason": "the claim is settled"})
    again = one(desk.post(f"{case}/preview")["items"], "crm.customers", "rectify")
    assert again["decided"] == "keep"
    assert WHY in [one["text"] for one in desk.get(f"{case}/person", Reason="handling")["written"] if one["id"] == again["id"]]
    desk.post(f"{case}/decide", {"against": [{"item": again["id"], "decided": "rectify"}]})
    desk.post(f"{case}/carry-out")
    assert row(site, email, "phone") == ["+4521111111"]


def test_what_cannot_be_decided_is_refused_and_nothing_changes(site: Site, desk: Program) -> None:
    case, items = planned(desk, "erase", customer(site, 910006, order="2025-12-03"))
    lawful = next(item["id"] for item in items if item["proposed"] == "keep")
    for wrong, code in (({"item": lawful, "decided": "erase"}, "decision-floor"), ({"item": 1, "decided": "keep"}, "decision-unknown")):
        assert desk.refused("POST", f"{case}/decide", {"against": [{**wrong, "reason": WHY}]})[1] == code
    emptied = one(items, "crm.customers", "empty")["id"]
    other = {"against": [{"item": emptied, "decided": "erase", "reason": WHY}]}
    assert desk.refused("POST", f"{case}/decide", other) == (422, "decision-other")
    assert desk.get(case)["state"] == "open"


def test_what_nobody_decided_is_not_carried_out(site: Site, desk: Program) -> None:
    email = customer(site, 910007)
    case, _ = planned(desk, "erase", email)
    desk.post(f"{case}/decide", {})
    joined = "INSERT INTO subscribers (id, name, email, joined_on) VALUES (910007, 'Somebody Invented', ?, '2026-05-01')"
    sql(site, joined, email, system="crm")
    assert desk.refused("POST", f"{case}/carry-out") == (409, "case-changed")
    assert row(site, email, "name") == ["Somebody Invented"]


def test_the_answer_tells_the_reason(site: Site) -> None:
    email, officer = customer(site, 910008, order="2025-12-03"), site.officer("reasons")
    case = opened(officer, "erase", email, language="en")
    do(officer, case, "identity", method="officer", result="proved", reason="signed in to our shop")
    page = do(officer, case, "preview")
    assert "phone" in page.text
    emptied = found(r'name="item-(\d+)"><option value="empty">', page.html)
    do(officer, case, "decide", **{f"item-{emptied}": "keep", f"reason-{emptied}": WHY})
    finished(officer, case, do(officer, case, "carry-out"))
    person = site.visitor()
    person.fill(site.link(email))
    package = zipfile.ZipFile(io.BytesIO(person.see("/my/en/answer.zip").raw))
    letter = next(name for name in package.namelist() if name.endswith(".html"))
    assert f"Reason: {WHY}" in package.read(letter).decode()
