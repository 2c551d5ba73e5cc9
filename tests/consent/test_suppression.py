"""Whoever wishes no contact gets none: by any channel, from any sender, after any import, until they themselves agree anew."""

import csv
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ombud.consent.gate.suppression import lift, suppressed, wish
from ombud.consent.models import SuppressedRow, WishRow
from ombud.store.home import Home
from tests.consent.test_ledger import chose, told
from tests.front import run

Somebody = Callable[[], str]


def no_contact(folder: Path, address: str) -> None:
    """Let somebody wish no contact."""
    assert run("consent", "suppress", "--subject", f"email:{address}", "--home", folder).code == 0


def test_the_list_gates_every_channel_and_sender_and_a_yes_from_before_does_not_count(folder: Path, somebody: Somebody) -> None:
    reader = somebody()
    chose(folder, "give", reader, "--country", "NO")
    no_contact(folder, reader)
    for about in ((), ("--channel", "email"), ("--sender", "maalerhus-no"), ("--topic", "news")):
        assert told(folder, reader, *about) == (1, "no: suppressed (basis 6.1.a)")


def test_only_a_newer_proven_yes_opens_what_the_list_closed(folder: Path, somebody: Somebody) -> None:
    reader = somebody()
    no_contact(folder, reader)
    time.sleep(1)
    chose(folder, "give", reader)
    assert told(folder, reader)[0] == 0


def test_the_list_holds_no_address_and_the_copy_of_the_wish_stands_apart(folder: Path, home: Home, somebody: Somebody) -> None:
    reader = somebody()
    wish(home, reader, "do_not_contact", "Lad mig være i fred.", home.now())
    with sqlite3.connect(folder / "var" / "ombud.sqlite") as database:
        rows = database.execute("SELECT * FROM consent_suppressedrow").fetchall()
        copies = database.execute("SELECT address, wish FROM consent_wishrow").fetchall()
    assert rows
    assert not any(reader.split("@", maxsplit=1)[0] in str(row) for row in rows)
    assert (reader, "Lad mig være i fred.") in copies


def test_the_address_stands_in_no_table_but_with_the_wish_and_in_none_when_that_has_gone(folder: Path, somebody: Somebody) -> None:
    reader = somebody()
    chose(folder, "give", reader)
    home = Home.opened(folder)
    wish(home, reader, "do_not_contact", "Lad mig være i fred.", home.now())
    assert tables_with(folder, reader) == ["consent_wishrow"]
    WishRow.objects.filter(address=reader).delete()
    assert tables_with(folder, reader) == []
    assert told(folder, reader) == (1, "no: suppressed (basis 6.1.a)")


def tables_with(folder: Path, word: str) -> list[str]:
    """Name the tables of the state in which a word stands anywhere."""
    with closing(sqlite3.connect(folder / "var" / "ombud.sqlite")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [name for name in tables if any(word in str(row) for row in database.execute(f'SELECT * FROM "{name}"'))]


def test_a_new_version_of_the_key_forgets_nobody(folder: Path, somebody: Somebody) -> None:
    early, late = somebody(), somebody()
    no_contact(folder, early)
    done = run("keys", "renew", "suppression", "--home", folder)
    version = int(done.out.split()[1].rstrip("."))
    home = Home.opened(folder)
    assert version == home.state.keys.suppression()[-1][0]
    assert [told(folder, one) for one in (early, somebody())] == [(1, "no: suppressed (basis 6.1.a)"), (1, "no: no consent (basis 6.1.a)")]
    home = Home.opened(folder)
    wish(home, late, "do_not_contact", "", home.now())
    assert set(suppressed(home, [early, late, somebody()])) == {early, late}
    assert set(suppressed(home, [early.upper()])) == {early.upper()}
    assert SuppressedRow.objects.filter(version=version).count() >= 2  # the first was hashed anew once its address was at hand


def test_whoever_asks_for_it_is_taken_off_the_list(home: Home, somebody: Somebody) -> None:
    reader = somebody()
    wish(home, reader, "do_not_contact", "", home.now())
    assert lift(home, reader, home.now())
    assert not suppressed(home, [reader])
    assert not lift(home, reader, home.now())


def test_a_list_of_recipients_is_told_line_by_line_who_may_be_written_to_and_why_not(
    folder: Path, somebody: Somebody, tmp_path: Path
) -> None:
    yes, no, off, unknown = (somebody() for _ in range(4))
    chose(folder, "give", yes)
    chose(folder, "refuse", no)
    chose(folder, "give", off)
    no_contact(folder, off)
    source, target = tmp_path / "list.csv", tmp_path / "filtered.csv"
    source.write_text("name,email\n" + "".join(f"Læser,{one}\n" for one in (yes, no, off, unknown, "")), encoding="utf-8")
    assert run("may", "-", "marketing", "--list", source, "-o", target, "--home", folder).code == 0
    with target.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["email"], line["allowed"], line["refused_because"]) for line in lines] == [
        (yes, "yes", ""),
        (no, "no", "refused"),
        (off, "no", "suppressed"),
        (unknown, "no", "no_consent"),
        ("", "no", "no_consent"),
    ]


def test_a_list_in_the_wrong_encoding_or_form_is_refused_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "filtered.csv"
    for content, code in (
        ("name,email\nSøren,a@b.example\n".encode("latin-1"), "file-unreadable"),
        (b"name,mail\nA,a@b.example\n", "list-column"),
        (b"name,email\nA,a@b.example,more\n", "list-unreadable"),
        (b'name,email\n"A,a@b.example\n', "list-unreadable"),
    ):
        (tmp_path / "list.csv").write_bytes(content)
        answer = run("may", "-", "marketing", "--list", tmp_path / "list.csv", "-o", target, "--home", folder)
        assert (answer.code, code in answer.err) == (2, True), answer.err
        assert not target.exists()
        taken = run("consent", "import", tmp_path / "list.csv", "--purpose", "marketing", "--home", folder)
        assert (taken.code, code in taken.err) == (2, True), taken.err  # every list is read alike
