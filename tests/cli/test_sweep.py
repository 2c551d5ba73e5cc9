"""What time has made due goes, on its day, and nothing else does (GDPR Art. 5(1)(e))."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from tests.cast import AASE, GOERAN, INGRID, MAERTA, SOEREN, SOEREN_SENIOR
from tests.cli.homes import Facts, Made
from tests.front import Told

LENGTHS = {"P3Y": relativedelta(years=3), "P1M": relativedelta(months=1), "P18M": relativedelta(months=18), "P90D": relativedelta(days=90)}


def lines(told: Told, dataset: str) -> list[Facts]:
    """Give what a sweep tells of one dataset."""
    return [line for line in told.json["datasets"] if line["dataset"] == dataset]


def due(told: Told) -> int:
    """Count everything that a sweep found due."""
    return sum(line["due"] for line in told.json["datasets"])


def test_overdue_rows_are_found_and_erased_and_a_second_sweep_finds_none(any_home: Made) -> None:
    any_home.customer(SOEREN, left="2010-05-01", invoiced="2009-02-01", note="long ago")
    any_home.customer(AASE, left="2023-05-01", invoiced="2023-02-01", note="lately")
    told = any_home.sweep("2024-01-01")
    assert (told.code, due(told)) == (0, 3)
    assert [any_home.rows(table) for table in ("customers", "orders", "notes")] == [["K-1003"], [1003], [1003]]
    assert due(any_home.run("sweep", "--as-of", "2024-01-01", "--json")) == 0


def test_what_was_due_was_done_and_nothing_is_left(home: Made) -> None:
    home.customer(SOEREN, left="2010-05-01", invoiced="2009-02-01", note="long ago")
    told = home.sweep("2024-01-01")
    assert [(line["due"], line["done"], line["left"]) for line in told.json["datasets"] if line["due"]] == [(1, 1, 0)] * 3


def test_a_row_without_a_clock_is_counted_and_never_erased(home: Made) -> None:
    home.customer(SOEREN)
    home.demo()
    told = home.sweep("2200-01-01")
    assert sum(line["no_clock"] for line in lines(told, "customers")) == 1
    assert home.rows("customers") == ["K-1001"]


@pytest.mark.parametrize("start", [None, "1970-01-01", "2024-01-02", "9999-12-31"])
def test_an_empty_default_or_future_start_is_never_due(any_home: Made, start: str | None) -> None:
    any_home.rules("news")[0]["for"] = "P0D"
    any_home.put("subscribers", {"id": 1, "name": SOEREN.name, "email": SOEREN.email, "left_on": start})
    assert due(any_home.sweep("2024-01-01")) == 0
    assert any_home.rows("subscribers", "email") == [SOEREN.email]


CARDS = "CREATE TABLE cards (id INTEGER PRIMARY KEY, contact INTEGER REFERENCES contacts(id), printed TEXT)"
OF_CONTACTS = """{key: [id], activities: {network: all}, links: [{to: shop.contacts, on: {contact: id}, as: owner}],
                  columns: {id: none, contact: none, printed: {is: name}}}"""


def contacts_and_cards(home: Made) -> None:
    """Two contacts, each with a card that names nobody by an identifier; one was met again, as a file of meetings tells."""
    home.dataset("cards", CARDS, OF_CONTACTS)
    for number, person in enumerate((SOEREN, AASE), 1):
        home.put("contacts", {"id": number, "name": person.name, "email": person.email, "met_on": "2020-01-01"})
        home.put("cards", {"id": number, "contact": number, "printed": person.name})
    home.file("meetings/all.csv", f"email,name,met_on,topic\n{AASE.email.upper()},{AASE.name},2023-06-01,tea\n")


@pytest.mark.parametrize(("day", "left"), [("2020-12-31", [1, 2]), ("2021-01-01", [2]), ("2024-05-31", [2]), ("2024-06-01", [])])
def test_what_belongs_to_a_person_has_the_clock_of_the_person_over_all_systems(any_home: Made, day: str, left: list[int]) -> None:
    contacts_and_cards(any_home)
    told = any_home.sweep(day)
    assert (any_home.rows("cards"), any_home.rows("contacts")) == (left, left)
    assert [line["no_clock"] for line in lines(told, "cards")] == [0]
    assert due(any_home.run("sweep", "--as-of", day, "--json")) == 0


def test_what_belongs_to_nobody_has_no_clock_and_is_counted(home: Made) -> None:
    contacts_and_cards(home)
    home.put("cards", {"id": 3, "contact": None, "printed": "a card"})
    told = home.sweep("2024-06-01")
    assert (home.rows("cards"), [line["no_clock"] for line in lines(told, "cards")]) == ([3], [1])


def test_what_is_tied_to_a_person_through_another_row_has_their_clock_as_well(any_home: Made) -> None:
    contacts_and_cards(any_home)
    marks = "CREATE TABLE marks (id INTEGER PRIMARY KEY, card INTEGER REFERENCES cards(id), said TEXT)"
    links = "[{to: shop.cards, on: {card: id}, as: owner}]"
    any_home.dataset(
        "marks",
        marks,
        f"{{key: [id], activities: {{network: all}}, links: {links}, columns: {{id: none, card: none, said: {{is: name}}}}}}",
    )
    any_home.put("marks", {"id": 1, "card": 1, "said": "twice"}, {"id": 2, "card": 2, "said": "once"})
    any_home.sweep("2024-05-31")
    assert [any_home.rows(table) for table in ("marks", "cards", "contacts")] == [[2], [2], [2]]


def test_a_meeting_of_several_counts_for_each_and_stays_until_the_last_was_met(any_home: Made) -> None:
    contacts_and_cards(any_home)
    columns = "{id: none, one: none, other: none, said: {is: name}, held: {event: contact.met, type: date}}"
    links = "[{to: shop.contacts, on: {one: id}, as: shared}, {to: shop.contacts, on: {other: id}, as: shared}]"
    ddl = (
        "CREATE TABLE talks (id INTEGER PRIMARY KEY, one INTEGER REFERENCES contacts(id), other INTEGER REFERENCES contacts(id), said TEXT"
    )
    any_home.dataset(
        "talks",
        f"{ddl}, held DATE)",
        f"{{key: [id], activities: {{network: all}}, shared: all, links: {links}, columns: {columns}}}",
    )
    any_home.put("talks", {"id": 1, "one": 1, "other": 2, "said": "of tea", "held": "2022-02-02"})
    any_home.sweep("2023-02-01")
    assert [any_home.rows(table) for table in ("talks", "contacts")] == [[1], [1, 2]]
    any_home.sweep("2023-02-02")
    assert [any_home.rows(table) for table in ("talks", "contacts")] == [[1], [2]]
    any_home.sweep("2024-06-01")
    assert [any_home.rows(table) for table in ("talks", "contacts")] == [[], []]


def test_a_start_that_is_no_day_is_never_due_and_is_counted(home: Made) -> None:
    home.customer(SOEREN, left="")
    home.customer(AASE, left="in spring")
    told = home.sweep("2024-01-01")
    assert (due(told), home.rows("customers")) == (0, ["K-1001", "K-1003"])
    assert sum(line["no_clock"] for line in lines(told, "customers")) == 2


@pytest.mark.parametrize(
    ("start", "period"),
    [("2020-02-29", "P3Y"), ("2019-02-28", "P3Y"), ("2020-01-31", "P1M"), ("2019-08-31", "P18M"), ("2019-11-30", "P90D")],
)
def test_data_are_due_exactly_on_their_day(home: Made, start: str, period: str) -> None:
    home.only("subscribers")
    home.rules("news")[0] |= {"for": period}
    home.write()
    home.put("subscribers", {"id": 1, "left_on": start})
    day = date.fromisoformat(start) + LENGTHS[period]
    assert [due(home.run("sweep", "--as-of", when, "--json")) for when in (day - timedelta(1), day)] == [0, 1]


@pytest.mark.parametrize(("left", "quit_on", "goes"), [("2020-01-01", "2020-01-01", True), ("2020-01-01", "2023-06-01", False)])
def test_a_row_is_kept_for_all_that_it_serves(any_home: Made, left: str, quit_on: str, goes: bool) -> None:
    clocks = "email: {is: email, identifies: email}, left_on: {event: news.left, type: date}, quit_on: {event: staff.left, type: date}"
    facts = f"{{key: [id], activities: {{news: all, staff: all}}, columns: {{id: none, {clocks}}}}}"
    any_home.dataset("members", "CREATE TABLE members (id INTEGER PRIMARY KEY, email TEXT, left_on DATE, quit_on DATE)", facts)
    any_home.put("members", {"id": 1, "email": AASE.email, "left_on": left, "quit_on": quit_on})
    any_home.sweep("2024-01-01")
    assert any_home.rows("members") == ([] if goes else [1])


def test_a_field_goes_while_the_law_keeps_the_rest(any_home: Made) -> None:
    any_home.customer(SOEREN, left="2015-06-01", invoiced="2015-05-01")
    told = any_home.sweep("2019-01-01")
    assert any_home.rows("customers", "name", "email", "phone") == [(SOEREN.name, None, None)]
    assert any_home.rows("orders", "goods") == ["lines-1001"]
    kept = [kept for line in lines(told, "customers") for kept in line["kept"]]
    assert kept == [{"rule": "ledger", "ground": "books", "count": 1}]


@pytest.mark.parametrize(("day", "there"), [("2020-12-31", ["K-1001"]), ("2021-01-01", [])])
def test_a_legal_floor_ends_the_day_after_its_period(home: Made, day: str, there: list[str]) -> None:
    home.customer(SOEREN, left="2015-06-01", invoiced="2015-05-01")
    home.sweep(day)
    assert home.rows("customers") == there


@pytest.mark.parametrize(("day", "there"), [("2021-06-30", [1001]), ("2021-07-01", [])])
def test_a_fiscal_year_ends_when_the_firm_says(any_home: Made, day: str, there: list[int]) -> None:
    any_home.policy["events"]["year_end"]["ends"] = "06-30"
    any_home.write()
    any_home.customer(SOEREN, left="2015-09-01", invoiced="2015-07-01")
    any_home.sweep(day)
    assert any_home.rows("orders") == there


def test_the_latest_of_several_orders_counts(home: Made) -> None:
    home.customer(SOEREN, left="2010-01-01", invoiced="2009-05-01")
    home.put("orders", {"id": 7, "customer_id": SOEREN.customer_no, "goods": "x", "invoiced_on": "2018-05-01"})
    home.sweep("2019-01-01")
    assert (home.rows("orders"), home.rows("customers", "name")) == ([7], [SOEREN.name])


def test_a_mention_is_emptied_and_its_row_stays(any_home: Made) -> None:
    any_home.put("employees", {"id": 1, "name": INGRID.name, "email": INGRID.email, "left_on": "2020-01-01"})
    any_home.customer(SOEREN, left="2023-01-01")
    any_home.put("notes", {"id": 1, "customer_id": SOEREN.customer_no, "written_by": 1, "note": "was here"})
    any_home.sweep("2024-01-01")
    assert (any_home.rows("employees"), any_home.rows("notes", "written_by", "note")) == ([], [(None, "was here")])


# ------------------------------------------------------------------ clocks elsewhere


def test_files_go_by_the_clock_of_the_customer_in_the_database(home: Made) -> None:
    home.customer(SOEREN, left="2010-01-01")
    home.customer(AASE, left="2023-01-01")
    for person in (SOEREN, AASE):
        home.file(f"scans/{person.customer_no}.txt", "a scan")
    home.sweep("2024-01-01")
    assert [path.name for path in (home.folder / "systems/files/scans").iterdir()] == ["K-1003.txt"]


def test_a_letter_stays_as_long_as_its_writer_is_a_customer(home: Made) -> None:
    home.customer(SOEREN)
    home.letter("customer", f"{SOEREN.name} <{SOEREN.email.upper()}>", "2011-02-01")
    home.letter("enquirer", f"{AASE.name} <{AASE.email}>", "2011-02-01")
    home.sweep("2024-01-01")
    assert home.letters() == ["customer"]


def test_a_letter_goes_with_the_customer_who_wrote_it(home: Made) -> None:
    home.customer(SOEREN, left="2010-01-01")
    home.letter("young", f"{SOEREN.name} <{SOEREN.email}>", "2022-02-01")
    home.sweep("2024-01-01")
    assert (home.letters(), home.rows("customers")) == ([], [])


def test_what_two_customers_share_stays_with_the_one_who_is_one_still(any_home: Made) -> None:
    any_home.customer(SOEREN, left="2010-01-01")
    any_home.customer(replace(SOEREN_SENIOR, email=SOEREN.email))
    any_home.letter("shared", SOEREN.email, "2009-01-01")
    any_home.sweep("2024-01-01")
    assert (any_home.rows("customers"), any_home.letters()) == (["K-1005"], ["shared"])


@pytest.mark.parametrize("last", ["database", "mailbox", "folder"])
def test_a_contact_goes_by_the_last_meeting_in_any_system(home: Made, last: str) -> None:
    met = {place: "2022-06-01" if place == last else "2018-06-01" for place in ("database", "mailbox", "folder")}
    home.put("contacts", {"id": 1, "name": MAERTA.name, "email": MAERTA.email, "met_on": met["database"]})
    home.letter("hello", MAERTA.email, met["mailbox"])
    home.file("meetings/m.csv", f"email,name,met_on,topic\n{MAERTA.email},{MAERTA.name},{met['folder']},roof\n")
    assert due(home.sweep("2023-05-31")) == 0
    assert due(home.sweep("2023-06-01")) == 3


def test_contacts_gone_leave_nothing_in_any_system(any_home: Made) -> None:
    any_home.put("contacts", {"id": 1, "name": MAERTA.name, "email": MAERTA.email, "met_on": "2018-01-01"})
    any_home.letter("hello", MAERTA.email, "2018-02-01")
    any_home.file("meetings/m.csv", f"email,name,met_on,topic\n{MAERTA.email},x,2018-03-01,roof\n{GOERAN.email},y,2023-12-01,door\n")
    any_home.sweep("2024-01-01")
    assert (any_home.rows("contacts"), any_home.letters()) == ([], [])
    assert any_home.read("meetings/m.csv") == f"email,name,met_on,topic\n{GOERAN.email},y,2023-12-01,door\n"


# ------------------------------------------------------------------ what an erasure leaves


def test_an_address_goes_and_its_keyed_proof_stays_until_its_own_clock_ends(home: Made) -> None:
    home.put("subscribers", {"id": 1, "name": SOEREN.name, "email": SOEREN.email, "left_on": "2021-01-06"})
    home.sweep("2021-01-06")
    assert (home.rows("subscribers"), proofs(home)) == ([], [("keyed_hash", 64, "2021-01-06")])
    home.sweep("2023-01-05")
    assert proofs(home) == [("keyed_hash", 64, "2021-01-06")]
    home.sweep("2023-01-06")
    assert proofs(home) == []


def proofs(home: Made) -> list[tuple[object, ...]]:
    """Look at the proofs a home keeps: their form, length and day."""
    return home.state_of("SELECT form, length(value), left_on FROM store_proofrow")


# ------------------------------------------------------------------ holds


def hold(home: Made, *people: str) -> str:
    """Freeze people and give the hold's id."""
    options = ("--reason", "a claim", "--owner", "lawyer", "--review", "2199-01-01")
    told = home.run("hold", "add", *options, stdin="\n".join(people))
    assert told.code == 0, told.err
    return told.out.split()[1]


