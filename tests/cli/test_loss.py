"""A system that goes away loses nothing: exit 69, and the same command continues where it stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.store.database import close_database
from tests.cast import AASE, SOEREN
from tests.cli.homes import TODAY, Made, build, everywhere
from tests.servers.postgres import PostgreSQL

ASK = f"email:{SOEREN.email}"


@pytest.fixture
def server_home(tmp_path: Path, state: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    """A home whose shop is on the server that goes away, and whose own state is not."""
    yield build(tmp_path / "firm", state, postgres_url, monkeypatch)
    close_database()


@pytest.fixture
def back(postgres: PostgreSQL) -> PostgreSQL:
    """A server that a test may stop; the next test's database starts it again."""
    return postgres


def test_an_erasure_goes_on_when_the_database_is_back(server_home: Made, back: PostgreSQL) -> None:
    everywhere(server_home, SOEREN, AASE)
    server_home.say("DELETE FROM orders")
    plan = server_home.ask("erase", ASK).json["plan"]
    back.program.stop()
    told = server_home.run("request", "erase", "--carry-out", plan)
    back.program.start()
    assert (told.code, "code: system-unavailable" in told.err) == (69, True)
    assert server_home.rows("customers") == ["K-1001", "K-1003"]
    assert server_home.run("request", "erase", "--carry-out", plan, "--json").json["outcome"] == "done"
    assert (server_home.rows("customers"), server_home.letters()) == (["K-1003"], ["K-1003"])


def test_a_sweep_does_what_it_can_and_goes_on_later(server_home: Made, back: PostgreSQL) -> None:
    server_home.customer(SOEREN, left="2010-01-01")
    server_home.file("visits/v.csv", "cookie,seen_on\nabc,2010-01-01\n")
    plan = server_home.run("sweep", "--as-of", "2024-01-01", "--json").json["plan"]
    back.program.stop()
    told = server_home.run("sweep", "--carry-out", plan, "--json")
    back.program.start()
    assert (told.code, set(told.json["unavailable"]), server_home.read("visits/v.csv")) == (69, {"shop"}, "cookie,seen_on\n")
    assert server_home.run("sweep", "--carry-out", plan).code == 0
    assert server_home.rows("customers") == []


def test_what_is_kept_for_a_customer_is_not_erased_while_the_customers_cannot_be_asked(server_home: Made, back: PostgreSQL) -> None:
    server_home.customer(SOEREN)
    server_home.letter("hers", SOEREN.email, "2010-01-01")
    server_home.file(f"scans/{SOEREN.customer_no}.txt", "a scan")
    plan = server_home.run("sweep", "--as-of", "2024-01-01", "--json").json["plan"]
    back.program.stop()
    told = server_home.run("sweep", "--carry-out", plan)
    back.program.start()
    assert (told.code, server_home.letters()) == (69, ["hers"])
    assert (server_home.folder / "systems/files/scans/K-1001.txt").exists()


def test_looking_while_a_system_is_down_says_so(server_home: Made, back: PostgreSQL) -> None:
    server_home.customer(SOEREN)
    back.program.stop()
    shown, asked = server_home.run("sweep", "--json"), server_home.ask("access", ASK)
    promises = server_home.run("promises", "--run", "--json")
    back.program.start()
    assert (shown.code, asked.code) == (69, 69)
    file = next(p for p in promises.json["promises"] if p["probe"] == "retention" and p["id"].endswith("file"))
    assert file["status"] == "unproven"


def test_an_access_answer_is_never_half_written(server_home: Made, back: PostgreSQL) -> None:
    everywhere(server_home, SOEREN)
    back.program.stop()
    folder = server_home.folder.parent / "answer"
    told = server_home.ask("access", ASK, "-o", folder)
    back.program.start()
    assert (told.code, folder.exists()) == (69, False)


def test_a_hold_that_cannot_be_looked_up_stops_the_sweep(server_home: Made, back: PostgreSQL) -> None:
    server_home.customer(SOEREN)
    server_home.file(f"scans/{SOEREN.customer_no}.txt", "a scan")
    server_home.run("hold", "add", "--reason", "r", "--owner", "o", "--review", "2199-01-01", stdin=ASK)
    back.program.stop()
    told = server_home.run("sweep")
    back.program.start()
    assert (told.code, "code: hold-unseen" in told.err) == (69, True)


def test_nobody_decides_on_mail_while_those_who_know_its_senders_cannot_be_asked(server_home: Made, back: PostgreSQL) -> None:
    """The ledger keeps a customer's letters; without the customers this one would pass for an enquiry."""
    server_home.rules("customer")[0]["data"] += ["email", "letter"]
    server_home.write()
    server_home.customer(SOEREN, invoiced=TODAY)
    server_home.letter("kept by the ledger", SOEREN.email, TODAY.isoformat())
    server_home.file(f"scans/{SOEREN.customer_no}.txt", "a scan")
    plan = server_home.ask("erase", ASK).json["plan"]
    back.program.stop()
    told = server_home.run("request", "erase", "--carry-out", plan)
    back.program.start()
    assert (told.code, "erase: partial" in told.out, server_home.letters()) == (69, True, ["kept by the ledger"])
    left = ", ".join(["mail.letters", *(f"shop.{name}" for name in sorted(server_home.datasets()))])
    assert f"left alone until then: {left}\n" in told.out
    done = server_home.run("request", "erase", "--carry-out", plan, "--json").json
    assert (done["outcome"], server_home.letters(), server_home.rows("customers")) == ("done", ["kept by the ledger"], [SOEREN.customer_no])


def test_a_person_stays_while_the_mail_that_keeps_them_cannot_be_asked(home: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = home.rules("network")[0]
    rule |= {"withstands": "legal_claims", "for": "P2Y"}
    home.write()
    home.put("contacts", {"id": 1, "name": SOEREN.name, "email": SOEREN.email, "met_on": "2010-01-01"})
    home.letter("lately", SOEREN.email, TODAY.isoformat())
    plan = home.ask("erase", ASK).json
    assert plan["steps"] == []
    home.inventory["systems"]["mail"]["at"] = "env:MAIL_AT"
    monkeypatch.setenv("MAIL_AT", "imap://post:secret@127.0.0.1:1")
    home.write()
    shown = home.ask("erase", ASK).json
    assert (shown["steps"], set(shown["unavailable"])) == ([], {"mail"})
    told = home.run("request", "erase", "--carry-out", shown["plan"])
    assert (told.code, home.rows("contacts")) == (69, [1])
