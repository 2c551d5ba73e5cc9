"""Rows of several people, through the front door: who may erase them, and what one of them is shown (GDPR Art. 15(4), 17)."""

import json

import pytest

from tests.cast import AASE, SOEREN
from tests.cli.homes import Made

DDL = """CREATE TABLE households (
    id INTEGER PRIMARY KEY, one_of VARCHAR(40) REFERENCES customers(id), other_of VARCHAR(40) REFERENCES customers(id),
    one_email TEXT, other_email TEXT, wish TEXT
)"""
LINKS = "[{to: shop.customers, on: {one_of: id}, as: shared}, {to: shop.customers, on: {other_of: id}, as: shared}]"
COLUMNS = """{id: none, one_of: none, other_of: none, one_email: {is: email, identifies: email},
    other_email: {is: email, identifies: email}, wish: {is: orders}}"""
ROW = {"id": 1, "one_of": SOEREN.customer_no, "other_of": AASE.customer_no, "one_email": SOEREN.email, "other_email": AASE.email}


@pytest.fixture
def household(any_home: Made) -> Made:
    """Two customers who share a row, in the shop."""
    any_home.dataset("households", DDL, f"{{key: [id], activities: {{customer: all}}, links: {LINKS}, columns: {COLUMNS}}}")
    any_home.customer(SOEREN)
    any_home.customer(AASE)
    any_home.put("households", {**ROW, "wish": "warm-floors"})
    return any_home


def shared(home: Made, how: str) -> None:
    """Say who may erase a shared row."""
    home.datasets()["households"]["shared"] = how
    home.write()


def erased(home: Made, email: str) -> object:
    """Carry out an erasure, and tell what is said of the shared row."""
    told = home.carry_out("erase", f"email:{email}")
    assert (told.code, told.json["outcome"]) == (0, "done"), told.out
    return [(kept["ground"], kept["count"]) for kept in told.json["kept"] if kept["dataset"] == "households"]


def test_a_row_shared_by_any_goes_with_the_first_who_asks(household: Made) -> None:
    shared(household, "any")
    assert erased(household, SOEREN.email) == []
    assert (household.rows("households"), household.rows("customers")) == ([], [AASE.customer_no])


def test_a_row_shared_by_all_stays_for_the_other_and_goes_with_the_last(household: Made) -> None:
    shared(household, "all")
    assert erased(household, SOEREN.email) == [("shared", 1)]
    assert household.rows("households", "id", "one_of", "one_email", "other_email", "wish") == [(1, None, None, AASE.email, "warm-floors")]
    assert erased(household, AASE.email) == []
    assert (household.rows("households"), household.rows("customers")) == ([], [])


def test_a_row_shared_to_be_redacted_loses_what_names_the_asker(household: Made) -> None:
    shared(household, "redact")
    assert erased(household, SOEREN.email.upper()) == [("shared", 1)]
    columns = ("id", "one_of", "other_of", "one_email", "other_email", "wish")
    assert household.rows("households", *columns) == [(1, None, AASE.customer_no, None, AASE.email, "warm-floors")]
    assert household.rows("customers") == [AASE.customer_no]


def test_a_shared_row_of_which_nothing_is_said_is_left_to_people(household: Made) -> None:
    told = household.ask("erase", f"email:{SOEREN.email}").json
    assert ("households", "shared", 1) in [(task["dataset"], task["why"], task["count"]) for task in told["by_hand"]]
    assert all(step["dataset"] != "households" for step in told["steps"])


@pytest.mark.parametrize("how", ["any", "all", "redact"])
def test_what_names_the_other_is_not_shown_and_the_rest_is_looked_through_first(household: Made, how: str) -> None:
    shared(household, how)
    folder = household.folder.parent / "answer"
    assert household.ask("access", f"email:{SOEREN.email}", "-o", folder).code == 0
    apart = "".join(path.read_text(encoding="utf-8") for path in (folder / "review").iterdir())
    handed = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix in (".json", ".html", ".txt"))
    copy = [row for row in json.loads((folder / "data.json").read_text(encoding="utf-8"))["copy"] if row["dataset"] == "households"]
    assert [[field["value"] for field in row["fields"]] for row in copy] == [[SOEREN.email]]
    assert ("warm-floors" in apart, "warm-floors" in handed) == (True, False)
    assert AASE.email not in handed + apart
    assert AASE.name not in handed + apart
