"""A mail server is entered under TLS or on this machine, addresses beyond ASCII arrive, and no password stands in a file."""

from datetime import date
from pathlib import Path

import pytest

from ombud.errors import BadInputError, MisconfiguredError
from ombud.messages import outbox
from ombud.messages.channel import Answer
from ombud.messages.channel.folder import Folder
from ombud.messages.channel.smtp import Server, Smtp
from ombud.messages.mail import Mail, Sender
from ombud.messages.outbox import Delivered
from ombud.messages.settings import open_channel, open_inbox
from tests.cast import SOEREN
from tests.front import run
from tests.messages.conftest import Clock
from tests.servers.dkim import new_key, pem, received, record
from tests.servers.program import free_port
from tests.servers.smtp import Mailserver, serving

SHORT = new_key(1024)
PRIVACY = Sender("privacy@nordlys.example")
pytestmark = pytest.mark.usefixtures("store")


def sent_to(url: str, to: str, clock: Clock) -> Delivered:
    outbox.post(Mail(to, "Hej", "Hej"), clock())
    return outbox.deliver(Smtp(Server.of(url, "mail"), PRIVACY), clock)


@pytest.mark.parametrize("tls", [False, True])
def test_letters_go_under_tls_where_the_server_is_trusted(
    certificates: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, *, tls: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "authority.pem"))
    with serving(certificates=certificates, password="" if tls else "hemmeligt", tls=tls) as server:
        url = server.url(scheme="smtps") if tls else server.url("privacy%40nordlys.example:hemmeligt")
        assert sent_to(url, SOEREN.email, clock) == Delivered(sent=1)


@pytest.mark.parametrize("tls", [False, True])
def test_an_untrusted_server_gets_no_letter(certificates: Path, clock: Clock, *, tls: bool) -> None:
    with serving(certificates=certificates, tls=tls) as server:
        told = sent_to(server.url(scheme="smtps" if tls else "smtp"), SOEREN.email, clock)
        assert (told, server.messages) == (Delivered(later=1, down="smtp-certificate"), [])


def test_a_wrong_password_keeps_the_letter_and_stays_unsaid(certificates: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "authority.pem"))
    with serving(certificates=certificates, password="hemmeligt") as server:
        assert sent_to(server.url("privacy:forkert"), SOEREN.email, clock) == Delivered(later=1, down="smtp-login-535")
    assert "forkert" not in repr(Server.of("smtps://privacy:forkert@mail.nordlys.example", "mail"))


@pytest.mark.parametrize(
    ("written", "taken"),
    [("søren@elv.example", "søren@elv.example"), ("info@rødgrød.example", "info@xn--rdgrd-vuad.example")],
)
def test_an_address_beyond_ascii_arrives(mailserver: Mailserver, clock: Clock, written: str, taken: str) -> None:
    assert sent_to(mailserver.url(), written, clock) == Delivered(sent=1)
    assert [one.rcpt_tos for one in mailserver.handler.taken] == [[taken]]
    assert f"To: {taken}\r\n".encode() in mailserver.messages[0]


def test_a_server_that_goes_away_in_the_middle_gets_the_letter_later(mailserver: Mailserver, clock: Clock) -> None:
    mailserver.refuse(SOEREN.email, "421 4.3.2 going down")
    assert sent_to(mailserver.url(), SOEREN.email, clock) == Delivered(later=1, down="smtp-421-4.3.2")
    clock.turn(minutes=1)
    assert outbox.deliver(Smtp(Server.of(mailserver.url(), "mail"), PRIVACY), clock) == Delivered(sent=1)


def test_a_home_names_its_mail_server_by_a_variable(tmp_path: Path, mailserver: Mailserver, clock: Clock) -> None:
    settings = {"mail": {"smtp": "env:OMBUD_SMTP", "from": "Nordlys, Rådgivning <privacy@nordlys.example>", "plus": True}}
    outbox.post(Mail(SOEREN.email, "Hej", "Hej", thread="R-1"), clock())
    outbox.deliver(open_channel(settings, tmp_path, {"OMBUD_SMTP": mailserver.url()}), clock)
    assert b"Reply-To: privacy+R-1@nordlys.example" in mailserver.messages[0]


def signing(**changed: object) -> dict[str, object]:
    """Write the settings of a home that signs its letters."""
    dkim = {"domain": "rødgrød.example", "selector": "2026.ombud", "key": "env:KEY", **changed}
    mail = {"smtp": "env:OMBUD_SMTP", "from": "Nordlys, Rådgivning <privacy@rødgrød.example>", "plus": True}
    return {"mail": {**mail, "dkim": {name: value for name, value in dkim.items() if value is not None}}}


def test_a_home_signs_what_it_sends_and_sends_the_same_bytes_again(tmp_path: Path, mailserver: Mailserver, clock: Clock) -> None:
    key = new_key()
    channel = open_channel(signing(), tmp_path, {"OMBUD_SMTP": mailserver.url(), "KEY": pem(key).decode()})
    outbox.post(Mail("søren@elv.example", "Hej, Søren", "  To  \n\n.\nlinjer \n\n", "<p>Hej</p>", thread="R-1"), clock())
    assert outbox.deliver(channel, clock) == Delivered(sent=1)
    (sent,) = mailserver.messages
    ((result, fields),) = received(sent, "2026.ombud._domainkey.xn--rdgrd-vuad.example", record(key))
    assert (result, "reply-to" in fields) == ("pass", True)
    assert channel.send("again", sent[sent.index(b"\r\nFrom: ") + 2 :], "søren@elv.example") == Answer("sent")
    channel.close()
    assert mailserver.messages == [sent, sent]


