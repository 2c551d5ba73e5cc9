"""A plan is shown first, names exactly what will be done, and is carried out once, as long as nothing behind it has changed."""

from datetime import timedelta

import pytest

from tests.cast import AASE, SOEREN
from tests.cli.homes import TODAY, Made
from tests.front import run

OLD = "2010-01-01"
LINE = {"system", "dataset", "rule", "action", "due", "done", "left", "no_clock", "kept", "held"}


def shown(home: Made, *args: object) -> str:
    """Show a sweep and give its plan's id."""
    return str(home.run("sweep", "--json", *args).json["plan"])


def test_showing_a_sweep_changes_nothing(any_home: Made) -> None:
    any_home.customer(SOEREN, left=OLD, invoiced=OLD, note="x")
    any_home.letter("old", AASE.email, OLD)
    any_home.file("visits/v.csv", f"cookie,seen_on\nabc,{OLD}\n")
    before = any_home.picture()
    assert "Nothing has been changed" in any_home.run("sweep").out
    assert any_home.picture() == before


def test_a_sweep_told_to_people_says_how_to_carry_it_out(home: Made) -> None:
    home.customer(SOEREN, left=OLD)
    told = home.run("sweep", "--as-of", "2024-01-01")
    plan = told.out.split()[1].rstrip(",")
    assert f"ombud sweep --carry-out {plan}" in told.out
    assert "1 changed" in home.run("sweep", "--carry-out", plan).out


def test_a_sweep_of_nothing_says_so(home: Made) -> None:
    told = home.run("sweep")
    assert (told.code, "Nothing is due." in told.out) == (0, True)


def test_a_sweep_as_json_is_one_object_of_the_published_shape(home: Made) -> None:
    home.customer(SOEREN, left=OLD, invoiced="2022-01-01")
    told = home.run("sweep", "--as-of", "2024-01-01", "--json")
    known = {"plan", "as_of", "carried_out", "datasets", "by_hand", "retained", "evidence"}
    assert set(told.json) == {*known, "unavailable", "misconfigured", "refused", "said"}
    assert all(set(line) == LINE for line in told.json["datasets"])
    kept = [kept for line in told.json["datasets"] for kept in line["kept"]]
    assert (told.err, told.json["as_of"], kept[0]) == ("", "2024-01-01", {"rule": "ledger", "ground": "books", "count": 1})


def test_every_dataset_is_in_a_sweep(home: Made) -> None:
    told = home.run("sweep", "--json").json
    seen = {(one["system"], one["dataset"]) for one in (*told["datasets"], *told["by_hand"])}
    assert seen == {(system, name) for system in home.inventory["systems"] for name in home.datasets(system)}


def test_a_rule_whose_event_nothing_shows_is_said(home: Made) -> None:
    home.datasets()["subscribers"]["columns"]["left_on"] = "none"
    home.write()
    told = home.run("sweep", "--json").json["by_hand"]
    assert [(one["dataset"], one["why"], one["rule"]) for one in told] == [("subscribers", "no_clock_bound", "news")]


@pytest.mark.parametrize("what", ["policy", "inventory"])
def test_a_plan_of_another_policy_or_inventory_is_stale(home: Made, what: str) -> None:
    home.customer(SOEREN, left=OLD)
    plan = shown(home, "--as-of", "2024-01-01")
    home.policy["policy"]["version"] = "3" if what == "policy" else "2"
    home.inventory["systems"]["shop"]["zone"] = "UTC" if what == "inventory" else "Europe/Copenhagen"
    home.write()
    told = home.run("sweep", "--carry-out", plan)
    assert (told.code, "plan-stale" in told.err, home.rows("customers")) == (1, True, ["K-1001"])


def test_an_unknown_plan_is_refused(home: Made) -> None:
    told = home.run("sweep", "--carry-out", "0123456789")
    assert (told.code, "plan-unknown" in told.err) == (2, True)


def test_a_plan_for_a_person_is_no_plan_for_a_sweep(home: Made) -> None:
    home.customer(SOEREN)
    plan = home.ask("erase", f"email:{SOEREN.email}").json["plan"]
    assert "plan-unknown" in home.run("sweep", "--carry-out", plan).err


def test_a_plan_is_carried_out_once(home: Made) -> None:
    plan = shown(home)
    assert home.run("sweep", "--carry-out", plan).code == 0
    told = home.run("sweep", "--carry-out", plan)
    assert (told.code, "plan-done" in told.err) == (1, True)


def test_the_same_question_has_the_same_plan_until_it_is_done(home: Made) -> None:
    plan = shown(home)
    assert shown(home) == plan
    home.run("sweep", "--carry-out", plan)
    assert shown(home) != plan


def test_a_day_to_come_is_planned_and_not_carried_out(home: Made) -> None:
    home.customer(SOEREN, left=TODAY)
    told = home.run("sweep", "--carry-out", shown(home, "--as-of", TODAY.replace(year=TODAY.year + 9, day=1)))
    assert (told.code, "plan-ahead" in told.err, home.rows("customers")) == (1, True, ["K-1001"])


def test_a_demo_home_runs_ahead_of_the_clock(home: Made) -> None:
    home.demo()
    home.customer(SOEREN, left=TODAY)
    assert home.sweep(str(TODAY + timedelta(1200))).code == 0
    assert home.rows("customers") == []


def test_what_a_sweep_did_is_in_the_evidence_and_intact(home: Made) -> None:
    home.customer(SOEREN, left=OLD)
    home.sweep("2024-01-01")
    bundle = home.folder / "evidence.ombud"
    key = home.run("evidence", "export", "-o", bundle).out.split("key: ")[1].split()[0]
    told = run("evidence", "verify", bundle, "--key", key)
    assert (told.code, "intact" in told.out) == (0, True)
    bundle.write_bytes(bundle.read_bytes().replace(b'"count":1', b'"count":2', 1))
    assert run("evidence", "verify", bundle, "--key", key).code == 1


def test_the_promise_is_broken_before_the_sweep_and_not_after(home: Made) -> None:
    home.customer(SOEREN, left=OLD)
    assert status(home, "file") == "broken"
    home.run("sweep", "--carry-out", shown(home))
    assert status(home, "file") == "kept"


def status(home: Made, rule: str) -> str:
    """Look at all promises and tell how the one of a rule stands."""
    promises = home.run("promises", "--run", "--json").json["promises"]
    return str(next(p["status"] for p in promises if p["probe"] == "retention" and p["id"].endswith(rule)))


def test_a_row_whose_own_rows_must_stay_is_emptied_of_its_data(any_home: Made) -> None:
    ddl = "CREATE TABLE warranties (id INTEGER PRIMARY KEY, customer_id VARCHAR(40) REFERENCES customers(id), name TEXT, left_on DATE)"
    owner = "links: [{to: shop.customers, on: {customer_id: id}, as: owner}]"
    columns = "columns: {id: none, customer_id: none, name: {is: name}, left_on: {event: staff.left, type: date}}"
    any_home.dataset("warranties", ddl, f"{{key: [id], activities: {{staff: all}}, {owner}, {columns}}}")
    any_home.customer(SOEREN, left=OLD)
    any_home.put("warranties", {"id": 1, "customer_id": SOEREN.customer_no, "name": "x", "left_on": "2023-06-01"})
    told = any_home.sweep("2024-01-01").json["datasets"]
    assert any_home.rows("customers", "id", "name", "email", "phone") == [("K-1001", None, None, None)]
    assert (sum(line["done"] for line in told), any_home.rows("warranties", "name")) == (1, ["x"])
