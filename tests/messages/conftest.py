"""A store with nothing in it, a clock that a test can turn, and letters as a mail program reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ombud.store.database import close_database, open_database, ready
from ombud.store.engine.place import Server

ready()


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


@pytest.fixture
def clock() -> Clock:
    """A clock of its own."""
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """An empty store on either engine, beside its folder."""
    place = tmp_path / "ombud.sqlite" if request.param == "sqlite" else Server.of(request.getfixturevalue("served_url"))
    open_database(place)
    yield tmp_path
    close_database()
