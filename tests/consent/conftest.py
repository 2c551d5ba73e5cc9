"""A home of an invented maker of meters, whose group sends mail in sixteen countries: built once, each test with people of its own."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ombud.cli.demo.build import invent
from ombud.store.database import close_database, ready
from ombud.store.home import Home

ready()
_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home's folder."""
    place = tmp_path_factory.mktemp("consent") / "home"
    invent(place, "maalerhus", today=datetime.now(UTC).date())
    return place


@pytest.fixture
def home(folder: Path) -> Iterator[Home]:
    """The home, its state open."""
    yield Home.opened(folder)
    close_database()


@pytest.fixture
def somebody() -> Callable[[], str]:
    """Invent an address that nobody has had before."""
    return lambda: f"reader{next(_NUMBERS)}.{datetime.now(UTC).timestamp():.0f}@laeser.example"
