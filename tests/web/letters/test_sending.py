"""A list of somebody's own is sent to as the gate says, and what the mail server does to it is told line by line."""

import csv
from collections.abc import Callable
from pathlib import Path

from tests.web.letters.conftest import Letters, path_in, text_of
from tests.web.site import ombud

Reader = Callable[[], str]


def sent(letters: Letters, folder: Path, *addresses: str) -> tuple[int, dict[str, str]]:
    """Send a newsletter to a list, and give the exit code and what became of each address."""
    source, target, text = folder / "list.csv", folder / "told.csv", folder / "text.txt"
    source.write_text("\n".join(("name,email", *(f"Læser,{one}" for one in addresses))))
    text.write_text("Nyt")
    target.unlink(missing_ok=True)
    about = ("--purpose", "marketing", "--topic", "news", "--sender", "maalerhus", "--subject", "Nyt", "--text", str(text))
    done = ombud(letters.site.home, "letters", "send", *about, "--list", str(source), "-o", str(target))
    with target.open(encoding="utf-8") as stream:
        return done.returncode, {line["email"]: line["became"] for line in csv.DictReader(stream)}


def test_each_line_is_told_and_nobody_who_did_not_agree_is_written_to(letters: Letters, reader: Reader, tmp_path: Path) -> None:
    agreed, stranger, nowhere = letters.subscribed(reader()), reader(), letters.subscribed(reader())
    letters.server.refuse(nowhere, "550 5.1.1 no such mailbox")
    code, became = sent(letters, tmp_path, agreed, stranger, nowhere, "no address", agreed)
    assert (code, became) == (0, {agreed: "sent", stranger: "no_consent", nowhere: "undeliverable", "no address": "mail-address"})
    assert len(letters.to(agreed, 2)) == 2
    assert (tmp_path / "told.csv").stat().st_mode & 0o077 == 0


def test_a_mail_server_that_goes_away_leaves_the_rest_and_nobody_gets_it_twice(letters: Letters, reader: Reader, tmp_path: Path) -> None:
    first, second, third = (letters.subscribed(reader()) for _ in range(3))
    letters.server.refuse(second, "421 4.3.2 going down")
    code, became = sent(letters, tmp_path, first, second, third)
    assert (code, became) == (1, {first: "sent", second: "left", third: "left"})
    code, became = sent(letters, tmp_path, *(one for one, what in became.items() if what == "left"))
    assert (code, set(became.values())) == (0, {"sent"})
    assert [len(letters.to(one)) for one in (first, second, third)] == [2, 2, 2]


def test_whoever_leaves_while_letters_go_out_gets_none_any_more(letters: Letters, reader: Reader, tmp_path: Path) -> None:
    first, second = (letters.subscribed(reader()) for _ in range(2))
    letters.send()
    way_out = path_in(text_of(letters.to(second, 2)[1]), "letters")
    letters.server.handler.meanwhile = lambda: letters.site.visitor().client.post(way_out, data={"List-Unsubscribe": "One-Click"})
    try:
        code, became = sent(letters, tmp_path, first, second)
    finally:
        letters.server.handler.meanwhile = lambda: None
    assert (code, became) == (0, {first: "sent", second: "withdrawn"})
    assert [len(letters.to(one)) for one in (first, second)] == [3, 2]
