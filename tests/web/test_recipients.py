"""Whoever was given data is told when they are erased, corrected or restricted, and the case waits for the answer (GDPR Art. 19)."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import format_datetime
from pathlib import Path

import pytest

from ombud.cli.demo.build import build
from tests.web.conftest import served
from tests.web.site import Seen, Site, Visitor
from tests.web.test_away import away
from tests.web.test_console import do, opened
from tests.web.test_deciding import customer, row
from tests.web.visits import sql, waited

BOOKKEEPER = "persondata@tal-og-bilag.example"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home that reads a mailbox."""
    folder = tmp_path_factory.mktemp("told") / "home"
    build(folder, today=datetime.now(UTC).date())
    settings = folder / "ombud.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[mail]\ninbox = "maildir:inbox"\n', "utf-8")
    for name in ("new", "cur", "tmp"):
        (folder / "inbox" / name).mkdir(parents=True)
    yield from served(folder)


@pytest.fixture
def officer(desk: Site) -> Iterator[Visitor]:
    """Somebody at work in the console."""
    yield desk.officer("teller")
    desk.leave()


def erased(desk: Site, officer: Visitor, number: int) -> tuple[str, Seen]:
    """Erase a customer, and give the case and its page."""
    case = opened(officer, "erase", customer(desk, number), language="en")
    do(officer, case, "identity", method="officer", result="proved", reason="signed in to our shop")
    for verb in ("preview", "decide"):
        do(officer, case, verb)
    return case, do(officer, case, "carry-out")


def letters_to(desk: Site, to: str) -> list[Message]:
    """Read what went to an address."""
    files = sorted((desk.home / "var" / "outbox").glob("new/*"))
    return [one for one in (message_from_bytes(file.read_bytes(), policy=default) for file in files) if one["Delivered-To"] == to]


def told(desk: Site, case: str) -> Message:
    """Wait for the letter about a case."""
    number = case.split("/")[3]
    waited(lambda: any(number in str(one["Subject"]) for one in letters_to(desk, BOOKKEEPER)))
    return next(one for one in letters_to(desk, BOOKKEEPER) if number in str(one["Subject"]))


def answer(desk: Site, sender: str, letter: Message, *, threaded: bool = True) -> None:
    """Let somebody answer a letter, and the mailbox be read now."""
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Date"] = sender, "privacy@fjordraad.example", format_datetime(datetime.now(UTC))
    reply["Subject"], reply["Message-ID"] = f"Re: {letter['Subject']}", f"<{datetime.now(UTC).timestamp()}@elsewhere.example>"
    if threaded:
        reply["In-Reply-To"] = str(letter["Message-ID"])
    reply.set_content("It is done on our side too.")
    place(desk.home / "inbox" / "new", reply.as_bytes())
    sql(desk, "UPDATE jobs_schedulerow SET at = '2026-01-01 00:00:00' WHERE name = 'letters.fetch'")


def place(folder: Path, content: bytes) -> None:
    """Put a message into a folder of a Maildir."""
    (folder / f"{datetime.now(UTC).timestamp()}.1.here").write_bytes(content)


def state(desk: Site, case: str) -> list[str]:
    """Tell the state of a case."""
    return sql(desk, "SELECT state FROM rights_caserow WHERE number = ?", case.split("/")[3])


def standing(officer: Visitor, case: str, says: str) -> Callable[[], bool]:
    """Tell whether the page of a case says something."""
    return lambda: says in officer.see(case).text


def without_address(officer: Visitor, case: str, page: Seen) -> None:
    """Do the tasks by hand, and close every recipient but the bookkeeper with a reason."""
    for task in sorted(set(re.findall(r'name="task" value="(\d+)"', page.html))):
        do(officer, case, "task", task=task, note="told on the phone")
    for name, recipient in re.findall(
        r"<h3>([^<]+)</h3>\s*<p>(?:(?!<h3>).)*?name=\"recipient\" value=\"(\d+)\"", officer.see(case).html, re.DOTALL
    ):
        if "Bilag" not in name:
            do(officer, case, "answered", recipient=recipient, reason="they keep a copy for five years by law")


def test_a_recipient_gets_a_letter_and_its_answer_closes_the_case(desk: Site, officer: Visitor) -> None:
    case, page = erased(desk, officer, 930001)
    letter = told(desk, case)
    assert "bought.930001@somewhere.example" in letter.as_bytes(policy=default).decode()
    without_address(officer, case, page)
    assert state(desk, case) == ["waiting"]
    answer(desk, BOOKKEEPER, letter)
    waited(standing(officer, case, "A recipient answered"))
    assert state(desk, case) == ["closed"]


def news(officer: Visitor) -> str:
    """Read the cases in which something came that nobody has read."""
    return "".join(re.findall(r'aria-labelledby="news".*?</table>', officer.see("/console/").html, re.DOTALL))