def test_a_hold_freezes_exactly_the_rows_of_its_person(any_home: Made) -> None:
    for person in (SOEREN, AASE):
        any_home.customer(person, left="2010-01-01", invoiced="2009-01-01", note="x")
        any_home.file(f"scans/{person.customer_no}.txt", "a scan")
        any_home.letter(person.customer_no, person.email, "2010-01-01")
    hold(any_home, f"email:{SOEREN.email}")
    told = any_home.sweep("2024-01-01")
    assert [any_home.rows(table) for table in ("customers", "orders", "notes")] == [["K-1001"], [1001], [1001]]
    assert (any_home.letters(), max(line["held"] for line in lines(told, "customers"))) == (["K-1001"], 1)


def test_a_released_hold_lets_the_clocks_go_on(home: Made) -> None:
    home.customer(SOEREN, left="2010-01-01", invoiced="2009-01-01")
    frozen = hold(home, f"customer_no:{SOEREN.customer_no}")
    assert due(home.sweep("2024-01-01")) == 0
    home.run("hold", "release", frozen)
    home.sweep("2024-01-02")
    assert home.rows("customers") == []


def test_a_hold_keeps_a_mention_and_a_field_too(home: Made) -> None:
    home.customer(SOEREN, left="2015-06-01", invoiced="2015-05-01")
    hold(home, f"email:{SOEREN.email}")
    home.sweep("2019-01-01")
    assert home.rows("customers", "email", "phone") == [(SOEREN.email, SOEREN.phone)]


