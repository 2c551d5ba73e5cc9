"""Each message of the rights mailbox is handed over once, with its case where it names one, and known for what it is."""

import mailbox
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imapclient import IMAPClient

from ombud.messages import inbox, outbox, threads
from ombud.messages.channel.folder import Folder
from ombud.messages.inbox import Inbox, poll
from ombud.messages.incoming import Attached, Incoming
from ombud.messages.mail import Mail, Sender
from ombud.messages.models import SeenRow
from ombud.store.database import close_database
from tests.cast import AASE, MAERTA, SOEREN
from tests.messages.conftest import Clock
from tests.servers.dovecot import Dovecot

PRIVACY = Sender("privacy@nordlys.example")
pytestmark = pytest.mark.usefixtures("store")


class Box:
    """A mailbox to put messages into, on disk or on a real server."""

    def __init__(self, url: str, root: Path, server: Dovecot | None = None, user: str = "") -> None:
        """Take where it is."""
        self.url, self.root, self.server, self.user = url, root, server, user

    def put(self, raw: bytes) -> None:
        """Deliver a message."""
        if self.server is None:
            mailbox.Maildir(str(self.root)).add(raw)
            return
        with IMAPClient(self.server.host, self.server.port, ssl=False) as session:
            session.login(self.user, self.server.password)
            session.append("INBOX", raw)

    def take(self, clock: Clock, since: date | None = None) -> list[Incoming]:
        """Poll it as a worker that has just started does."""
        return list(poll(Inbox.at(self.url, "mail", since), clock()))


