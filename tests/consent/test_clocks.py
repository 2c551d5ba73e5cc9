"""The personal part of the ledger, the copy of a wish and the list itself each go by the policy's own rule, and by no other."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from ombud.cli.demo.build import invent
from ombud.consent.models import ChoiceRow, LeafRow, SuppressedRow, WishRow
from ombud.store.database import close_database
from ombud.store.home import Home
from tests.consent.test_ledger import chose, exported, told
from tests.front import run

Somebody = Callable[[], str]
TODAY = datetime.now(UTC).date()


@pytest.fixture
def meters(tmp_path: Path) -> Iterator[Path]:
    """A home of its own, since time passes in it."""
    invent(tmp_path / "meters", "maalerhus", today=TODAY)
    yield tmp_path / "meters"
    close_database()


@pytest.fixture
def advisers(tmp_path: Path) -> Iterator[Path]:
    """A home of advisers, whose policy keeps a list of those not to be contacted."""
    invent(tmp_path / "advisers", "fjordraad", today=TODAY)
    yield tmp_path / "advisers"
    close_database()


def swept(folder: Path, day: date) -> None:
    """Let a day come, and carry out what is due on it."""
    plan = run("sweep", "--home", folder, "--as-of", day, "--json").json["plan"]
    done = run("sweep", "--home", folder, "--as-of", day, "--carry-out", plan)
    assert done.code == 0, done.err


def test_a_proof_is_kept_while_the_consent_stands_and_two_years_longer(meters: Path, somebody: Somebody, tmp_path: Path) -> None:
    stays, leaves = somebody(), somebody()
    chose(meters, "give", stays)
    chose(meters, "give", leaves)
    chose(meters, "withdraw", leaves)
    key = exported(meters, tmp_path / "before")
    ends = Home.at(meters).today() + relativedelta(years=2)
    swept(meters, ends - relativedelta(days=1))
    assert ChoiceRow.objects.count() == 3
    swept(meters, ends)
    assert [row.kind for row in ChoiceRow.objects.all()] == ["given"]
    assert LeafRow.objects.count() == 3
    assert told(meters, stays)[0] == 0
    assert told(meters, leaves) == (1, "no: no consent (basis 6.1.a)")  # what was withdrawn does not stand again when its proof is gone
    assert exported(meters, tmp_path / "after") == key
    assert "2 of them erased since" in run("consent", "verify", tmp_path / "after", "--key", key).out


def test_a_proof_goes_three_years_after_the_last_letter(meters: Path, somebody: Somebody) -> None:
    policy, settings = meters / "policy.yaml", meters / "ombud.toml"
    text = policy.read_text("utf-8")
    for old, new in (
        ("after: consent.ended, for: P2Y, limit: at_most", "after: marketing.sent, for: P3Y, limit: at_most"),
        (
            "  consent.ended:            {in: [crm, ombud]}",
            "  consent.ended:            {in: [crm, ombud]}\n  marketing.sent:           {in: [ombud]}",
        ),
    ):
        assert old in text
        text = text.replace(old, new)
    policy.write_text(text, "utf-8")
    settings.write_text(f'{settings.read_text("utf-8")}\nsent = "marketing.sent"\n', "utf-8")
    often, once, left, refused = (somebody() for _ in range(4))
    today = Home.at(meters).today()
    early = today - relativedelta(days=90)
    for reader in (often, once, left):
        chose(meters, "give", reader)
        noted(meters, reader, early)
    noted(meters, often, today)
    noted(meters, often, early)  # what was sent before changes nothing
    chose(meters, "withdraw", left)
    chose(meters, "refuse", refused)
    swept(meters, early + relativedelta(years=3) - relativedelta(days=1))
    assert ChoiceRow.objects.count() == 5
    swept(meters, early + relativedelta(years=3))
    assert sorted(row.kind for row in ChoiceRow.objects.all()) == ["given", "refused"]  # the letter of today, and the no of today
    swept(meters, today + relativedelta(years=3) - relativedelta(days=1))
    assert ChoiceRow.objects.count() == 2
    swept(meters, today + relativedelta(years=3))
    assert ChoiceRow.objects.count() == 0
    assert LeafRow.objects.count() == 5


def noted(folder: Path, address: str, day: date) -> None:
    """Note on the command line that another mailer has sent a letter."""
    done = run("letters", "sent", "--subject", f"email:{address}", "--purpose", "marketing", "--day", day, "--home", folder)
    assert done.out.startswith("Noted at 1"), done.err


def test_whoever_asks_for_access_gets_what_they_chose(meters: Path, somebody: Somebody, tmp_path: Path) -> None:
    reader, other = somebody(), somebody()
    chose(meters, "give", reader, "--country", "SE")
    chose(meters, "give", other, "--country", "NO")
    asked = run("request", "access", "--home", meters, "--subject", f"email:{reader}", "--reason", "asks", "-o", tmp_path / "answer")
    assert asked.code == 0, asked.err
    (answer,) = (tmp_path / "answer").rglob("*.json")
    text = answer.read_text(encoding="utf-8")
    assert "Målerhus Sverige AB" in json.dumps(json.loads(text), ensure_ascii=False)
    assert "Målerhus Norge AS" not in text


def test_the_copy_of_a_wish_goes_after_a_year_and_the_list_goes_on(advisers: Path, somebody: Somebody) -> None:
    reader = somebody()
    assert run("consent", "suppress", "--subject", f"email:{reader}", "--words", "Ring ikke igjen.", "--home", advisers).code == 0
    year = Home.at(advisers).today() + relativedelta(years=1)
    swept(advisers, year - relativedelta(days=1))
    assert WishRow.objects.filter(address=reader).exists()
    swept(advisers, year)
    assert not WishRow.objects.filter(address=reader).exists()
    assert SuppressedRow.objects.count() == 1
    assert "suppressed" in run("may", f"email:{reader}", "newsletter", "--home", advisers).out


def test_a_hash_stays_as_long_as_the_policy_says_and_a_yes_from_before_it_does_not_stand_again(advisers: Path, somebody: Somebody) -> None:
    policy = advisers / "policy.yaml"
    text, stands = policy.read_text("utf-8"), "while: wish_stands, after: optout.lifted, for: P0D, limit: exactly"
    assert text.count(stands) == 1
    policy.write_text(text.replace(stands, "after: optout.received, for: P2Y, limit: at_most"), "utf-8")
    reader, asked = somebody(), ("--purpose", "newsletter", "--method", "phone")
    assert run("consent", "give", "--subject", f"email:{reader}", *asked, "--home", advisers).code == 0
    assert run("may", f"email:{reader}", "newsletter", "--home", advisers).code == 0
    assert run("consent", "suppress", "--subject", f"email:{reader}", "--home", advisers).code == 0
    ends = Home.at(advisers).today() + relativedelta(years=2)
    swept(advisers, ends - relativedelta(days=1))
    assert SuppressedRow.objects.count() == 1
    assert "suppressed" in run("may", f"email:{reader}", "newsletter", "--home", advisers).out
    swept(advisers, ends)
    assert SuppressedRow.objects.count() == 0
    assert run("may", f"email:{reader}", "newsletter", "--home", advisers).code == 1


def test_a_hash_that_was_lifted_is_swept(advisers: Path, somebody: Somebody) -> None:
    reader = somebody()
    run("consent", "suppress", "--subject", f"email:{reader}", "--home", advisers)
    assert run("consent", "lift", "--subject", f"email:{reader}", "--home", advisers).code == 0
    swept(advisers, Home.at(advisers).today())
    assert SuppressedRow.objects.count() == 0
    assert run("consent", "lift", "--subject", f"email:{reader}", "--home", advisers).code == 1
