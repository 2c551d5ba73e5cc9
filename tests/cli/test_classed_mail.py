"""A letter stays what it was for as long as it stays: the address it is known by goes no sooner (GDPR Art. 5(1)(e), 17(3)(b))."""

from datetime import date

import pytest

from tests.cast import AASE, SOEREN
from tests.cli.homes import TODAY, Made, ago

ASK = f"email:{SOEREN.email}"
YEARS_END = date(ago(years=2).year, 12, 31)


@pytest.fixture
def kept(any_home: Made) -> Made:
    """Give a home whose law keeps the letters of customers with their orders, but not their addresses."""
    any_home.rules("customer")[0]["data"] = ["name", "orders", "letter"]
    any_home.write()
    any_home.customer(SOEREN, left=ago(years=4), invoiced=ago(years=2))
    any_home.letter("order", SOEREN.email, ago(years=4))
    return any_home


def customer(home: Made) -> tuple[object, ...]:
    """Look at the one customer."""
    found: tuple[object, ...] = home.rows("customers", "id", "name", "email", "phone")[0]
    return found


def test_the_address_stays_with_the_letters_and_is_told_as_kept(kept: Made) -> None:
    told = kept.carry_out("erase", ASK).json
    assert (customer(kept), kept.letters()) == (("K-1001", SOEREN.name, SOEREN.email, None), ["order"])
    stays = {datum: k["until"] for k in told["kept"] if k["dataset"] == "customers" for datum in k["data"]}
    law = {(k["ground"], k["article"], k["law"]) for k in told["kept"]}
    assert (set(stays), law) == ({"name", "email"}, {("legal_duty", "GDPR Art. 17(3)(b)", "books")})
    assert len({k["until"] for k in told["kept"]}) == 1


def test_a_second_request_of_the_same_kind_changes_nothing(kept: Made) -> None:
    kept.carry_out("erase", ASK)
    before = customer(kept), kept.letters(), kept.rows("orders", "*")
    told = kept.carry_out("erase", ASK)
    assert (told.code, [step["done"] for step in told.json["steps"]]) == (0, [0])
    assert (customer(kept), kept.letters(), kept.rows("orders", "*")) == before


def test_a_sweep_leaves_the_letter_and_the_address_as_long_as_a_law_keeps_the_letter(kept: Made) -> None:
    kept.demo()
    for _ in range(2):
        assert kept.sweep(TODAY.isoformat()).code == 0
        assert (customer(kept), kept.letters()) == (("K-1001", SOEREN.name, SOEREN.email, None), ["order"])


def test_an_address_without_a_letter_goes_on_its_own_day(kept: Made) -> None:
    kept.demo()
    kept.customer(AASE, left=ago(years=4), invoiced=ago(years=2))
    kept.sweep(TODAY.isoformat())
    assert kept.rows("customers", "id", "email") == [("K-1001", SOEREN.email), ("K-1003", None)]


def test_all_of_it_goes_on_the_day_the_law_lets_go(kept: Made) -> None:
    kept.demo()
    kept.carry_out("erase", ASK)
    kept.sweep(f"{YEARS_END.year + 6}-01-01")
    assert (kept.rows("customers"), kept.rows("orders"), kept.letters()) == ([], [], [])


def test_a_customer_whose_letters_alone_are_kept_is_emptied_and_not_erased(kept: Made) -> None:
    kept.rules("customer")[0]["data"] = ["letter"]
    kept.write()
    told = kept.carry_out("erase", ASK).json
    assert (customer(kept), kept.letters()) == (("K-1001", None, SOEREN.email, None), ["order"])
    assert {(k["dataset"], *k["data"]) for k in told["kept"]} >= {("customers", "email"), ("letters", "letter")}


@pytest.fixture
def letters_alone(any_home: Made) -> Made:
    """Give a home in which letters of customers are kept for six years, and all else of them for three."""
    any_home.rules("customer").append({"rule": "letters", "data": ["letter"], "after": "customer.left", "for": "P6Y", "limit": "at_most"})
    any_home.datasets("mail")["letters"]["columns"]["correspondents"] = {"identifies": "email"}
    any_home.write()
    any_home.demo()
    any_home.customer(SOEREN, left="2020-01-01", note="tea")
    any_home.customer(AASE, left="2020-01-01", note="coffee")
    any_home.letter("order", SOEREN.email, "2019-12-01")
    return any_home


def overdue(home: Made) -> list[str]:
    """Look, and name the promises that something overdue breaks."""
    told = home.run("promises", "--run", "--json")
    return [p["id"] for p in told.json["promises"] if p["status"] == "broken" and "overdue" in str(p.get("figure", ""))]


def test_a_sweep_empties_a_row_that_is_due_of_all_but_what_letters_which_stay_are_known_by(letters_alone: Made) -> None:
    shown = letters_alone.run("sweep", "--as-of", "2023-01-01", "--json").json
    told = letters_alone.run("sweep", "--carry-out", shown["plan"], "--json").json
    assert [line["due"] for line in told["datasets"]] == [line["due"] for line in shown["datasets"]]
    assert [(line["due"], line["done"]) for line in told["datasets"] if line["dataset"] == "customers" and line["due"]] == [(1, 1), (1, 1)]
    assert letters_alone.rows("customers", "id", "name", "email", "phone") == [("K-1001", None, SOEREN.email, None)]
    assert (letters_alone.rows("notes"), letters_alone.letters()) == ([], ["order"])


def test_a_row_kept_for_its_letters_goes_with_them_on_the_same_day_and_not_before(letters_alone: Made) -> None:
    for day in ("2023-01-01", "2023-01-02", "2025-12-31"):
        letters_alone.sweep(day)
        assert (letters_alone.rows("customers"), letters_alone.letters()) == (["K-1001"], ["order"])
    letters_alone.sweep("2026-01-01")
    assert (letters_alone.rows("customers"), letters_alone.letters()) == ([], [])


def test_a_row_kept_for_its_letters_alone_is_not_told_as_overdue(letters_alone: Made) -> None:
    letters_alone.say(f"UPDATE customers SET left_on = '{ago(years=4)}'")
    assert overdue(letters_alone) != []
    letters_alone.sweep(TODAY.isoformat())
    assert (letters_alone.rows("customers"), overdue(letters_alone)) == (["K-1001"], [])
    letters_alone.say(f"UPDATE customers SET left_on = '{ago(years=7)}'")
    assert overdue(letters_alone) != []


def test_what_keeps_an_address_is_not_told_as_overdue(kept: Made) -> None:
    kept.datasets("mail")["letters"]["columns"]["correspondents"] = {"identifies": "email"}
    kept.write()
    kept.demo()
    kept.sweep(TODAY.isoformat())
    told = kept.run("promises", "--run", "--json")
    broken = [p for p in told.json["promises"] if p["status"] == "broken" and "overdue" in str(p.get("figure", ""))]
    assert broken == []
