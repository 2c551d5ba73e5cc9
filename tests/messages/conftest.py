"""A store with nothing in it, a clock that a test can turn, and letters as a mail program reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ombud.store.database import close_database, open_database, ready

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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    """An empty store."""
    open_database(tmp_path / "ombud.sqlite")
    yield tmp_path
    close_database()
