"""The same promises kept on MariaDB and on a mail server, in one home."""

import os
import socket
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from imapclient import IMAPClient

from ombud.store.database import close_database
from tests.cast import AASE, SOEREN
from tests.cli.homes import OWN, Made, ago, build
from tests.servers.dovecot import HOST, Dovecot

INBOX = "INBOX"


@pytest.fixture
def other_home(tmp_path: Path, state: Path, mariadb_url: str, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    """A home whose shop is in MariaDB and whose mail is on an IMAP server."""
    made = build(tmp_path / "firm", state, mariadb_url, monkeypatch)
    monkeypatch.setitem(os.environ, "MAIL_AT", dovecot.url(dovecot.fresh_user()))
    made.inventory["systems"]["mail"]["at"] = "env:MAIL_AT"
    made.write()
    yield made
    close_database()


def mailbox() -> IMAPClient:
    """Log in as any mail program would."""
    login, _, place = os.environ["MAIL_AT"].removeprefix("imap://").rpartition("@")
    client = IMAPClient(place.rpartition(":")[0], int(place.rpartition(":")[2]), ssl=False)
    client.login(*login.split(":"))
    client.select_folder(INBOX)  # type: ignore[no-untyped-call] # IMAPClient annotates only a part
    return client


def deliver(sender: str, day: date, *, to: str = f"kontakt@{OWN}") -> None:
    """Deliver a letter on a day."""
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))
    with mailbox() as client:
        client.append(INBOX, f"From: {sender}\r\nTo: {to}\r\nSubject: Hej\r\n\r\nHej.\r\n".encode(), msg_time=moment)


def senders() -> list[str]:
    """Tell who wrote the letters that are there."""
    with mailbox() as client:
        letters = client.fetch(client.search(), ["ENVELOPE"]).values()
    return sorted(f"{e.mailbox.decode()}@{e.host.decode()}" for letter in letters for e in letter[b"ENVELOPE"].from_)


def test_old_enquiries_and_old_customers_go_from_both_servers(other_home: Made) -> None:
    other_home.customer(SOEREN, left=ago(years=9), invoiced=ago(years=9))
    other_home.customer(AASE, left=ago(years=1), invoiced=ago(years=1))
    for sender, day in ((AASE.email, ago(years=2)), ("old@fjern.example", ago(years=2)), ("new@fjern.example", ago(days=9))):
        deliver(sender, day)
    told = other_home.sweep(ago().isoformat())
    assert (told.code, other_home.rows("customers", "email"), other_home.rows("orders", "id")) == (0, [AASE.email], [1003])
    assert senders() == sorted([AASE.email, "new@fjern.example"])


def test_a_person_goes_from_both_servers_and_nobody_else_does(other_home: Made) -> None:
    for number, person in enumerate((SOEREN, AASE)):
        other_home.put("subscribers", {"id": number, "name": person.name, "email": person.email})
        deliver(person.email, ago(days=3))
    deliver(SOEREN.email, ago(days=3), to=f"kontakt@{OWN}, {AASE.email}")
    told = other_home.carry_out("erase", f"email:{SOEREN.email}")
    assert (told.code, told.json["outcome"], other_home.rows("subscribers", "email")) == (0, "done", [AASE.email])
    assert senders() == sorted([AASE.email, SOEREN.email])
    assert {"system": "mail", "dataset": "letters", "why": "shared", "count": 1} in told.json["by_hand"]


def test_a_wrong_password_changes_nothing_and_is_never_told(other_home: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "MAIL_AT", os.environ["MAIL_AT"].replace("@", "wrong-one@"))
    other_home.put("subscribers", {"id": 1, "name": SOEREN.name, "email": SOEREN.email})
    told = other_home.run("sweep", "--json")
    assert (told.code, "wrong-one" in told.out + told.err) == (78, False)
    assert other_home.rows("subscribers", "email") == [SOEREN.email]


def test_an_address_with_letters_before_the_at_is_erased_however_a_mail_program_wrote_it(other_home: Made) -> None:
    for sender in ("Børge <børge@elv.example>", "=?utf-8?q?b=C3=B8rge?=@elv.example", "borge@elv.example"):
        deliver(sender, ago(days=3))
    assert other_home.carry_out("erase", "email:BØRGE@elv.example").json["outcome"] == "done"
    assert senders() == ["borge@elv.example"]


@pytest.fixture(params=["imap", "imaps"])
def far_mail(request: pytest.FixtureRequest, other_home: Made, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Give a home whose mail is on a server of another name than this machine's, so that it is entered under TLS only."""
    deliver("old@fjern.example", ago(years=2))
    near = os.environ["MAIL_AT"]
    port = dovecot.tls_port if request.param == "imaps" else dovecot.port
    far = f"{request.param}://{near.removeprefix('imap://').rpartition('@')[0]}@{HOST}:{port}"
    asked = socket.getaddrinfo
    here: Callable[..., object] = lambda host, *args, **more: asked("127.0.0.1" if host == HOST else host, *args, **more)  # noqa: E731 - a name of its own would say no more
    monkeypatch.setattr(socket, "getaddrinfo", here)
    monkeypatch.setitem(os.environ, "NEAR", near)
    monkeypatch.setitem(os.environ, "MAIL_AT", far)
    return other_home


def test_mail_goes_over_tls_from_a_server_whose_certificate_is_trusted(
    far_mail: Made, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    assert far_mail.sweep(ago().isoformat()).code == 0
    user = os.environ["MAIL_AT"].partition("://")[2].partition(":")[0]
    mine = [line for line in (dovecot.home / "log").read_text().splitlines() if f"user=<{user}>" in line]
    assert (sum("Login:" in line and "TLS" in line for line in mine) > 0, len(mine) > 0) == (True, True)
    monkeypatch.setitem(os.environ, "MAIL_AT", os.environ["NEAR"])
    assert senders() == []


def test_a_server_whose_certificate_is_not_trusted_is_not_entered(far_mail: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    told = far_mail.run("sweep")
    password = os.environ["MAIL_AT"].rpartition("@")[0].rpartition(":")[2]
    assert (told.code, "system-certificate" in told.err, password in told.err + told.out) == (78, True, False)
    monkeypatch.setitem(os.environ, "MAIL_AT", os.environ["NEAR"])
    assert senders() == ["old@fjern.example"]
