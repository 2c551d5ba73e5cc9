"""What a person may have erased goes, what stays is told with its ground, and nobody else loses anything (GDPR Art. 17)."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.cast import AASE, GOERAN, INGRID, SOEREN, SOEREN_SENIOR
from tests.cli.homes import OWN, TODAY, Made, ago, everywhere

ASK = f"email:{SOEREN.email}"
TABLES = ("customers", "orders", "notes", "subscribers", "contacts")


def test_everything_about_a_person_goes_and_the_others_keep_all(any_home: Made) -> None:
    everywhere(any_home, SOEREN, AASE)
    any_home.say("DELETE FROM orders")
    told = any_home.carry_out("erase", ASK)
    assert (told.code, told.json["outcome"], told.json["kept"]) == (0, "done", [])
    assert [any_home.rows(table) for table in TABLES] == [["K-1003"], [], [1003], [1003], [1003]]
    assert any_home.letters() == ["K-1003"]
    files = {path.name: path.read_text(encoding="utf-8") for path in (any_home.folder / "systems/files").rglob("*.*")}
    assert files == {"K-1003.txt": "scan-1003", "m.csv": f"email,name,met_on,topic\n{AASE.email},{AASE.name},{ago(months=2)},roof\n"}


def test_what_a_law_keeps_stays_until_a_day_and_only_that(any_home: Made) -> None:
    any_home.customer(SOEREN, invoiced=ago(months=2), note="x")
    told = any_home.carry_out("erase", ASK).json
    until = date(ago(months=2).year + 6, 1, 1).isoformat()
    kept = {(k["dataset"], tuple(k["data"]), k["ground"], k["article"], k["law"], k["until"]) for k in told["kept"]}
    law = ("legal_duty", "GDPR Art. 17(3)(b)", "books", until)
    assert kept == {("customers", ("name",), *law), ("orders", ("orders",), *law)}
    assert any_home.rows("customers", "id", "name", "email", "phone") == [("K-1001", SOEREN.name, None, None)]
    assert (any_home.rows("orders", "goods"), any_home.rows("notes")) == (["lines-1001"], [])


def test_planning_to_erase_changes_nothing(home: Made) -> None:
    everywhere(home, SOEREN, AASE)
    before = home.picture()
    told = home.run("request", "erase", "--subject", "-", stdin=ASK)
    assert "Nothing has been changed" in told.out
    assert home.picture() == before


def test_an_erasure_is_answered_in_writing(home: Made) -> None:
    home.customer(SOEREN, invoiced=ago(months=2))
    plan, folder = home.ask("erase", ASK, "--lang", "da").json["plan"], home.folder.parent / "answer"
    assert home.run("request", "erase", "--carry-out", plan, "-o", folder).code == 0
    page = (folder / "answer.html").read_text(encoding="utf-8")
    assert ('lang="da"' in page, "17" in page) == (True, True)


def test_somebody_no_system_knows_is_nobody_and_nothing_is_done(home: Made) -> None:
    home.customer(SOEREN)
    before = home.picture()
    told = home.carry_out("erase", f"email:{AASE.email}")
    assert (told.code, told.json["outcome"]) == (1, "nobody")
    assert home.picture() == before


def test_many_people_go_in_one_run_and_those_not_named_stay(home: Made) -> None:
    everywhere(home, SOEREN, AASE, GOERAN)
    home.say("DELETE FROM orders")
    told = home.carry_out("erase", f"email:{SOEREN.email}\nemail:{GOERAN.email}\n")
    assert (told.json["outcome"], told.json["persons"]) == ("done", {"planned": 2})
    assert [home.rows(table) for table in TABLES] == [["K-1003"], [], [1003], [1003], [1003]]


def test_one_person_named_twice_is_erased_once(home: Made) -> None:
    home.customer(SOEREN)
    told = home.carry_out("erase", f"{ASK}\ncustomer_no:{SOEREN.customer_no}")
    assert (told.code, told.json["steps"][0]["rows"], home.rows("customers")) == (0, 1, [])


def test_who_is_only_mentioned_goes_and_the_customers_row_stays(home: Made) -> None:
    home.customer(SOEREN)
    home.put("employees", {"id": 1, "name": INGRID.name, "email": INGRID.email})
    home.put("notes", {"id": 1, "customer_id": SOEREN.customer_no, "written_by": 1, "note": "kept"})
    assert home.carry_out("erase", f"email:{INGRID.email}").json["outcome"] == "done"
    assert (home.rows("employees"), home.rows("notes", "written_by", "note")) == ([], [(None, "kept")])


def test_a_letter_of_two_people_is_left_to_people(home: Made) -> None:
    home.customer(SOEREN)
    home.letter("mine", SOEREN.email, TODAY)
    home.letter("ours", SOEREN.email, TODAY, to=f"{AASE.email}, kontakt@{OWN}")
    told = home.carry_out("erase", ASK).json
    assert home.letters() == ["ours"]
    assert ("letters", "shared", 1) in [(task["dataset"], task["why"], task["count"]) for task in told["by_hand"]]


@pytest.mark.parametrize("sender", ["børge@elv.example", "Børge <børge@elv.example>", "=?utf-8?q?b=C3=B8rge?=@elv.example"])
def test_an_address_with_letters_before_the_at_is_erased_however_a_mail_program_wrote_it(home: Made, sender: str) -> None:
    home.letter("mine", sender, TODAY)
    home.letter("another", "borge@elv.example", TODAY)
    assert home.carry_out("erase", "email:BØRGE@elv.example").json["outcome"] == "done"
    assert home.letters() == ["another"]


def test_what_another_customer_owns_stays_when_an_address_was_shared(home: Made) -> None:
    home.customer(SOEREN)
    home.customer(replace(SOEREN_SENIOR, email=SOEREN.email), invoiced=ago(months=1))
    told = home.ask("erase", f"customer_no:{SOEREN.customer_no}\ncustomer_no:{SOEREN_SENIOR.customer_no}")
    assert (told.code, told.json["outcome"], told.json["persons"]) == (1, "ambiguous", {"ambiguous": 2})


CALLS = "CREATE TABLE calls (id INTEGER PRIMARY KEY, contact_id INTEGER REFERENCES contacts(id), name TEXT)"
BELONGING = """
    key: [id]
    activities: {network: all}
    links: [{to: shop.contacts, on: {contact_id: id}, as: owner}]
    columns: {id: none, contact_id: none, name: {is: name}}