@pytest.fixture(params=["maildir", "imap"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Box]:
    """A mailbox with nothing in it."""
    if request.param == "maildir":
        mailbox.Maildir(str(tmp_path / "mail")).close()
        yield Box(f"maildir:{tmp_path / 'mail'}", tmp_path / "mail")
    else:
        server, user = request.getfixturevalue("dovecot"), request.getfixturevalue("mailbox_user")
        yield Box(server.url(user), server.maildir(user), server, user)


@pytest.fixture
def disk(tmp_path: Path) -> Box:
    """A mailbox on disk."""
    mailbox.Maildir(str(tmp_path / "mail")).close()
    return Box(f"maildir:{tmp_path / 'mail'}", tmp_path / "mail")


def message(text: str = "Hej", **head: str) -> bytes:
    """Write a message as a person's mail program does."""
    made = EmailMessage()
    fields = {"From": SOEREN.email, "To": PRIVACY.address, "Subject": "Mine data", "Message_ID": "<1@elv.example>", **head}
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def posted(thread: str, clock: Clock) -> str:
    """Post a letter of a case and give its message id in full."""
    return f"<{outbox.post(Mail(SOEREN.email, 'Svar', 'Svar', thread=thread), clock())}@nordlys.example>"


def test_each_message_comes_once_across_restarts(box: Box, clock: Clock) -> None:
    box.put(message("Hvad ved I om mig?"))
    (first,) = box.take(clock)
    assert (first.sender, first.subject, first.text.strip(), first.message_id) == (
        SOEREN.email,
        "Mine data",
        "Hvad ved I om mig?",
        "1@elv.example",
    )
    assert (first.thread, first.is_automatic, first.attachments) == (None, False, ())
    box.put(message("Og en ting til", Message_ID="<2@elv.example>"))
    assert [one.message_id for one in box.take(clock)] == ["2@elv.example"]
    assert box.take(clock) == []


def test_several_workers_take_each_message_once(disk: Box, clock: Clock) -> None:
    for at in range(20):
        disk.put(message(Message_ID=f"<{at}@elv.example>"))

    def alone(_worker: int) -> list[Incoming]:
        try:
            return disk.take(clock)
        finally:
            close_database()

    with ThreadPoolExecutor(3) as workers:
        taken = [one.message_id for each in workers.map(alone, range(3)) for one in each]
    assert sorted(taken) == sorted(f"{at}@elv.example" for at in range(20))


def test_a_message_whose_handling_failed_comes_again_and_nothing_of_it_stays(box: Box, clock: Clock) -> None:
    for at in range(3):
        box.put(message(Message_ID=f"<{at}@elv.example>"))
    handled: list[str] = []

    def handle_until_it_fails() -> None:
        for one in poll(Inbox.at(box.url, "mail"), clock()):
            threads.join(one.message_id, "R-1", clock().date())
            if len(handled) == 1:
                raise ZeroDivisionError
            handled.append(one.message_id)

    with pytest.raises(ZeroDivisionError):
        handle_until_it_fails()
    assert len(threads.earlier("R-1")) == 1
    left = [one.message_id for one in box.take(clock)]
    assert sorted(handled + left) == [f"{at}@elv.example" for at in range(3)]


def test_a_server_that_numbers_its_mail_anew_brings_nothing_twice(dovecot: Dovecot, mailbox_user: str, clock: Clock) -> None:
    box = Box(dovecot.url(mailbox_user), dovecot.maildir(mailbox_user), dovecot, mailbox_user)
    for at in range(3):
        box.put(message(Message_ID=f"<{at}@elv.example>"))
    assert len(box.take(clock)) == 3
    for index in box.root.glob("dovecot*"):
        index.unlink()
    assert box.take(clock) == []
    box.put(message(Message_ID="<new@elv.example>"))
    assert [one.message_id for one in box.take(clock)] == ["new@elv.example"]


def test_a_message_is_forgotten_a_while_after_it_left_the_mailbox(disk: Box, clock: Clock) -> None:
    disk.put(message())
    disk.take(clock)
    mailbox.Maildir(str(disk.root)).clear()
    for days, known in ((1, 1), (30, 0)):
        clock.turn(days=days)
        disk.take(clock)
        assert SeenRow.objects.count() == known


def test_mail_from_before_a_day_is_left_alone(disk: Box, clock: Clock) -> None:
    disk.put(message(Date="Mon, 02 Nov 2020 10:00:00 +0100"))
    disk.put(message(Message_ID="<2@elv.example>"))
    assert [one.message_id for one in disk.take(clock, date(2026, 1, 1))] == ["2@elv.example"]
    assert disk.take(clock) == []


def test_a_reply_finds_its_case(disk: Box, clock: Clock) -> None:
    ours = posted("R-1", clock)
    disk.put(message(Message_ID="<a@elv.example>", In_Reply_To=ours, Subject="Re: noget andet"))
    disk.put(message(Message_ID="<b@elv.example>", References=f"<old@elv.example> {ours} <gone@elv.example>"))
    disk.put(message(Message_ID="<c@elv.example>", In_Reply_To="<b@elv.example>"))
    assert {one.message_id: (one.thread, one.threaded) for one in disk.take(clock)} == dict.fromkeys(
        ["a@elv.example", "b@elv.example", "c@elv.example"], ("R-1", "id")
    )
    assert threads.earlier("R-1")[1:] == ["a@elv.example", "b@elv.example", "c@elv.example"]


@pytest.mark.parametrize(
    "where", [{"To": "privacy+r-1@nordlys.example"}, {"Subject": "SV: Svar [R-1]"}, {"Delivered_To": "privacy+R-1@x.example"}]
)
def test_a_reference_leads_to_its_case_and_is_told_to_prove_nothing(disk: Box, clock: Clock, where: dict[str, str]) -> None:
    posted("R-1", clock)
    disk.put(message(**where))
    assert [(one.thread, one.threaded) for one in disk.take(clock)] == [("R-1", "reference")]


def test_a_reference_that_no_case_has_leads_nowhere(disk: Box, clock: Clock) -> None:
    posted("R-1", clock)
    disk.put(message(Subject="[R-2] [URGENT]", To="privacy+R-3@nordlys.example", In_Reply_To="<guessed@nordlys.example>"))
    assert [one.thread for one in disk.take(clock)] == [None]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ({"Auto_Submitted": "auto-replied; owner-email=x@elv.example"}, "reply"),
        ({"Auto_Submitted": "no"}, ""),
        ({"Precedence": "Bulk"}, "list"),
        ({"Precedence": "auto_reply"}, "reply"),
        ({"List_Id": "<news.elv.example>"}, "list"),
        ({"Return_Path": "<>"}, "bounce"),
        ({"Return_Path": f"<{SOEREN.email}>"}, ""),
        ({"From": "MAILER-DAEMON@elv.example"}, "bounce"),
        ({"X_Autoreply": "yes"}, "reply"),
    ],
)
def test_what_no_person_wrote_is_known(disk: Box, clock: Clock, head: dict[str, str], kind: str) -> None:
    disk.put(message(**head))
    assert [(one.automatic, one.is_automatic) for one in disk.take(clock)] == [(kind, kind != "")]


@pytest.mark.parametrize(
    ("head", "sign"),
    [
        ({"List_Unsubscribe": "<https://desk.example/leave>"}, "List-Unsubscribe"),
        ({"List_Id": "<news.elv.example>"}, "List-Id"),
        ({"Feedback_ID": "1:desk"}, "Feedback-ID"),
        ({"Precedence": "bulk"}, "Precedence"),
        ({"Auto_Submitted": "auto-generated"}, "Auto-Submitted"),
        ({"Auto_Submitted": "auto-replied", "Precedence": "bulk"}, ""),
        ({"X_Autoreply": "yes", "List_Id": "<news.elv.example>"}, ""),
        ({"Precedence": "auto_reply"}, ""),
        ({"From": "MAILER-DAEMON@elv.example", "Auto_Submitted": "auto-generated"}, ""),
        ({"Auto_Submitted": "no"}, ""),
    ],
)
def test_a_tool_that_a_person_may_write_with_is_told_from_an_answering_machine(
    disk: Box, clock: Clock, head: dict[str, str], sign: str
) -> None:
    disk.put(message(**head))
    assert [one.sign for one in disk.take(clock)] == [sign]