def test_a_list_of_holds_never_says_whom_they_freeze(home: Made) -> None:
    home.customer(SOEREN)
    hold(home, f"email:{SOEREN.email}")
    told = home.run("hold", "list")
    assert "a claim" in told.out
    assert SOEREN.email not in told.out


# ------------------------------------------------------------------ a step that is refused does not stop the others


def long_ago(home: Made) -> None:
    """Let three steps be due: an employee, a subscriber and a visit to the website."""
    home.put("employees", {"id": 1, "email": INGRID.email, "left_on": "2010-01-01"})
    home.put("subscribers", {"id": 1, "email": SOEREN.email, "left_on": "2010-01-01"})
    home.file("visits/v.csv", "cookie,seen_on\nabc,2010-01-01\n")


def ends(home: Made) -> set[str]:
    """Tell how the acts on one dataset ended, as the exported evidence has it."""
    target = home.folder / "proof.json"
    target.unlink(missing_ok=True)
    assert home.run("evidence", "export", "-o", target).code == 0
    return {kind for kind in ("failed", "repeated", "done") if f'"{kind}"'.encode() in target.read_bytes().replace(b'\\"', b'"')}


def test_what_a_system_would_refuse_is_told_and_the_rest_is_done(any_home: Made) -> None:
    ddl = "CREATE TABLE tasks (id INTEGER PRIMARY KEY, done_by INTEGER NOT NULL REFERENCES employees(id))"
    links = "links: [{to: shop.employees, on: {done_by: id}, as: mention}]"
    any_home.dataset("tasks", ddl, f"{{key: [id], activities: {{staff: all}}, {links}, columns: {{id: none, done_by: none}}}}")
    long_ago(any_home)
    any_home.put("tasks", {"id": 1, "done_by": 1})
    preview = any_home.run("sweep", "--as-of", "2024-01-01", "--json")
    assert [line["due"] for line in lines(preview, "employees") if line["action"] == "erase"] == [None]
    assert "unknown" in any_home.run("sweep", "--as-of", "2024-01-01").out
    told = any_home.sweep("2024-01-01")
    assert (told.code, [step.partition("/")[0] for step in told.json["refused"]]) == (1, ["shop.employees"])
    assert "NOT NULL" in str(told.json["refused"])
    assert (any_home.rows("employees"), any_home.rows("subscribers"), any_home.read("visits/v.csv")) == ([1], [], "cookie,seen_on\n")