"""


def called(home: Made) -> None:
    """Put two calls beside every contact."""
    home.dataset("calls", CALLS, BELONGING)
    home.put("calls", *({"id": 2 * number + more, "contact_id": number, "name": "rang"} for number in (1001, 1003) for more in (0, 1)))


def test_rows_that_belong_to_a_persons_row_go_with_it(any_home: Made) -> None:
    everywhere(any_home, SOEREN, AASE)
    called(any_home)
    told = any_home.carry_out("erase", ASK).json
    assert [(step["rows"], step["done"]) for step in told["steps"] if step["dataset"] == "calls"] == [(2, 2)]
    assert any_home.rows("calls") == [2006, 2007]


def test_beside_somebody_ambiguous_the_other_person_goes_and_the_run_is_done(home: Made) -> None:
    everywhere(home, SOEREN, AASE)
    called(home)
    home.customer(replace(SOEREN_SENIOR, email=SOEREN.email))
    told = home.carry_out("erase", f"{ASK}\nemail:{AASE.email}").json
    assert (told["outcome"], told["persons"]) == ("done", {"ambiguous": 1, "planned": 1})
    assert (home.rows("contacts"), home.rows("calls")) == ([1001], [2002, 2003])


def test_the_answer_counts_what_belongs_to_the_persons_rows(home: Made) -> None:
    everywhere(home, SOEREN, AASE)
    called(home)
    folder = home.folder.parent / "answers"
    home.carry_out("erase", f"{ASK}\nemail:{AASE.email}", "-o", folder)
    gone = [json.loads((folder / str(number) / "data.json").read_text(encoding="utf-8"))["gone"] for number in (1, 2)]
    assert [[one["count"] for one in each if one["dataset"] == "calls"] for each in gone] == [[2], [2]]


def test_a_plan_is_stale_when_another_row_belongs_to_the_persons_row(home: Made) -> None:
    everywhere(home, SOEREN)
    called(home)
    plan = home.ask("erase", ASK).json["plan"]
    home.say("DELETE FROM calls WHERE id = 2002", "INSERT INTO calls VALUES (9, 1001, 'rang')")
    told = home.run("request", "erase", "--carry-out", plan)
    assert (told.code, "plan-stale" in told.err, home.rows("calls")) == (1, True, [9, 2003, 2006, 2007])


def test_there_is_nothing_to_carry_out_of_an_access(home: Made) -> None:
    home.customer(SOEREN)
    plan = home.ask("access", ASK).json["plan"]
    told = home.run("request", "access", "--carry-out", plan)
    assert (told.code, "nothing-to-carry-out" in told.err, "-o FOLDER" in told.err) == (2, True, True)
    assert not list((home.folder / "var/keys").glob("run-*"))


def test_a_held_person_is_not_erased_and_the_ground_is_told(home: Made) -> None:
    everywhere(home, SOEREN)
    home.run("hold", "add", "--reason", "a claim", "--owner", "lawyer", "--review", "2199-01-01", stdin=ASK)
    before = home.picture()
    told = home.carry_out("erase", ASK).json
    assert (told["steps"], {k["ground"] for k in told["kept"]}) == ([], {"hold"})
    assert home.picture() == before


# ------------------------------------------------------------------ exactly the plan shown


def test_a_plan_is_stale_when_the_systems_have_changed(home: Made) -> None:
    home.customer(SOEREN)
    plan = home.ask("erase", ASK).json["plan"]
    home.put("notes", {"id": 5, "customer_id": SOEREN.customer_no, "note": "new since"})
    told = home.run("request", "erase", "--carry-out", plan)
    assert (told.code, "plan-stale" in told.err, home.rows("customers"), home.rows("notes")) == (1, True, ["K-1001"], [5])


def test_a_plan_is_stale_when_a_row_was_exchanged_for_another(any_home: Made) -> None:
    any_home.customer(SOEREN, note="as shown")
    plan = any_home.ask("erase", ASK).json["plan"]
    any_home.say("UPDATE notes SET id = 7, note = 'another'")
    told = any_home.run("request", "erase", "--carry-out", plan)
    assert (told.code, "plan-stale" in told.err, any_home.rows("notes")) == (1, True, [7])


@pytest.mark.parametrize("what", ["policy", "inventory"])
def test_a_plan_is_stale_when_promises_or_places_have_changed(home: Made, what: str) -> None:
    home.customer(SOEREN)
    plan = home.ask("erase", ASK).json["plan"]
    path = home.folder / f"{what}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# later\n", encoding="utf-8")
    told = home.run("request", "erase", "--carry-out", plan)
    assert (told.code, "plan-stale" in told.err, home.rows("customers")) == (1, True, ["K-1001"])


def test_a_plan_is_carried_out_for_its_own_right_and_once(home: Made) -> None:
    home.customer(SOEREN)
    plan = home.ask("erase", ASK).json["plan"]
    assert "plan-unknown" in home.run("request", "restrict", "--carry-out", plan).err
    assert home.run("request", "erase", "--carry-out", plan).code == 0
    told = home.run("request", "erase", "--carry-out", plan)
    assert (told.code, "plan-done" in told.err) == (1, True)


# ------------------------------------------------------------------ keys of all kinds


def test_an_address_that_is_the_key_is_erased_with_its_row(any_home: Made) -> None:
    facts = "{key: [email], activities: {news: all}, columns: {email: {is: email, identifies: email}, name: {is: name}}}"
    any_home.dataset("readers", "CREATE TABLE readers (email VARCHAR(80) PRIMARY KEY, name TEXT)", facts)
    any_home.put("readers", *({"email": person.email, "name": person.name} for person in (SOEREN, AASE)))
    assert any_home.carry_out("erase", ASK).json["outcome"] == "done"
    assert any_home.rows("readers", "email") == [AASE.email]


TENANTS = """
CREATE TABLE members (tenant INTEGER, id INTEGER, email TEXT, PRIMARY KEY (tenant, id));
CREATE TABLE visits (tenant INTEGER, id INTEGER, member INTEGER, note TEXT, PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, member) REFERENCES members (tenant, id))
"""


def test_tenants_with_the_same_numbers_are_never_mixed_up(any_home: Made) -> None:
    any_home.datasets()["visits"] = {
        "key": ["tenant", "id"],
        "activities": {"customer": "all"},
        "links": [{"to": "shop.members", "on": {"tenant": "tenant", "member": "id"}, "as": "owner"}],
        "columns": {"tenant": "none", "id": "none", "member": "none", "note": {"is": "note"}},
    }
    columns = "{tenant: none, id: none, email: {is: email, identifies: email}}"
    any_home.dataset("members", TENANTS, f"{{key: [tenant, id], activities: {{customer: all}}, columns: {columns}}}")
    any_home.put("members", {"tenant": 1, "id": 1, "email": SOEREN.email}, {"tenant": 2, "id": 1, "email": AASE.email})
    any_home.put("visits", *({"tenant": tenant, "id": 1, "member": 1, "note": "x"} for tenant in (1, 2)))
    assert any_home.carry_out("erase", ASK).json["outcome"] == "done"
    assert (any_home.rows("members", "tenant"), any_home.rows("visits", "tenant")) == ([2], [2])


def test_who_introduced_others_goes_and_the_others_stay(any_home: Made) -> None:
    facts = """
    key: [id]
    activities: {network: all}
    links: [{to: shop.friends, on: {introduced_by: id}, as: mention}]
    columns: {id: none, email: {is: email, identifies: email}, introduced_by: none}
    """
    ddl = "CREATE TABLE friends (id INTEGER PRIMARY KEY, email TEXT, introduced_by INTEGER REFERENCES friends(id))"
    any_home.dataset("friends", ddl, facts)
    any_home.put("friends", {"id": 1, "email": SOEREN.email}, {"id": 2, "email": AASE.email, "introduced_by": 1})
    assert any_home.carry_out("erase", ASK).json["outcome"] == "done"
    assert any_home.rows("friends", "id", "introduced_by") == [(2, None)]


CIRCLE = """
CREATE TABLE teams (id INTEGER PRIMARY KEY, lead INTEGER, title TEXT);
CREATE TABLE players (id INTEGER PRIMARY KEY, team INTEGER REFERENCES teams(id), email TEXT)
"""


def test_tables_that_refer_to_each_other_are_no_obstacle(any_home: Made) -> None:
    links = "links: [{to: shop.players, on: {lead: id}, as: mention}]"
    any_home.dataset("teams", CIRCLE, f"{{key: [id], activities: {{staff: all}}, {links}, columns: {{id: none, lead: none, title: none}}}}")
    columns = "{id: none, team: none, email: {is: email, identifies: email}}"
    links = "links: [{to: shop.teams, on: {team: id}, as: mention}]"
    any_home.dataset("players", "SELECT 1", f"{{key: [id], activities: {{staff: all}}, {links}, columns: {columns}}}")
    any_home.put("teams", {"id": 1, "title": "first"})
    any_home.put("players", {"id": 1, "team": 1, "email": SOEREN.email}, {"id": 2, "team": 1, "email": AASE.email})
    any_home.say("UPDATE teams SET lead = 1")
    assert any_home.carry_out("erase", ASK).json["outcome"] == "done"
    assert (any_home.rows("players"), any_home.rows("teams", "id", "lead")) == ([2], [(1, None)])


# ------------------------------------------------------------------ what cannot be done is refused while planning


def test_a_column_that_may_not_be_empty_is_refused_while_planning(any_home: Made) -> None:
    ddl = "CREATE TABLE buyers (id INTEGER PRIMARY KEY, name TEXT, email TEXT NOT NULL, left_on DATE, bought DATE)"
    clocks = "left_on: {event: customer.left, type: date}, bought: {event: order.invoiced, type: date}"
    columns = f"{{id: none, name: {{is: name}}, email: {{is: email, identifies: email}}, {clocks}}}"
    any_home.dataset("buyers", ddl, f"{{key: [id], activities: {{customer: all}}, columns: {columns}}}")
    any_home.put("buyers", {"id": 1, "name": SOEREN.name, "email": SOEREN.email, "bought": TODAY})
    told = any_home.ask("erase", ASK)
    assert (told.code, told.json["outcome"], "NOT NULL" in told.out, "plan-refused" in told.err) == (1, "refused", True, True)
    assert any_home.run("request", "erase", "--carry-out", told.json["plan"]).code == 1
    assert any_home.rows("buyers", "email") == [SOEREN.email]


def test_a_mention_that_may_not_be_empty_is_refused_while_planning(any_home: Made) -> None:
    ddl = "CREATE TABLE tasks (id INTEGER PRIMARY KEY, done_by INTEGER NOT NULL REFERENCES employees(id))"
    links = "links: [{to: shop.employees, on: {done_by: id}, as: mention}]"
    any_home.dataset("tasks", ddl, f"{{key: [id], activities: {{staff: all}}, {links}, columns: {{id: none, done_by: none}}}}")
    any_home.put("employees", {"id": 1, "email": INGRID.email})
    any_home.put("tasks", {"id": 1, "done_by": 1})
    told = any_home.ask("erase", f"email:{INGRID.email}")
    assert (told.code, told.json["outcome"], any_home.rows("employees")) == (1, "refused", [1])
