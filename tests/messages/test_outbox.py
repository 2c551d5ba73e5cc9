"""Letters leave once, wait when they must, and are given up only where a server says never (RFC 5321)."""

import dataclasses
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from ombud.errors import BadInputError
from ombud.messages import outbox
from ombud.messages.channel import Channel
from ombud.messages.channel.folder import Folder
from ombud.messages.channel.smtp import Server, Smtp
from ombud.messages.mail import Attachment, Mail, Sender, compose, enveloped
from ombud.messages.models import LetterRow
from ombud.messages.outbox import Delivered
from ombud.store.database import close_database
from tests.cast import AASE, MAERTA, SOEREN
from tests.messages.conftest import Clock
from tests.servers.program import free_port
from tests.servers.smtp import Mailserver, serving

PRIVACY = Sender("privacy@nordlys.example", "Nordlys Rådgivning")
LETTER = Mail(SOEREN.email, "Vi har fået din anmodning", "Kære Søren\n\nVi svarer senest den 25. december.\n", language="da")
pytestmark = pytest.mark.usefixtures("store")


def via(server: Mailserver, user: str = "") -> Smtp:
    return Smtp(Server.of(server.url(user), "mail"), PRIVACY)


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


@pytest.fixture
def channel(mailserver: Mailserver) -> Channel:
    """A way out over SMTP."""
    return via(mailserver)


def test_a_letter_arrives_as_it_was_written(mailserver: Mailserver, channel: Channel, clock: Clock) -> None:
    files = (Attachment("svar på dansk.pdf", "application/pdf", b"%PDF-1.7\n\0\xff"),)
    sent = Mail(SOEREN.email, LETTER.subject, LETTER.text, "<p>Kære Søren</p>\n", "R-2026-17", "da", files)
    token = outbox.post(sent, clock())
    assert outbox.deliver(channel, clock) == Delivered(sent=1)
    message = read(mailserver.messages[0])
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert [part.get_content().replace("\r\n", "\n") for part in (plain, html)] == [sent.text, sent.html]
    assert [(part.get_filename(), part.get_content()) for part in message.iter_attachments()] == [(files[0].name, files[0].content)]
    told = {name: message[name] for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "Content-Language", "Date")}
    assert told == {
        "From": "Nordlys Rådgivning <privacy@nordlys.example>",
        "To": SOEREN.email,
        "Subject": "Vi har fået din anmodning [R-2026-17]",
        "Message-ID": f"<{token}@nordlys.example>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "da",
        "Date": "Wed, 25 Nov 2026 08:00:00 +0000",
    }


def test_the_letters_of_a_case_follow_each_other(mailserver: Mailserver, channel: Channel, clock: Clock) -> None:
    ids = [outbox.post(Mail(SOEREN.email, f"Brev {at}", "…", thread="R-1"), clock()) for at in range(12)]
    outbox.post(Mail(MAERTA.email, "Brev", "…", thread="R-2"), clock())
    outbox.deliver(channel, clock)
    full = [f"<{one}@nordlys.example>" for one in ids]
    first, second, *_, last, other = map(read, mailserver.messages)
    assert (first["In-Reply-To"], second["In-Reply-To"], other["In-Reply-To"]) == (None, full[0], None)
    assert (last["In-Reply-To"], last["References"].split()) == (full[10], [full[0], *full[2:11]])


def test_a_letter_of_a_transaction_that_failed_never_goes(mailserver: Mailserver, channel: Channel, clock: Clock) -> None:
    with transaction.atomic():
        outbox.post(LETTER, clock())
        transaction.set_rollback(True)
    assert (outbox.deliver(channel, clock), mailserver.messages) == (Delivered(), [])


def test_a_letter_that_was_put_off_is_tried_again_later_and_later(mailserver: Mailserver, clock: Clock) -> None:
    mailserver.refuse(SOEREN.email, *["450 4.2.1 soeren@havnebageriet.example is busy"] * 4)
    outbox.post(LETTER, clock())
    waits = [minutes_until_tried(mailserver, clock) for _attempt in range(4)]
    assert (waits, outbox.deliver(via(mailserver), clock)) == ([1, 5, 30, 120], Delivered(sent=1))


