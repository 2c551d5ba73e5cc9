"""Ties in an inventory that nobody could follow are refused before anything is planned, with their place and what to write instead."""

from copy import deepcopy

import pytest

from tests.cast import SOEREN
from tests.cli.homes import Facts, Made


def finding(home: Made, code: str) -> Facts:
    """Give the one finding with a code, with which the check ends in 1, and see that nothing is planned over it."""
    home.write()
    told = home.run("check", "--json")
    assert told.code == 1
    assert "inventory-unsound" in home.run("sweep").err
    [one] = [each for each in told.json["findings"] if each["code"] == code]
    lines = (home.folder / "inventory.yaml").read_text(encoding="utf-8").splitlines()
    return {**one, "text": lines[int(one["line"]) - 1]}


def test_mail_sorted_by_mail_that_is_sorted_itself_is_refused(home: Made) -> None:
    letters, known = home.datasets("mail")["letters"], {"correspondent_in": "mail.letters"}
    home.datasets("mail")["copies"] = {
        **deepcopy(letters),
        "folders": ["Sent"],
        "activities": {"network": known},
    }
    told = finding(home, "correspondent-chain")
    assert ("mail.letters" in told["text"], told["severity"], "table of customers" in told["hint"]) == (True, "error", True)


@pytest.mark.parametrize("kind", ["owner", "shared"])
def test_a_link_into_another_system_is_refused(home: Made, kind: str) -> None:
    home.datasets("files")["meetings"]["links"] = [{"to": "shop.contacts", "on": {"email": "email"}, "as": kind}]
    told = finding(home, "link-elsewhere")
    assert ("shop.contacts" in told["text"], told["severity"], "identifies" in told["hint"]) == (True, "error", True)


def test_each_act_on_one_dataset_is_told_with_its_own_figure(any_home: Made) -> None:
    facts = """
    key: [id]
    activities: {customer: {when: {kind: c}}, staff: {when: {kind: s}}, news: {when: {kind: n}}}
    columns: {id: none, kind: none, name: {is: name}, email: {is: email, identifies: email}, goods: {is: orders},
        left_on: {event: [customer.left, staff.left], type: date}, billed_on: {event: order.invoiced, type: date}}
    """
    ddl = "CREATE TABLE mixed (id INTEGER PRIMARY KEY, kind TEXT, name TEXT, email TEXT, goods TEXT, left_on DATE, billed_on DATE)"
    any_home.dataset("mixed", ddl, facts)
    any_home.rules("staff")[0] |= {"data": ["email"], "withstands": "legal_claims"}
    any_home.write()
    rows = [(1, "c", "2024-01-01"), (2, "c", "2024-01-01"), (3, "s", None)]
    told_of = {"name": SOEREN.name, "email": SOEREN.email, "goods": "x"}
    any_home.put("mixed", *({"id": n, "kind": kind, **told_of, "billed_on": billed} for n, kind, billed in rows))
    told = any_home.carry_out("erase", f"email:{SOEREN.email}").json
    steps = [(sorted(step["columns"]), step["rows"], step["done"]) for step in told["steps"] if step["dataset"] == "mixed"]
    assert sorted(steps) == [(["email"], 2, 2), (["goods", "name"], 1, 1)], told


def test_a_mention_of_somebody_in_another_system_is_told_and_stops_nothing(home: Made) -> None:
    home.datasets("files")["meetings"]["links"] = [{"to": "shop.employees", "on": {"name": "name"}, "as": "mention"}]
    home.write()
    told = home.run("check", "--json")
    [one] = [each for each in told.json["findings"] if each["code"] == "mention-elsewhere"]
    assert (one["severity"], home.run("sweep").code) == ("warning", 0)
