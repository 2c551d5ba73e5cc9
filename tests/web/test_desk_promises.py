"""What is promised of the desk is looked at in its own tables; what breaks it is planted in tests/promises."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from ombud.cli.demo.build import build
from tests.web.conftest import served
from tests.web.site import Site, ombud
from tests.web.test_console import do, opened
from tests.web.test_deciding import customer
from tests.web.test_recipients import place
from tests.web.visits import sql, waited

IDENTITY = tuple(f"activities.access_request.identity.{part}" for part in ("always", "guards_against"))
ASKED = (*(f"activities.access_request.identity.{part}" for part in ("may_ask", "depends_on")), "rights.access.identity")
MAIL = ("rights.channels", "rights.access.request", "activities.newsletter.leave.email")
OBJECTION = "rights.objection.legitimate_interest"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Site]:
    """A served home that reads a mailbox, with nobody's request in it yet."""
    folder = tmp_path / "home"
    build(folder, today=datetime.now(UTC).date(), one_in=5)
    settings = folder / "ombud.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[mail]\ninbox = "maildir:inbox"\n', "utf-8")
    for name in ("new", "cur", "tmp"):
        (folder / "inbox" / name).mkdir(parents=True)
    for site in served(folder):
        yield site
        site.leave()


def looked(desk: Site) -> dict[str, str]:
    """Look at what is promised of the desk, and tell how each stands."""
    only = [part for one in (*IDENTITY, *ASKED, *MAIL, OBJECTION) for part in ("--only", one)]
    return {one["id"]: one["status"] for one in json.loads(ombud(desk.home, "promises", "--run", "--json", *only).stdout)["promises"]}


def test_a_desk_that_works_as_told_keeps_what_is_promised_of_it(desk: Site) -> None:
    told = looked(desk)
    assert told == {**dict.fromkeys((*IDENTITY, *ASKED, OBJECTION), "unproven"), **dict.fromkeys(MAIL, "kept")}
    officer = desk.officer("keeper")
    case = opened(officer, "erase", customer(desk, 7001), language="en")
    do(officer, case, "ask-identity", reason="The call came from a number we do not know.")
    do(officer, case, "identity", method="officer", result="proved", reason="signed in to our shop")
    for verb in ("preview", "decide", "carry-out"):
        do(officer, case, verb)
    opened(officer, "object", "objects@somewhere.example", language="en")
    assert looked(desk) == dict.fromkeys((*IDENTITY, *ASKED, *MAIL, OBJECTION), "kept")


def test_an_answer_by_command_says_nothing_of_who_asked(desk: Site) -> None:
    customer(desk, 7002)
    asked = ("request", "access", "--subject", "email:bought.7002@somewhere.example", "--reason", "asked by phone")
    desk.command(*asked, "-o", str(desk.home / "answer"))
    assert [looked(desk)[one] for one in IDENTITY] == ["unproven"] * 2
    told = json.loads(ombud(desk.home, "promises", "--json", "--only", IDENTITY[0]).stdout)["promises"][0]
    assert "by command" in told["cause"]


def test_mail_that_was_taken_in_long_ago_is_not_lying(desk: Site) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Date"] = "old@somewhere.example", "privacy@fjordraad.example", "Mon, 2 Nov 2026 09:00:00 +0000"
    letter["Subject"], letter["Message-ID"] = "What do you know about me?", "<old@somewhere.example>"
    letter.set_content("Please tell me.")
    place(desk.home / "inbox" / "new", letter.as_bytes())
    sql(desk, "UPDATE jobs_schedulerow SET at = '2026-01-01 00:00:00' WHERE name = 'letters.fetch'")
    waited(lambda: bool(sql(desk, "SELECT number FROM rights_caserow WHERE email = 'old@somewhere.example'")))
    assert [looked(desk)[one] for one in MAIL] == ["kept"] * 3
