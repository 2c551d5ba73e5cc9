"""A person's data stand in the systems and in the answer to that person, and nowhere else that Ombud writes (GDPR Art. 5(1)(f))."""

from dataclasses import replace

import pytest

from tests.cast import SOEREN, Person
from tests.cli.homes import TODAY, Made, everywhere
from tests.front import Told

MARKED = replace(
    SOEREN,
    name="Qvistgård Zølvbo",
    email="zolvbo@qvistgaard.example",
    phone="+45 00 73 19 46",
    customer_no="K-90417355",
    company="Zølvbo & Søn",
)
MARKS = ("Qvistg", "Zølvbo", "zolvbo", "qvistgaard", "73 19 46", "90417355", "lines-9", "note-9", "letter-9", "scan-9")
ASK = f"email:{MARKED.email}"
SETS = {"rectify": ("--set", "name=Qvistgård Zølvbo Holm")}


def marks_in(content: bytes) -> list[str]:
    """Name the marks that stand in bytes, however they are spelled there."""
    ways = ("utf-8", "utf-16-le", "utf-16-be")
    escaped = [(mark, mark.encode("unicode_escape")) for mark in MARKS]
    return [mark for mark in MARKS if any(mark.encode(way) in content for way in ways)] + [m for m, way in escaped if way in content]


def said(*told: Told) -> bytes:
    """Join all that commands said."""
    return "".join(one.out + one.err for one in told).encode()


@pytest.mark.parametrize("right", ["access", "erase", "withdraw", "object", "restrict", "rectify", "port"])
def test_no_request_leaves_a_persons_data_behind(home: Made, right: str) -> None:
    everywhere(home, MARKED)
    shown = home.ask(right, ASK, *SETS.get(right, ()))
    sealed = home.state()
    done = home.run("request", right, "--carry-out", shown.json["plan"])
    assert marks_in(said(shown, done)) == []
    assert (marks_in(sealed), marks_in(home.state())) == ([], [])


def test_a_persons_data_stand_in_the_answer_to_that_person(home: Made) -> None:
    everywhere(home, MARKED)
    home.ask("access", ASK, "-o", home.folder.parent / "answer")
    handed = b"".join(path.read_bytes() for path in (home.folder.parent / "answer").rglob("*.*"))
    assert set(MARKS) <= set(marks_in(handed))


def test_no_sweep_leaves_a_persons_data_behind(any_home: Made) -> None:
    everywhere(any_home, MARKED)
    any_home.say("UPDATE customers SET left_on = '2010-01-01'", "UPDATE orders SET invoiced_on = '2009-01-01'")
    told = [any_home.run("sweep", "--as-of", "2024-01-01"), any_home.sweep("2024-01-01")]
    assert any_home.rows("customers") == []
    assert (marks_in(said(*told)), marks_in(any_home.state())) == ([], [])


def test_a_hold_keeps_whom_it_freezes_sealed(home: Made) -> None:
    home.customer(MARKED)
    options = ("--reason", "a claim", "--owner", "lawyer", "--review", "2199-01-01")
    told = [home.run("hold", "add", *options, stdin=ASK), home.run("hold", "list"), home.run("sweep")]
    assert (marks_in(said(*told)), marks_in(home.state())) == ([], [])


def test_the_evidence_that_is_handed_out_names_nobody(home: Made) -> None:
    everywhere(home, MARKED)
    home.carry_out("erase", ASK)
    home.sweep(TODAY.isoformat())
    bundle = home.folder.parent / "evidence.ombud"
    told = home.run("evidence", "export", "-o", bundle)
    assert (marks_in(said(told)), marks_in(bundle.read_bytes())) == ([], [])


def test_the_look_at_promises_names_nobody(home: Made) -> None:
    everywhere(home, MARKED)
    home.say("UPDATE customers SET left_on = '2010-01-01'")
    told = home.run("promises", "--run")
    assert (marks_in(said(told)), marks_in(home.state())) == ([], [])


@pytest.mark.parametrize("fault", ["ALTER TABLE notes DROP COLUMN note", "DROP TABLE notes", "ALTER TABLE orders DROP COLUMN goods"])
def test_no_error_quotes_a_person(home: Made, fault: str) -> None:
    everywhere(home, MARKED)
    home.say(fault)
    told = [home.run("request", "erase", "--subject", "-", stdin=ASK), home.run("sweep")]
    assert {one.code for one in told} <= {78, 0}
    assert (marks_in(said(*told)), marks_in(home.state())) == ([], [])


def test_a_row_the_database_will_not_let_go_is_not_quoted(any_home: Made) -> None:
    everywhere(any_home, MARKED)
    any_home.say("DELETE FROM orders", "CREATE TABLE secret (customer VARCHAR(40) REFERENCES customers(id))")
    any_home.put("secret", {"customer": MARKED.customer_no})
    told = any_home.ask("erase", ASK)
    done = any_home.run("request", "erase", "--carry-out", told.json["plan"])
    assert (told.code, done.code, any_home.rows("customers")) == (1, 1, [MARKED.customer_no])
    assert (marks_in(said(told, done)), marks_in(any_home.state())) == ([], [])


def test_a_person_is_told_apart_by_a_pseudonym_that_says_nothing(home: Made) -> None:
    def subject(person: Person) -> bytes:
        home.ask("access", f"email:{person.email}")
        return bytes(home.state_of("SELECT subject FROM store_linkrow ORDER BY id DESC LIMIT 1")[0][0].encode())  # type: ignore[attr-defined]  # a text column

    home.customer(MARKED)
    home.customer(SOEREN)
    assert subject(MARKED) != subject(SOEREN)
    assert subject(MARKED) == subject(MARKED)


def test_erasing_leaves_no_bytes_in_the_database_file(home: Made) -> None:
    everywhere(home, MARKED)
    home.say("DELETE FROM orders")
    assert home.carry_out("erase", ASK).json["outcome"] == "done"
    assert [str(path) for path in (home.folder / "systems").rglob("*") if path.is_file() and marks_in(path.read_bytes())] == []