def came_back(desk: Site, letter: Message) -> None:
    """Let a mail system report that a letter did not arrive."""
    report = f"""\
From: MAILER-DAEMON@tal-og-bilag.example
To: privacy@fjordraad.example
Subject: Undelivered
Message-ID: <{datetime.now(UTC).timestamp()}@tal-og-bilag.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; tal-og-bilag.example

Final-Recipient: rfc822; {BOOKKEEPER}
Action: failed
--b
Content-Type: text/rfc822-headers

Message-ID: {letter["Message-ID"]}
--b--
"""
    place(desk.home / "inbox" / "new", report.encode())
    sql(desk, "UPDATE jobs_schedulerow SET at = '2026-01-01 00:00:00' WHERE name = 'letters.fetch'")


def test_a_recipient_whose_letter_came_back_is_told_by_other_means(desk: Site, officer: Visitor) -> None:
    case, page = erased(desk, officer, 930005)
    letter = told(desk, case)
    without_address(officer, case, page)
    came_back(desk, letter)
    waited(standing(officer, case, "our letter came back"))
    number = case.split("/")[3]
    assert number in news(officer)
    page = officer.see(case)
    assert "our letter came back: tell them by other means" in page.text
    (task,) = {*re.findall(r'name="task" value="(\d+)"', page.html)} - {
        str(done) for done in sql(desk, "SELECT id FROM rights_taskrow WHERE done_at IS NOT NULL")
    }
    recipient = sql(
        desk,
        "SELECT t.id FROM rights_toldrow t JOIN rights_caserow c ON c.id = t.case_id WHERE c.number = ? AND recipient = 'bookkeeper'",
        number,
    )[0]
    do(officer, case, "task", task=task, note="told on the phone")
    assert state(desk, case) == ["waiting"]  # told, and not answered
    do(officer, case, "answered", recipient=str(recipient))
    assert state(desk, case) == ["closed"]


def test_who_writes_in_a_closed_case_is_heard(desk: Site, officer: Visitor) -> None:
    case, page = erased(desk, officer, 930006)
    letter = told(desk, case)
    without_address(officer, case, page)
    answer(desk, BOOKKEEPER, letter)
    waited(lambda: state(desk, case) == ["closed"])
    number = case.split("/")[3]
    answer(desk, "bought.930006@somewhere.example", letter)
    waited(lambda: number in news(officer))
    officer.fill(f"{case}open", reason="handling")
    officer.see(f"{case}letters/")
    assert sql(desk, "SELECT news FROM rights_caserow WHERE number = ?", number) == [0]


def test_a_letter_from_elsewhere_answers_for_nobody(desk: Site, officer: Visitor) -> None:
    case, _ = erased(desk, officer, 930002)
    letter = told(desk, case)
    answer(desk, "somebody@elsewhere.example", letter)
    waited(standing(officer, case, "Somebody wrote from another address"))
    assert "A recipient answered" not in officer.see(case).text


def test_a_recipient_without_an_address_is_a_task_that_has_an_owner_and_a_day(desk: Site, officer: Visitor) -> None:
    case, page = erased(desk, officer, 930003)
    assert "has no address in the settings" in page.text
    number = case.split("/")[3]
    question = "FROM rights_taskrow t JOIN rights_caserow c ON c.id = t.case_id WHERE c.number = ? AND t.why = 'recipient'"
    names = sql(desk, f"SELECT t.place {question}", number)
    assert names
    assert "bookkeeper" not in names
    task = sql(desk, f"SELECT t.id {question} LIMIT 1", number)[0]
    do(officer, case, "task", task=str(task), note="told on the phone")
    left = "SELECT recipient FROM rights_toldrow WHERE told_at IS NOT NULL AND recipient = (SELECT place FROM rights_taskrow WHERE id = ?)"
    assert sql(desk, left, str(task))


def standing_at(desk: Site, question: str, number: str, answer: int) -> Callable[[], bool]:
    """Tell whether a figure of a case has come to be so."""
    return lambda: list(map(int, sql(desk, question, number))) == [answer]


def again(desk: Site, number: str) -> None:
    """Let the time come at which a case is tried again."""
    sql(desk, "UPDATE rights_caserow SET again_at = NULL WHERE number = ?", number)
    sql(desk, "UPDATE jobs_schedulerow SET at = '2026-01-01 00:00:00' WHERE name = 'rights.go-on'")


def test_a_case_whose_system_went_away_goes_on_by_itself_and_says_so_once(desk: Site, officer: Visitor) -> None:
    email = customer(desk, 930004)
    case = opened(officer, "erase", email, language="en")
    number = case.split("/")[3]
    do(officer, case, "identity", method="officer", result="proved", reason="signed in to our shop")
    for verb in ("preview", "decide"):
        do(officer, case, verb)
    at_once = "UPDATE rights_caserow SET state = 'acting', again_at = NULL WHERE number = ?"
    with away(desk):
        sql(desk, at_once, number)  # as if the worker was killed when it had begun
        tries = "SELECT tries FROM rights_caserow WHERE number = ?"
        for number_of_tries in (1, 2):
            again(desk, number)
            waited(standing_at(desk, tries, number, number_of_tries))
        page = officer.see(case)
        assert page.text.count("A system did not answer") == 1
        assert "tried again by itself" in page.text
    again(desk, number)
    waited(lambda: row(desk, email, "name") == [])