def reported(ours: str, about: str) -> bytes:
    """Write what a mail system reports about a letter of ours."""
    report = f"""\
From: MAILER-DAEMON@elv.example
To: privacy@nordlys.example
Subject: Undelivered
Message-ID: <bounce@elv.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

No such user.
--b
{about}
--b
Content-Type: text/rfc822-headers

From: privacy@nordlys.example
Message-ID: {ours}
--b--
"""
    return report.encode()


LATE = f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; elv\n\nFinal-Recipient: rfc822; {SOEREN.email}\nAction: delayed\n"
READ = f"Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; {SOEREN.email}\nDisposition: manual-action; displayed\n"


def test_a_bounce_names_the_case_and_the_letter_it_brings_back(disk: Box, clock: Clock) -> None:
    ours = posted("R-7", clock)
    disk.put(reported(ours, LATE.replace("delayed", "failed")))
    assert [(one.automatic, one.thread, one.threaded, one.follows) for one in disk.take(clock)] == [
        ("bounce", "R-7", "id", (ours.strip("<>"),))
    ]


@pytest.mark.parametrize("about", [LATE, READ], ids=["late", "read"])
def test_a_letter_that_is_late_or_was_read_has_not_come_back(disk: Box, clock: Clock, about: str) -> None:
    disk.put(reported(posted("R-7", clock), about))
    assert [(one.automatic, one.thread) for one in disk.take(clock)] == [("reply", "R-7")]


def test_our_own_letter_that_comes_back_is_no_persons(disk: Box, clock: Clock, tmp_path: Path) -> None:
    outbox.post(Mail(PRIVACY.address, "Hej", "Hej", thread="R-1"), clock())
    outbox.deliver(Folder(tmp_path / "out", PRIVACY), clock)
    (sent,) = (tmp_path / "out" / "new").iterdir()
    disk.put(sent.read_bytes())
    assert [one.is_automatic for one in disk.take(clock)] == [True]


def test_attached_files_are_told_of(disk: Box, clock: Clock) -> None:
    made = EmailMessage()
    made["From"], made["Message-ID"] = MAERTA.email, "<1@elv.example>"
    made.set_content("Se bilag")
    made.add_attachment(b"\0" * 1000, maintype="application", subtype="pdf", filename="fråga.pdf")
    disk.put(made.as_bytes())
    assert [one.attachments for one in disk.take(clock)] == [(Attached("fråga.pdf", "application/pdf", 1000),)]


def test_a_message_that_is_too_large_is_told_by_its_head(box: Box, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "LARGEST", 10_000)
    box.put(message("x" * 60 + "\n" + ("y" * 60 + "\n") * 1000))
    box.put(message("Hej", From=AASE.email, Message_ID="<2@elv.example>"))
    told = {one.sender: (one.subject, one.text.strip(), one.whole) for one in box.take(clock)}
    assert told == {SOEREN.email: ("Mine data", "", False), AASE.email: ("Mine data", "Hej", True)}
    assert box.take(clock) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"\xff\xfe\0nothing",
        b"From: \xf8\xe5@elv.example\r\nSubject: =?no-such?q?=80?=\r\n\r\n\xe6",
        b"Content-Type: text/plain; charset=unicode_escape\n\n\\ud800 \\x00",
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n",
        b"Content-Type: multipart/report\nReturn-Path: <>\n\nnot a report",
        b"From: a@elv.example\nMessage-ID: <" + b"x" * 5000 + b">\nReferences: " + b"<a@b>" * 500 + b"\n\n",
    ],
)
def test_malformed_mail_never_breaks_the_poll(box: Box, clock: Clock, raw: bytes) -> None:
    box.put(raw or b"\n")
    box.put(message("Hej", Message_ID="<2@elv.example>"))
    assert "2@elv.example" in [one.message_id for one in box.take(clock)]
    assert box.take(clock) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.binary(min_size=1, max_size=600))
def test_no_bytes_break_the_poll(disk: Box, clock: Clock, raw: bytes) -> None:
    for head in (b"", b"Content-Type: multipart/report; boundary=x\nReferences: ", b"Subject: =?utf-7?b?"):
        disk.put(head + raw)
    for one in disk.take(clock):
        threads.join(one.message_id, "R-1", clock().date())
        (one.subject + one.text + one.sender).encode()
