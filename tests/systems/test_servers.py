"""The servers of the tests start, answer, refuse strangers and survive a stop."""

import socket
import ssl
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from tests.servers.dovecot import Dovecot
from tests.servers.mariadb import MariaDB
from tests.servers.postgres import PostgreSQL
from tests.servers.program import Program

LETTER = b"From: a@nordlys.example\r\nTo: b@nordlys.example\r\nSubject: Hej\r\n\r\nSm\xc3\xb8rrebr\xc3\xb8d\r\n"


@pytest.fixture(params=["postgres_url", "mariadb_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of each kind."""
    return str(request.getfixturevalue(request.param))


def ask(url: str, statement: str) -> object:
    """Ask one value of a database."""
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.scalar(sa.text(statement))
    finally:
        engine.dispose()


def test_a_database_keeps_nordic_letters(database_url: str) -> None:
    assert ask(database_url, "SELECT lower('ÆØÅÄÖ Þð')") == "æøåäö þð"


def test_a_database_is_fresh_for_each_test(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    assert sa.inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE mark (id integer)"))
    engine.dispose()


def test_a_database_is_fresh_for_the_next_test_too(database_url: str) -> None:
    test_a_database_is_fresh_for_each_test(database_url)


def test_a_wrong_password_is_refused(database_url: str) -> None:
    wrong = sa.make_url(database_url).set(password="wrong").render_as_string(hide_password=False)
    with pytest.raises(sa.exc.OperationalError):
        ask(wrong, "SELECT 1")


def restarted(program: Program, end: Callable[[], None], port: int) -> None:
    """End a server, see that nobody listens, and start it again."""
    end()
    with socket.socket() as asking:
        assert asking.connect_ex(("127.0.0.1", port)) != 0
    program.start()


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_postgres_comes_back_with_its_data(postgres: PostgreSQL, postgres_url: str, how: str) -> None:
    engine = sa.create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE mark AS SELECT 7 AS seen"))
    engine.dispose()
    restarted(postgres.program, getattr(postgres.program, how), postgres.port)
    assert ask(postgres_url, "SELECT seen FROM mark") == 7


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_mariadb_comes_back(mariadb: MariaDB, mariadb_url: str, how: str) -> None:
    restarted(mariadb.program, getattr(mariadb.program, how), mariadb.port)
    assert ask(mariadb_url, "SELECT 7") == 7


def test_a_mailbox_keeps_a_letter_where_we_can_see_it(dovecot: Dovecot, mailbox_user: str) -> None:
    with IMAPClient(dovecot.host, dovecot.port, ssl=False) as client:
        client.login(mailbox_user, dovecot.password)
        client.append("INBOX", LETTER)
        assert client.select_folder("INBOX")[b"EXISTS"] == 1
    stored = [path for path in dovecot.maildir(mailbox_user).rglob("*") if path.is_file() and b"Subject: Hej" in path.read_bytes()]
    assert len(stored) == 1


def test_a_mailbox_answers_over_tls(dovecot: Dovecot, mailbox_user: str) -> None:
    trusting = ssl.create_default_context(cafile=str(dovecot.certificate))
    with IMAPClient(dovecot.host, dovecot.tls_port, ssl_context=trusting) as client:
        client.login(mailbox_user, dovecot.password)
        assert client.folder_exists("INBOX")


def test_a_mailbox_refuses_a_wrong_password(dovecot: Dovecot, mailbox_user: str) -> None:
    with IMAPClient(dovecot.host, dovecot.port, ssl=False) as client, pytest.raises(LoginError):
        client.login(mailbox_user, "wrong")


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_dovecot_comes_back(dovecot: Dovecot, mailbox_user: str, how: str) -> None:
    restarted(dovecot.program, getattr(dovecot.program, how), dovecot.port)
    test_a_mailbox_keeps_a_letter_where_we_can_see_it(dovecot, mailbox_user)


def test_the_network_ends_at_the_loopback() -> None:
    with socket.socket() as asking, pytest.raises(PermissionError):
        asking.connect(("192.0.2.1", 80))


def test_chromium_is_a_program(chromium: str) -> None:
    assert chromium.startswith("/")
