"""A process that runs commands and dies at their points, and homes to run them in."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.crash import home
from tests.crash.driver import CRASHED
from tests.crash.home import Databases
from tests.servers.postgres import PostgreSQL
from tests.servers.state import address

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, or None for a killed one; the points it passed; what it said."""

    code: int | None
    points: int
    said: str

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Read what was said as JSON."""
        return json.loads(self.said)


@dataclass(frozen=True, slots=True)
class Driver:
    """The process that forks for every command."""

    process: subprocess.Popen[str]
    says: Path

    def run(self, *args: str, environ: dict[str, str], hears: str = "", dies_at: int = 0, victim: int = 0) -> Ended:
        """Run a command to its end, or to the point at which it, or in its stead the victim, is killed."""
        on_servers = not victim and environ != home.SQLITE.environment()
        order: dict[str, object] = {"args": args, "environ": environ, "hears": hears, "says": str(self.says)}
        order |= {"dies_at": dies_at, "on_servers": on_servers, "victim": victim}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        assert told["code"] != CRASHED, self.says.read_text()
        return Ended(told["code"], told.get("points", 0), self.says.read_text())

    def run_at_once(self, orders: list[tuple[str, ...]], environ: dict[str, str]) -> list[Ended]:
        """Run several commands as processes of their own, all at the same time."""
        code = "from ombud.cli.main import main; main()"
        env, out, err = {**os.environ, **environ}, subprocess.PIPE, subprocess.STDOUT
        started = [subprocess.Popen([sys.executable, "-c", code, *order], env=env, stdout=out, stderr=err) for order in orders]
        said = [process.communicate()[0].decode() for process in started]
        return [Ended(process.returncode, 0, text) for process, text in zip(started, said, strict=True)]


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """Start the process once; it ends when nobody gives it orders any more."""
    command = [sys.executable, "-m", "tests.crash.driver"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        yield Driver(process, tmp_path_factory.mktemp("driver") / "said")
        assert process.stdin is not None
        process.stdin.close()


@dataclass(slots=True)
class Home:
    """A home, as it was first, and ways to run commands in it and to look at it."""

    folder: Path
    databases: Databases
    driver: Driver
    server: PostgreSQL | None = None
    """The server on which the state is, if it is on one."""
    first: Path = field(init=False)
    first_state: str = field(default="", init=False)

    def __post_init__(self) -> None:
        """Build it."""
        self.first = self.folder.with_name("first")
        home.build(self.folder, self.databases)

    def run(self, *args: str, hears: str = "", dies_at: int = 0, victim: int = 0) -> Ended:
        """Run a command in this home."""
        environ = self.databases.environment()
        return self.driver.run(*args, "--home", str(self.folder), environ=environ, hears=hears, dies_at=dies_at, victim=victim)

    def run_at_once(self, *orders: tuple[str, ...]) -> list[Ended]:
        """Run several commands in this home at the same time."""
        return self.driver.run_at_once([(*order, "--home", str(self.folder)) for order in orders], self.databases.environment())

    def show(self, *args: str, hears: str = "") -> str:
        """Show a plan and give its id; the home as it is now is the one that `again` brings back."""
        plan = str(self.run(*args, "--json", hears=hears).data["plan"])
        shutil.copytree(self.folder, self.first)
        if self.server:
            self.first_state = self.server.create(self.databases.state.rpartition("/")[2])
        return plan

    def again(self) -> None:
        """Bring back the home as it was when the plan was shown."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.first, self.folder)
        home.refill(self.databases)
        if self.server:
            self.server.drop(self.databases.state.rpartition("/")[2])
            self.databases = replace(self.databases, state=address(self.server, self.server.create(self.first_state)))
            home.tell_state(self.folder, self.databases)

    def seen(self) -> home.Seen:
        """Look at all that the systems hold."""
        return home.seen(self.folder, self.databases)


@pytest.fixture
def lite(tmp_path: Path, driver: Driver) -> Home:
    """A home whose databases are SQLite files."""
    return Home(tmp_path / "home", home.SQLITE, driver)


@pytest.fixture
def server(tmp_path: Path, driver: Driver, postgres_url: str) -> Home:
    """A home whose databases are schemas of one PostgreSQL."""
    return Home(tmp_path / "home", Databases(postgres_url, postgres_url), driver)


@pytest.fixture
def state_away(tmp_path: Path, driver: Driver, postgres: PostgreSQL, served: str) -> Home:
    """A home whose own tables are on a server, while its databases are files."""
    databases = replace(home.SQLITE, state=address(postgres, postgres.create(served)))
    return Home(tmp_path / "home", databases, driver, postgres)


@pytest.fixture
def split(tmp_path: Path, driver: Driver, postgres_url: str) -> Home:
    """A home with one database in a file and the other on a server that can be stopped."""
    return Home(tmp_path / "home", Databases(home.SQLITE.crm, postgres_url), driver)
