"""What is special about a mailbox on a server: how it is entered, lost and found again, and how narrowly it is erased."""

from collections.abc import Iterator
from contextlib import ExitStack
from zoneinfo import ZoneInfo

import pytest
from imapclient import DELETED, IMAPClient

from ombud.errors import MisconfiguredError, RefusedError, UnavailableError
from ombud.inventory.model import Dataset, System
from ombud.plan.model import Col, EraseRows, Everything, Matching
from ombud.systems.mailbox import imap
from ombud.systems.mailbox.connector import MailboxConnector
from tests.servers import dovecot as servers
from tests.servers.dovecot import Dovecot
from tests.servers.program import folder

LETTERS = Dataset(activities={"enquiry": "all"}, columns={}, folders=("INBOX", "Sent"))
IB = Matching(("correspondents",), (("ib@elv.example",),), fold=True)
TRASH = r"""
namespace inbox {
  mailbox Papirkurv {
    auto = create
    special_use = \Trash
  }
}
"""
ERASE_IB = EraseRows("letters", IB)


def client(server: Dovecot, user: str) -> IMAPClient:
    session = IMAPClient(server.host, server.port, ssl=False)
    session.login(user, server.password)
    return session


def put(server: Dovecot, user: str, *senders: str, box: str = "INBOX", marked: bool = False) -> None:
    with client(server, user) as session:
        for sender in senders:
            session.append(box, f"From: {sender}\r\nSubject: Hej\r\n\r\nHej".encode(), flags=[DELETED] if marked else [])


def left(server: Dovecot, user: str, criteria: str = "ALL") -> int:
    with client(server, user) as session:
        session.select_folder("INBOX", readonly=True)
        return len(session.search(criteria))


def at(url: str, *, read_only: bool = False) -> MailboxConnector:
    system = System("mailbox", "env:MAIL", {"letters": LETTERS}, own_domains=("fjordraad.example",))
    return MailboxConnector(system, "mail", url, ZoneInfo("Europe/Oslo"), read_only)


@pytest.fixture
def mail(dovecot: Dovecot, mailbox_user: str) -> Iterator[MailboxConnector]:
    """A user's mailbox, opened."""
    connector = at(dovecot.url(mailbox_user))
    yield connector
    connector.close()


@pytest.fixture(scope="session")
def old_server() -> Iterator[Dovecot]:
    """A server that can only expunge whole folders and has a trash."""
    more = "imap_capability = IMAP4rev1 SASL-IR LITERAL+ ID ENABLE SPECIAL-USE\n" + TRASH
    with ExitStack() as stack:
        server = servers.start(stack.enter_context(folder("dovecot-old")), more)
        stack.callback(server.program.stop)
        yield server


def test_only_the_persons_messages_are_expunged_not_what_others_marked(dovecot: Dovecot, mailbox_user: str, mail: MailboxConnector) -> None:
    put(dovecot, mailbox_user, "jo@elv.example", marked=True)
    put(dovecot, mailbox_user, "ib@elv.example", "jo@elv.example")
    assert mail.apply([ERASE_IB]) == (1,)
    assert (left(dovecot, mailbox_user), left(dovecot, mailbox_user, "DELETED")) == (2, 1)


def test_a_server_without_uidplus_refuses_to_take_what_others_marked(old_server: Dovecot) -> None:
    user = old_server.fresh_user()
    mail = at(old_server.url(user))
    put(old_server, user, "jo@elv.example", marked=True)
    put(old_server, user, "ib@elv.example")
    with pytest.raises(RefusedError, match="UIDPLUS"):
        mail.apply([ERASE_IB])
    mail.close()
    assert (left(old_server, user), left(old_server, user, "DELETED")) == (2, 1)


def test_a_server_without_uidplus_erases_when_nothing_else_is_marked(old_server: Dovecot) -> None:
    user = old_server.fresh_user()
    put(old_server, user, "ib@elv.example", "jo@elv.example")
    mail = at(old_server.url(user))
    assert mail.apply([ERASE_IB]) == (1,)
    mail.close()
    assert left(old_server, user) == 1


def test_looking_leaves_no_trace(dovecot: Dovecot, mailbox_user: str, mail: MailboxConnector) -> None:
    put(dovecot, mailbox_user, "ib@elv.example")
    assert len(list(mail.read("letters", [Col("message"), Col("body")], Everything()))) == 1
    assert left(dovecot, mailbox_user, "UNSEEN") == 1


def test_mail_that_came_since_the_last_look_is_seen(dovecot: Dovecot, mailbox_user: str, mail: MailboxConnector) -> None:
    put(dovecot, mailbox_user, "ib@elv.example")
    assert mail.count("letters", IB) == 1
    put(dovecot, mailbox_user, "ib@elv.example")
    assert mail.count("letters", IB) == 2
    assert mail.apply([ERASE_IB]) == (2,)