BLOCKING = {
    "sqlite": ("CREATE TRIGGER blocking BEFORE DELETE ON subscribers BEGIN SELECT RAISE(ABORT, 'no'); END", "DROP TRIGGER blocking"),
    "postgresql": (
        """CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        CREATE TRIGGER blocking BEFORE DELETE ON subscribers FOR EACH ROW EXECUTE FUNCTION no()""",
        "DROP TRIGGER blocking ON subscribers",
    ),
}


def test_a_refusal_in_the_act_is_told_and_the_same_plan_goes_on_when_it_is_mended(any_home: Made) -> None:
    block, mend = BLOCKING[any_home.database.partition(":")[0].partition("+")[0]]
    any_home.say(block)
    long_ago(any_home)
    told = any_home.sweep("2024-01-01")
    left = [line["left"] for line in lines(told, "subscribers")]
    assert (told.code, list(told.json["refused"]), left) == (1, ["shop.subscribers/rows"], [1])
    assert (any_home.rows("subscribers"), any_home.rows("employees"), any_home.read("visits/v.csv")) == ([1], [], "cookie,seen_on\n")
    any_home.say(mend)
    again = any_home.run("sweep", "--carry-out", told.json["plan"], "--json")
    assert (again.code, again.json["refused"], any_home.rows("subscribers")) == (0, {}, [])
    assert ends(any_home) == {"failed", "repeated", "done"}