def minutes_until_tried(mailserver: Mailserver, clock: Clock) -> float:
    """Let the server put a letter off, and wait until it is due again."""
    assert outbox.deliver(via(mailserver), clock) == Delivered(later=1)
    due = LetterRow.objects.get().due_at
    assert due is not None
    minutes = (due - clock()).total_seconds() / 60
    clock.turn(minutes=minutes - 0.01)
    assert outbox.deliver(via(mailserver), clock) == Delivered(), "it waits"
    clock.turn(minutes=0.01)
    return minutes


def test_a_letter_that_is_put_off_for_five_days_has_failed(mailserver: Mailserver, clock: Clock) -> None:
    mailserver.refuse(SOEREN.email, *["451 4.3.0 later"] * 100)
    outbox.post(LETTER, clock())
    for _hour in range(24 * 7):
        outbox.deliver(via(mailserver), clock)
        clock.turn(hours=1)
    (letter,) = outbox.failed()
    assert (letter.reason, letter.ended_at is not None) == ("smtp-451-4.3.0", True)


def test_a_refused_letter_is_failed_with_its_reason_and_nobodys_address(
    mailserver: Mailserver, channel: Channel, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    mailserver.refuse(SOEREN.email, f"550 5.1.1 <{SOEREN.email}> unknown")
    outbox.post(LETTER, clock())
    outbox.post(Mail(AASE.email, "Hei", "Hei"), clock())
    told = list[tuple[str, str]]()
    assert outbox.deliver(channel, clock, lambda *letter: told.append(letter)) == Delivered(sent=1, failed=1)
    (letter,) = outbox.failed()
    assert told == [(letter.message_id, letter.thread)]
    assert (letter.state, letter.reason) == ("failed", "smtp-550-5.1.1")
    assert SOEREN.email not in repr(letter) + caplog.text


def test_a_letter_that_failed_can_be_sent_again(mailserver: Mailserver, clock: Clock) -> None:
    mailserver.refuse(SOEREN.email, "550 5.1.1 unknown")
    token = outbox.post(LETTER, clock())
    outbox.deliver(via(mailserver), clock)
    outbox.again(token, clock())
    assert outbox.deliver(via(mailserver), clock) == Delivered(sent=1)
    with pytest.raises(BadInputError, match="letter-unknown"):
        outbox.again(token, clock())


def test_no_letter_is_lost_while_the_server_is_down(clock: Clock) -> None:
    port = free_port()
    for person in (SOEREN, MAERTA, AASE):
        outbox.post(Mail(person.email, "Hej", "Hej"), clock())
    for _day in range(30):
        with_nobody = Smtp(Server("127.0.0.1", port, tls=False), PRIVACY)
        assert outbox.deliver(with_nobody, clock) == Delivered(later=1, down="smtp-unreachable")
        clock.turn(days=1)
    with serving(port) as server:
        assert outbox.deliver(via(server), clock) == Delivered(sent=3)


def test_a_worker_that_dies_after_sending_repeats_the_letter_under_the_same_id(mailserver: Mailserver, clock: Clock) -> None:
    outbox.post(Mail(SOEREN.email, "Hej", "Hej", "<p>Hej</p>"), clock())
    close_database()  # a connection is no one's to share
    pid = os.fork()
    if pid == 0:
        outbox.deliver(via(mailserver), clock)
        os._exit(0)  # not reached: the server ends this process when it has the letter
    mailserver.handler.meanwhile = lambda: os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    mailserver.handler.meanwhile = lambda: None
    assert outbox.deliver(via(mailserver), clock) == Delivered()
    clock.turn(minutes=31)
    assert outbox.deliver(via(mailserver), clock) == Delivered(sent=1)
    first, second = mailserver.messages
    assert first == second


def test_several_workers_send_each_letter_once(mailserver: Mailserver, clock: Clock) -> None:
    for at in range(30):
        outbox.post(Mail(SOEREN.email, f"Brev {at}", "Hej"), clock())
    with ThreadPoolExecutor(3) as workers:
        counts = [told.sent for told in workers.map(lambda _: alone(mailserver, clock), range(3))]
    assert (sum(counts), len({read(one)["Message-ID"] for one in mailserver.messages})) == (30, 30)
    assert len(mailserver.messages) == 30


def alone(mailserver: Mailserver, clock: Clock) -> Delivered:
    """Deliver as a worker of its own."""
    try:
        return outbox.deliver(via(mailserver), clock)
    finally:
        close_database()


def test_what_a_letter_says_is_forgotten_once_it_went(mailserver: Mailserver, channel: Channel, store: Path, clock: Clock) -> None:
    outbox.post(Mail(SOEREN.email, "Din kode", "Koden er 493-117-ÆØÅ", emptied=True), clock())
    outbox.deliver(channel, clock)
    assert b"493-117" in mailserver.messages[0]
    left = b"".join(path.read_bytes() for path in store.glob("ombud.sqlite"))
    assert (b"493-117" in left, SOEREN.email.encode() in left) == (False, False)


def test_rows_have_a_last_day(mailserver: Mailserver, channel: Channel, clock: Clock) -> None:
    outbox.post(Mail(SOEREN.email, "Hej", "Hej", thread="R-1", until=clock().date()), clock())
    clock.turn(days=1)
    outbox.sweep(clock().date())
    outbox.deliver(channel, clock)
    assert len(mailserver.messages) == 1, "a letter that waits stays"
    assert outbox.sweep(clock().date()) == 1
    assert outbox.letters("R-1") == []


def test_a_month_after_it_went_a_letter_says_nothing_any_more(mailserver: Mailserver, channel: Channel, clock: Clock) -> None:
    mailserver.refuse(AASE.email, "550 5.1.1 unknown")
    for person in (SOEREN, AASE):
        outbox.post(Mail(person.email, "Hej", "Hej", thread="R-1"), clock())
    outbox.deliver(channel, clock)
    for days, said in ((30, 2), (1, 0)):
        clock.turn(days=days)
        assert outbox.sweep(clock().date()) == 0
        assert LetterRow.objects.exclude(body=b"").count() == LetterRow.objects.exclude(recipient="").count() == said
    assert [one.state for one in outbox.letters("R-1")] == ["sent", "failed"]


def test_a_demo_writes_letters_to_a_folder_and_a_repeated_one_once(tmp_path: Path, clock: Clock) -> None:
    folder = Folder(tmp_path / "outbox", PRIVACY)
    token = outbox.post(LETTER, clock())
    outbox.deliver(folder, clock)
    LetterRow.objects.update(state="sending", due_at=clock())
    outbox.deliver(folder, clock)
    (file,) = (tmp_path / "outbox" / "new").iterdir()
    assert (file.name, read(file.read_bytes())["To"]) == (token, SOEREN.email)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "soeren@havnebageriet.example\r\nBcc: all@nordlys.example"}, "mail-address"),
        ({"to": "soeren@havnebageriet.example, all@nordlys.example"}, "mail-address"),
        ({"to": "Søren <soeren@havnebageriet.example>"}, "mail-address"),
        ({"to": "soeren"}, "mail-address"),
        ({"subject": "Hej\nBcc: all@nordlys.example"}, "mail-header"),
        ({"subject": "Hej\u2028Bcc: all@nordlys.example"}, "mail-header"),
        ({"thread": "R-1\r\nBcc: all@nordlys.example"}, "mail-thread"),
        ({"language": "da\r\nBcc: all@nordlys.example"}, "mail-language"),
        ({"attachments": (Attachment("a\r\nb", "application/pdf", b""),)}, "mail-header"),
        ({"attachments": (Attachment("a", "application/pdf\r\nX: y", b""),)}, "mail-attachment"),
    ],
)
def test_nothing_can_become_a_header_of_its_own(change: dict[str, Any], code: str, clock: Clock) -> None:
    mail = dataclasses.replace(Mail(SOEREN.email, "Hej", "Hej"), **change)
    with pytest.raises(BadInputError) as refused:
        outbox.post(mail, clock())
    assert (refused.value.code, outbox.deliver(Folder(Path(), PRIVACY), clock)) == (code, Delivered())


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200), st.text(max_size=300))
def test_whatever_is_written_arrives_and_adds_no_field(subject: str, text: str) -> None:
    mail = Mail(SOEREN.email, subject, text.replace("\r", "").replace("\0", "") + "\n", thread="R-1")
    raw = enveloped(compose(mail, Clock()(), "token"), PRIVACY, "token", ["earlier@elv.example"], "R-1")
    message = message_from_bytes(raw, policy=default)
    ours = {"From", "Message-ID", "In-Reply-To", "References", "To", "Subject", "Date", "Auto-Submitted"}
    assert sorted(message.keys()) == sorted(ours | {"Content-Language", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"})
    assert max(map(len, raw.split(b"\r\n"))) <= 998, "RFC 5322 §2.1.1"