def test_letters_of_a_home_that_signs_nothing_are_as_they_were(mailserver: Mailserver, clock: Clock) -> None:
    assert sent_to(mailserver.url(), SOEREN.email, clock) == Delivered(sent=1)
    assert mailserver.messages[0].startswith(b"From: privacy@nordlys.example\r\n")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"selector": None}, "mail-dkim"),
        ({"selector": ""}, "mail-dkim"),
        ({"selector": "om bud"}, "mail-dkim"),
        ({"selector": 2026}, "mail-dkim"),
        ({"domain": "nordlys.example; s=other"}, "mail-dkim"),
        ({"days": "3"}, "mail-dkim"),
        ({"key": "env:NOWHERE"}, "missing-variable"),
        ({"key": "env:NO_KEY"}, "mail-dkim-key"),
        ({"key": "env:SHORT"}, "mail-dkim-key"),
        ({"key": "nowhere.pem"}, "evidence-key-read"),
        ({"key": "open.pem"}, "evidence-key-open"),
        ({"key": pem(SHORT).decode()}, "literal-secret"),
    ],
)
def test_a_signature_that_cannot_be_made_is_refused(tmp_path: Path, changed: dict[str, object], code: str) -> None:
    (tmp_path / "open.pem").write_bytes(pem(SHORT))
    environ = {"OMBUD_SMTP": "smtp://127.0.0.1", "NO_KEY": "hemmeligt", "SHORT": pem(SHORT).decode(), "KEY": pem(SHORT).decode()}
    with pytest.raises(MisconfiguredError) as refused:
        open_channel(signing(**changed), tmp_path, environ)
    assert refused.value.code == code
    assert not any(secret in str(refused.value) for secret in ("hemmeligt", *pem(SHORT).decode().splitlines()[1:3]))


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_what_is_wrong_is_said_at_the_start(tmp_path: Path, command: str) -> None:
    assert run("init", tmp_path / "home").code == 0
    settings = '[mail]\nsmtp = "smtp://127.0.0.1"\nfrom = "privacy@nordlys.example"\n[mail.dkim]\ndomain = "nordlys.example"\n'
    (tmp_path / "home" / "ombud.toml").write_text(settings)
    told = run(command, "--home", tmp_path / "home")
    assert told.code == 78
    assert "mail-dkim" in told.err


def test_a_demo_and_a_home_without_a_server_write_to_a_folder(tmp_path: Path) -> None:
    for settings in ({}, {"demo": True, "mail": {"smtp": "env:OMBUD_SMTP"}}):
        channel = open_channel(settings, tmp_path, {"OMBUD_SMTP": f"smtp://127.0.0.1:{free_port()}"})
        assert channel == Folder(tmp_path / "var/outbox", Sender("ombud@demo.invalid"))


@pytest.mark.parametrize(
    ("mail", "code"),
    [
        ({"smtp": "smtp://privacy:hemmeligt@mail.nordlys.example", "from": "privacy@nordlys.example"}, "literal-password"),
        ({"smtp": "env:NOWHERE", "from": "privacy@nordlys.example"}, "missing-variable"),
        ({"smtp": "http://mail.nordlys.example", "from": "privacy@nordlys.example"}, "mail-server"),
        ({"smtp": "smtp://mail.nordlys.example"}, "mail-from"),
        ({"smtp": "smtp://mail.nordlys.example", "from": "a@elv.example, b@elv.example"}, "mail-from"),
        ({"smtp": "smtp://mail.nordlys.example", "from": "privacy@nordlys.example\r\nBcc: b@elv.example"}, "mail-from"),
        ({"stmp": "smtp://mail.nordlys.example"}, "mail-settings"),
        ({"smtp": 25}, "mail-settings"),
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, mail: dict[str, object], code: str) -> None:
    with pytest.raises((BadInputError, MisconfiguredError)) as refused:
        open_channel({"mail": mail}, tmp_path, {})
    assert refused.value.code == code
    assert "hemmeligt" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"mail": {"inbox": "imaps://privacy:hemmeligt@mail.nordlys.example"}}, "literal-password"),
        ({"mail": {"inbox": "pop3://mail.nordlys.example"}}, "mail-inbox"),
        ({"mail": {"inbox": "maildir:mail", "since": "yesterday"}}, "mail-settings"),
        ({"mail": {"inbox": "imaps://mail.nordlys.example"}, "demo": True}, "mail-demo"),
    ],
)
def test_a_wrong_mailbox_is_refused(tmp_path: Path, settings: dict[str, object], code: str) -> None:
    with pytest.raises((BadInputError, MisconfiguredError)) as refused:
        open_inbox(settings, tmp_path, {})
    assert refused.value.code == code


def test_a_home_may_have_no_mailbox(tmp_path: Path) -> None:
    assert open_inbox({}, tmp_path, {}) is None
    found = open_inbox({"mail": {"inbox": "maildir:mail", "since": date(2026, 11, 1)}}, tmp_path, {})
    assert found is not None
    assert found.since == date(2026, 11, 1)
