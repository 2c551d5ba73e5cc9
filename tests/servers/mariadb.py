"""MariaDB from Debian: one server a test process, one empty database a test."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pymysql
import pymysql.cursors
import pytest

from tests.servers.program import Program, dying_with_us, find, folder, free_port, is_root, prepared

USER = "ombud"
SETTINGS = {
    "bind-address": "127.0.0.1",
    "character-set-server": "utf8mb4",
    "collation-server": "utf8mb4_unicode_ci",
    "innodb-buffer-pool-size": "32M",
    "innodb-log-file-size": "16M",
    "innodb-flush-log-at-trx-commit": "2",
}


@dataclass(frozen=True, slots=True)
class MariaDB:
    """A running MariaDB; `program` stops, kills and starts it again on the same port with the same data."""

    program: Program
    port: int
    password: str
    host: str = "127.0.0.1"
    user: str = USER

    def url(self, database: str) -> str:
        """Give the SQLAlchemy address of a database."""
        return f"mysql+pymysql://{self.user}:{self.password}@{self.host}:{self.port}/{database}?charset=utf8mb4"

    def create(self) -> str:
        """Make an empty database and give its name."""
        name = f"t{secrets.token_hex(6)}"
        self._say(f"CREATE DATABASE {name}")
        return name

    def drop(self, database: str) -> None:
        """Drop a database with all it holds."""
        self._say(f"DROP DATABASE IF EXISTS {database}")

    def _say(self, statement: str) -> None:
        self.program.start()
        with connected(self.port, self.password) as connection, connection.cursor() as cursor:
            cursor.execute(statement)


def connected(port: int, password: str) -> "pymysql.Connection[pymysql.cursors.Cursor]":
    """Open a connection to no database in particular."""
    return pymysql.connect(host="127.0.0.1", port=port, user=USER, password=password, connect_timeout=5, charset="utf8mb4")


def answers(port: int, password: str) -> bool:
    """Whether the server takes a connection now."""
    try:
        connected(port, password).close()
    except pymysql.err.OperationalError:
        return False
    return True


def start(home: Path) -> MariaDB:
    """Make a data folder, a user with a real password, and start."""
    server, port, password = find("mariadbd", "mariadb-server"), free_port(), secrets.token_hex(8)
    initialise(home)
    welcome = home / "welcome.sql"
    welcome.write_text(
        f"CREATE USER IF NOT EXISTS {USER}@'127.0.0.1' IDENTIFIED BY '{password}';\n"
        f"GRANT ALL ON *.* TO {USER}@'127.0.0.1' WITH GRANT OPTION;\n",
    )
    places = {
        "datadir": home / "data",
        "tmpdir": home / "tmp",
        "socket": home / "socket",
        "pid-file": home / "pid",
        "init-file": welcome,
        "port": port,
    }
    options = [f"--{name}={value}" for name, value in (SETTINGS | places | as_root()).items()]
    command = dying_with_us(server, "--no-defaults", "--skip-name-resolve", "--skip-log-bin", *options)
    program = Program(command, home / "log", lambda: answers(port, password))
    program.start()
    return MariaDB(program, port, password)


def as_root() -> dict[str, str]:
    """MariaDB serves as root only when told to."""
    return {"user": "root"} if is_root() else {}


def initialise(home: Path) -> None:
    """Fill the system tables; two at once must not share a folder of temporary tables."""
    (home / "tmp").mkdir()
    options = [
        f"--datadir={home / 'data'}",
        f"--tmpdir={home / 'tmp'}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve",
    ]
    options += [f"--{name}={value}" for name, value in as_root().items()]
    prepared([find("mariadb-install-db", "mariadb-server"), "--no-defaults", *options])


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """A MariaDB for this test process; a test may stop and start it."""
    with ExitStack() as stack:
        home = stack.enter_context(folder("mariadb"))
        server = start(home)
        stack.callback(server.program.stop)
        yield server


@pytest.fixture
def mariadb_url(mariadb: MariaDB) -> Iterator[str]:
    """The address of an empty database that only this test uses."""
    database = mariadb.create()
    yield mariadb.url(database)
    mariadb.drop(database)