def test_a_key_from_before_the_folder_was_made_anew_names_nothing(dovecot: Dovecot, mailbox_user: str, mail: MailboxConnector) -> None:
    put(dovecot, mailbox_user, "ib@elv.example")
    (key,) = mail.read("letters", [Col("folder"), Col("id")], Everything())
    stale = (key[0], "1" + str(key[1]))
    assert mail.apply([EraseRows("letters", Matching(("folder", "id"), (stale,)))]) == (0,)
    assert mail.apply([EraseRows("letters", Matching(("folder", "id"), (key,)))]) == (1,)


def test_more_messages_than_one_window_holds_are_read_in_order(dovecot: Dovecot, mailbox_user: str, mail: MailboxConnector) -> None:
    put(dovecot, mailbox_user, *["ib@elv.example"] * 230)
    ids = [str(id_) for (id_,) in mail.read("letters", [Col("id")], IB)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 230
    assert mail.apply([ERASE_IB]) == (230,)


def test_a_large_folder_is_listed_and_fetched_piece_by_piece(
    dovecot: Dovecot, mailbox_user: str, mail: MailboxConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "UIDS_AT_ONCE", 3)
    monkeypatch.setattr(imap, "BYTES_AT_ONCE", 100)
    put(dovecot, mailbox_user, *(f"nr{number}@elv.example" for number in range(8)))
    rows = list(mail.read("letters", [Col("correspondents"), Col("body")], Everything()))
    assert rows == [((f"nr{number}@elv.example",), "Hej") for number in range(8)]
    assert mail.apply([EraseRows("letters", Matching(("correspondents",), (("nr7@elv.example",),)))]) == (1,)


def test_a_trash_that_nobody_bound_is_told(old_server: Dovecot, mail: MailboxConnector) -> None:
    assert mail.retains() == ("expunged-copies-not-visible",)
    other = at(old_server.url(old_server.fresh_user()))
    assert other.retains() == ("expunged-copies-not-visible", "trash-folder")
    other.close()


def test_a_mailbox_without_tls_is_reached_on_this_machine_only(mail: MailboxConnector) -> None:
    assert mail.wire() == "here"


def test_a_mailbox_is_entered_over_tls_when_the_certificate_is_trusted(
    dovecot: Dovecot, mailbox_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    mail = at(dovecot.url(mailbox_user, tls=True))
    assert mail.wire() == "encrypted"
    mail.probe()
    mail.close()


def test_an_untrusted_certificate_is_misconfigured(dovecot: Dovecot, mailbox_user: str) -> None:
    with pytest.raises(MisconfiguredError, match="certificate"):
        at(dovecot.url(mailbox_user, tls=True)).probe()


def test_a_wrong_password_is_misconfigured_and_stays_unsaid(dovecot: Dovecot, mailbox_user: str) -> None:
    with pytest.raises(MisconfiguredError) as told:
        at(dovecot.url(mailbox_user).replace(dovecot.password, "Skovm%C3%A6rke")).probe()
    shown = f"{told.value} {told.value.hint} {told.value.__cause__}"
    assert not [each for each in ("Skovmærke", "Skovm%C3", mailbox_user) if each in shown]


@pytest.mark.parametrize("url", ["imap://", "imap://host.example", "imap://a@host.example:143", "imap://a:b@host:port", "imaps://[::1"])
def test_an_address_that_lacks_something_is_misconfigured(url: str) -> None:
    with pytest.raises(MisconfiguredError):
        at(url)


def test_a_server_that_is_down_is_unavailable_and_found_again(dovecot: Dovecot, mailbox_user: str, mail: MailboxConnector) -> None:
    put(dovecot, mailbox_user, "ib@elv.example")
    assert mail.count("letters", IB) == 1
    dovecot.program.kill()
    for _ in range(2):
        with pytest.raises(UnavailableError):
            mail.apply([ERASE_IB])
    dovecot.program.start()
    assert mail.apply([ERASE_IB]) == (1,)


def test_a_connection_lost_while_reading_is_unavailable(dovecot: Dovecot, mailbox_user: str, mail: MailboxConnector) -> None:
    put(dovecot, mailbox_user, *["ib@elv.example"] * 230)
    rows = mail.read("letters", [Col("id")], IB)
    next(rows)
    dovecot.program.kill()
    with pytest.raises(UnavailableError):
        list(rows)


def test_nothing_that_mail_says_reaches_the_log(
    dovecot: Dovecot, mailbox_user: str, mail: MailboxConnector, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    put(dovecot, mailbox_user, "skovmaerke@elv.example")
    caplog.clear()
    assert len(list(mail.read("letters", [Col("body")], Everything()))) == 1
    assert "skovmaerke" not in caplog.text
