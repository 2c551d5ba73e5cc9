"""A store to put jobs into, and a runner that works until what a test waits for has happened."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connections

from ombud.jobs import registry
from ombud.store.database import close_database, open_database, ready
from ombud.store.engine.place import Place, Server

ready()
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing come round but what these tests declare: other tests of this process may have loaded the jobs of a desk."""
    ours = {name: schedule for name, schedule in registry._SCHEDULES.items() if name.startswith("test.")}  # noqa: SLF001 - what is declared is kept there alone
    monkeypatch.setattr(registry, "_SCHEDULES", ours)


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is turned."""

    moment: datetime = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the moment."""
        return self.moment

    def turn(self, **spans: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**spans)


@dataclass(frozen=True, slots=True)
class Desk:
    """A home's folder with its store open, and a clock."""

    folder: Path
    clock: Clock
    place: Place

    @contextmanager
    def worked(self) -> Iterator[None]:
        """Let a runner work meanwhile."""
        from ombud.jobs.runner import Runner

        stop = Event()

        def run() -> None:
            try:
                Runner(self.folder, self.clock, beat=0.5).run(stop)
            finally:
                connections.close_all()

        runner = Thread(target=run)
        runner.start()
        try:
            yield
        finally:
            stop.set()
            runner.join(PATIENCE)
            assert not runner.is_alive()


def until(happened: Callable[[], object]) -> None:
    """Wait for something that a runner does."""
    patient_until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < patient_until, "it never happened"
        time.sleep(0.02)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty store on SQLite."""
    (tmp_path / "var").mkdir()
    open_database(tmp_path / "var" / "ombud.sqlite")
    yield Desk(tmp_path, Clock(), tmp_path / "var" / "ombud.sqlite")
    close_database()


@pytest.fixture
def served_desk(tmp_path: Path, served_url: str) -> Desk:
    """An empty store on PostgreSQL."""
    open_database(Server.of(served_url))
    return Desk(tmp_path, Clock(), Server.of(served_url))


@pytest.fixture(params=["sqlite", "postgresql"])
def any_desk(request: pytest.FixtureRequest) -> Desk:
    """An empty store on either engine."""
    made: Desk = request.getfixturevalue("desk" if request.param == "sqlite" else "served_desk")
    return made
