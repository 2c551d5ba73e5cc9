"""Where the bench works: a home in a temporary folder, and a database of either engine that it reaches by one variable."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Literal

import psycopg

from ombud.store.home import Home
from tests.servers import postgres

HERE = Path(__file__).parent
VARIABLE = "OMBUD_BENCH"
Engine = Literal["sqlite", "postgresql"]
ENGINES: tuple[Engine, ...] = ("postgresql", "sqlite")
Script = list[str]

# a server as in a small company: every commit reaches the disk
_SERVER = {"fsync": "on", "full_page_writes": "on", "shared_buffers": "512MB", "max_wal_size": "8GB"}


class Database:
    """A database the bench fills, and how a hand-written script connects to it."""

    def __init__(self, engine: Engine, address: str) -> None:
        """Connect to nothing yet."""
        self.engine, self.address = engine, address

    def connect(self) -> sqlite3.Connection | psycopg.Connection[tuple[object, ...]]:
        """Connect as a hand-written script does; what is erased is overwritten on SQLite, as with us."""
        if self.engine == "postgresql":
            return psycopg.connect(self.address.replace("+psycopg", ""))
        connection = sqlite3.connect(self.address.removeprefix("sqlite:"), isolation_level=None)
        connection.executescript("PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536;")
        return connection

    def run(self, script: Script) -> None:
        """Run statements, each by itself."""
        with closing(self.connect()) as connection:
            if isinstance(connection, psycopg.Connection):
                connection.autocommit = True
            for statement in script:
                connection.execute(statement)


@contextmanager
def database(engine: Engine) -> Iterator[Database]:
    """Give an empty database; PostgreSQL is started for it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ombud-bench-")))
        folder.chmod(0o755)
        if engine == "sqlite":
            made = Database(engine, f"sqlite:{folder / 'shop.sqlite'}")
            made.run(["PRAGMA journal_mode = WAL"])
        else:
            postgres.SETTINGS.update(_SERVER)
            (folder / "server").mkdir(mode=0o755)
            server = postgres.start(folder / "server")
            stack.callback(server.program.stop)
            made = Database(engine, server.url(server.create()))
        yield made


@contextmanager
def home(of: Database, inventory: str) -> Iterator[Home]:
    """Make a home over the database with one of the bench's inventories."""
    folder = Path(tempfile.mkdtemp(prefix="ombud-bench-"))
    shutil.copy(HERE / "policy.yaml", folder / "policy.yaml")
    shutil.copy(HERE / inventory, folder / "inventory.yaml")
    os.environ[VARIABLE] = of.address
    made = Home.opened(folder)
    try:
        yield made
    finally:
        shutil.rmtree(folder)
