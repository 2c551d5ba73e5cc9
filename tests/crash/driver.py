"""Runs `ombud` in a child that kills itself at the n-th point where something lasting happens; it observes, and changes nothing.

Started once: all modules are loaded in the parent, and every run is a fork of it. A *point* is a moment beside an effect that a kill
cannot take back: before and after every commit (of Ombud's state, of a system), after every statement outside a transaction, after a
file is made, named, renamed or unlinked, and before it is flushed. A kill leaves memory behind and nothing else, so a kill at any
other moment (entering or leaving `Log.append`, `plans.mark`, `connector.apply` …) ends in the state of one of these points.
"""

import gc
import json
import os
import signal
import sqlite3
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from tests.cast import GOERAN
from tests.crash.home import SQLITE, build

CRASHED = 70
"""The code of a command that ended with an error nobody foresaw; what it said last is the traceback."""
FILES = frozenset({"unlink", "rename", "replace", "link", "mkdir"})
MODULES = (
    "ombud.cli.sweep",
    "ombud.cli.request",
    "ombud.cli.evidence",
    "ombud.store.state",
    "ombud.systems.sql.connector",
    "ombud.systems.mailbox.connector",
    "ombud.systems.files.connector",
    "django.core.management.commands.migrate",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
)


@dataclass(slots=True)
class Points:
    """Counts the points of a run, and ends the process at one of them."""

    deadly: int
    on_servers: bool = False
    victim: int = 0
    passed: int = 0
    changes: int = 0

    def watch(self, frame: FrameType, event: str, called: object) -> None:
        """Be told of every call and return (sys.setprofile)."""
        if event in {"c_call", "c_return"}:
            if not self.on_servers:
                self._native(event, called)
        elif frame.f_code.co_name == "commit" and "psycopg" in frame.f_code.co_filename and event in {"call", "return"}:
            self._point()

    def _native(self, event: str, called: object) -> None:
        name, owner = getattr(called, "__name__", ""), getattr(called, "__self__", None)
        if getattr(owner, "__name__", "") == "posix":
            if (name in FILES and event == "c_return") or (name == "fsync" and event == "c_call"):
                self._point()
        elif name == "commit" and isinstance(owner, sqlite3.Connection) and (event == "c_return" or owner.in_transaction):
            self._point()
        elif event == "c_return" and isinstance(owner, sqlite3.Cursor) and name.startswith("execute"):
            self._statement(owner.connection)

    def _statement(self, connection: sqlite3.Connection) -> None:
        if not connection.in_transaction and connection.total_changes != self.changes:
            self.changes = connection.total_changes
            self._point()

    def _point(self) -> None:
        self.passed += 1
        if self.passed == self.deadly:
            os.killpg(self.victim, signal.SIGKILL) if self.victim else os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Order:
    """One command to run: its arguments, environment and standard input, the file it speaks into, the point at which it dies.

    At 0 it never dies; `on_servers` counts only the commits on servers, for homes whose other points are known from files.
    With a `victim`, that group of processes is killed at the point, and the command goes on without it.
    """

    args: list[str]
    environ: dict[str, str]
    hears: str
    says: str
    dies_at: int
    on_servers: bool
    victim: int


def run(order: Order, report: int) -> None:
    """Run one command in this process, a child, and tell its exit code and how many points it passed."""
    from ombud.cli.main import main

    points, code = Points(order.dies_at, order.on_servers, order.victim), 0
    os.environ.update(order.environ)
    _stand_in(order)
    if order.dies_at:
        sys.setprofile(points.watch)
    try:
        main(order.args)
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.setprofile(None)
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(report, json.dumps({"code": code, "points": points.passed}).encode())


def _stand_in(order: Order) -> None:
    """Put files in the place of standard input and output."""
    reading, writing = os.pipe()
    os.write(writing, order.hears.encode())
    os.close(writing)
    os.dup2(reading, 0)
    said = os.open(order.says, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(said, 1)
    os.dup2(said, 2)


def serve() -> None:
    """Take one order a line and answer each with what its child told; a child that was killed has no exit code."""
    answers = os.fdopen(os.dup(1), "w")
    while line := sys.stdin.buffer.readline():
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                run(Order(**json.loads(line)), writing)
            finally:
                if sys.exc_info()[0]:
                    traceback.print_exc()
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            last = told.read().decode()
        _, status = os.waitpid(child, 0)
        answers.write((last or json.dumps({"code": None if os.WIFSIGNALED(status) else CRASHED})) + "\n")
        answers.flush()


def warm_up() -> None:
    """Load what the commands need and run each once, so that a child has only its own work to do."""
    from ombud.store.database import close_database, ready

    ready()
    for name in MODULES:
        import_module(name)
    with TemporaryDirectory() as scratch, redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        folder = Path(scratch)
        build(folder, SQLITE)
        os.environ.update(SQLITE.environment())
        _run_through(("sweep",), folder)
        _run_through(("request", "erase", "--subject", f"email:{GOERAN.email}"), folder)
        close_database()
    gc.freeze()


def _run_through(args: tuple[str, ...], folder: Path) -> None:
    from ombud.cli.main import main

    for each in ((*args,), (*args[:2], "--carry-out", "0123456789"), ("evidence", "checkpoint")):
        with suppress(SystemExit):
            main([*each, "--home", str(folder)])


if __name__ == "__main__":
    warm_up()
    serve()
