"""Others write to the systems as well: what they hold locked is waited for, what they write while we erase is seen when we look again."""

import psycopg
import pytest

from tests.cast import AASE, SOEREN
from tests.cli.homes import Made, everywhere

ASK = f"email:{SOEREN.email}"
HISTORY = "CREATE TABLE history (id INTEGER PRIMARY KEY, email TEXT)"
COPYING = """CREATE TRIGGER copying AFTER DELETE ON subscribers BEGIN
    INSERT INTO history (email) VALUES (OLD.email); END"""
FACTS = "{key: [id], activities: {customer: all}, columns: {id: none, email: {is: email, identifies: email}}}"


def test_what_a_trigger_copies_while_it_is_erased_is_told_as_left_and_goes_with_the_next_request(home: Made) -> None:
    home.dataset("history", HISTORY, FACTS)
    home.put("subscribers", {"id": 1, "email": SOEREN.email}, {"id": 2, "email": AASE.email})
    home.say(COPYING)
    assert home.carry_out("erase", ASK).json["outcome"] == "partial"
    assert home.rows("history", "email") == [SOEREN.email]
    assert home.carry_out("erase", ASK).json["outcome"] == "done"
    assert (home.rows("history"), home.rows("subscribers", "email")) == ([], [AASE.email])


def test_a_row_that_is_only_marked_as_deleted_is_found_and_erased(any_home: Made) -> None:
    any_home.say("ALTER TABLE subscribers ADD COLUMN deleted_at DATE")
    any_home.datasets()["subscribers"]["columns"]["deleted_at"] = "none"
    any_home.write()
    any_home.put("subscribers", {"id": 1, "email": SOEREN.email, "deleted_at": "2020-01-01"})
    assert any_home.carry_out("erase", ASK).json["outcome"] == "done"
    assert any_home.rows("subscribers") == []


def test_a_row_that_somebody_holds_locked_on_a_server_is_waited_for_shortly_and_the_same_plan_continues(
    server_home: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ombud.systems.sql.engine.LOCK_SECONDS", 0.05)
    everywhere(server_home, SOEREN)
    server_home.say("DELETE FROM orders")
    plan = server_home.ask("erase", ASK).json["plan"]
    with psycopg.connect(server_home.database.replace("+psycopg", "")) as other:
        other.execute("SELECT id FROM customers FOR UPDATE")
        told = server_home.run("request", "erase", "--carry-out", plan)
    assert (told.code, "code: system-locked" in told.err, server_home.rows("customers")) == (69, True, [SOEREN.customer_no])
    assert server_home.run("request", "erase", "--carry-out", plan, "--json").json["outcome"] == "done"
    assert server_home.rows("customers") == []
