"""Homes to run commands in: on SQLite, and on PostgreSQL where the engine could matter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.store.database import close_database, open_database, ready
from tests.cli.homes import Made, build

ready()


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home's own database with its tables and nothing in them: made once, since every home begins with the same."""
    path = tmp_path_factory.mktemp("state") / "ombud.sqlite"
    open_database(path)
    close_database()
    return path


@pytest.fixture
def home(tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    """A home whose shop is in SQLite."""
    yield build(tmp_path / "firm", state, f"sqlite:///{tmp_path / 'firm/systems/shop.sqlite'}", monkeypatch)
    close_database()


@pytest.fixture
def server_home(tmp_path: Path, state: Path, postgres_url: str, served_url: str, monkeypatch: pytest.MonkeyPatch) -> Made:
    """A home whose shop is in PostgreSQL, and its own state too."""
    made = build(tmp_path / "firm", state, postgres_url, monkeypatch)
    made.serve(served_url)
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def any_home(request: pytest.FixtureRequest) -> Made:
    """A home on either engine."""
    made: Made = request.getfixturevalue("home" if request.param == "sqlite" else "server_home")
    return made
