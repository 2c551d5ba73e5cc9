"""Runs `ombud` in a child that kills itself at the n-th point where something lasting happens; observes, and changes nothing.

Started once: Django and all else is loaded in the parent, and every run is a fork of it. A *point* is a moment before or after an effect
that a kill cannot take back: a commit (of the state, of a system), a file renamed, linked, unlinked or flushed, a lasting statement
outside a transaction. Between two points nothing lasts, so a kill anywhere else ends in the same state as a kill at one of them.
"""

import json
import os
import signal
import sqlite3
import sys
from dataclasses import dataclass
from types import FrameType

FILES = frozenset({"unlink", "remove", "rename", "replace", "link", "fsync", "mkdir"})
COMMITS = frozenset({"Connection.commit"})


@dataclass(slots=True)
class Points:
    """Counts the points of a run, and ends the process at one of them."""

    deadly: int
    passed: int = 0
    changes: int = 0

    def watch(self, frame: FrameType, event: str, called: object) -> None:
        """Be told of every call and return (sys.setprofile)."""
        if event == "c_call" or event == "c_return":
            self._native(event, called)
        elif frame.f_code.co_name == "commit" and frame.f_code.co_qualname in COMMITS and "psycopg" in frame.f_code.co_filename:
            self._point()

    def _native(self, event: str, called: object) -> None:
        name, owner = getattr(called, "__name__", ""), getattr(called, "__self__", None)
        if name in FILES and getattr(owner, "__name__", "") == "posix":
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
            os.kill(os.getpid(), signal.SIGKILL)


def run(order: dict[str, object], report: int) -> None:
    """Run one command in this process, a child, and tell how it ended and how many points it passed."""
    from ombud.cli.main import main

    out, points = os.dup(report), Points(int(str(order["kill_at"])))
    os.environ.update(json.loads(str(order["environ"])))
    _speak_into(str(order["says"]))
    _listen_to(str(order["hears"]))
    code: object = 0
    sys.setprofile(points.watch)
    try:
        main(list(json.loads(str(order["args"]))))
    except SystemExit as ended:
        code = ended.code
    finally:
        sys.setprofile(None)
    sys.stdout.flush()
    os.write(out, json.dumps([code, points.passed]).encode())
    os._exit(0)


def _speak_into(path: str) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)


def _listen_to(text: str) -> None:
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    os.dup2(reading, 0)


def serve() -> None:
    """Take one order a line, and answer each with how its child ended: an exit code and its points, or nothing for a killed one."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin.buffer.raw if hasattr(sys.stdin.buffer, "raw") else sys.stdin.buffer:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            run(json.loads(line), writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            told_last = told.read().decode()
        _, status = os.waitpid(child, 0)
        answers.write(json.dumps({"told": told_last, "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}) + "\n")
        answers.flush()


def load() -> None:
    """Load what every command needs, so that a child starts at once."""
    from importlib import import_module

    from ombud.store.database import ready

    ready()
    for name in ("ombud.cli.main", "ombud.cli.sweep", "ombud.cli.request", "ombud.cli.evidence", "ombud.store.state"):
        import_module(name)
    for name in ("ombud.systems.sql.connector", "ombud.systems.mailbox.connector", "ombud.systems.files.connector", "psycopg"):
        import_module(name)
    import_module("django.core.management.commands.migrate")
    import_module("sqlalchemy.dialects.postgresql.psycopg")
    import_module("sqlalchemy.dialects.sqlite")


if __name__ == "__main__":
    load()
    serve()
