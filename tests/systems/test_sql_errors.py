"""Whatever a database says when it fails, we say what happened and what to do, and nothing of a person or a password."""

import sqlite3
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from ombud.errors import MisconfiguredError, OmbudError, RefusedError, UnavailableError
from ombud.inventory.model import Dataset, System
from ombud.plan.model import Col, EraseRows, Everything, Is, Matching, SetFields, Where
from ombud.systems.sql.connector import SqlConnector
from tests.servers.postgres import PostgreSQL
from tests.systems.conftest import COPENHAGEN, address

MARKER = "planted.marker@birk.example"
ENGINES = ("sqlite", "postgresql", "mariadb")
PEOPLE = {"people": Dataset({"customer": "all"}, {"id": "none", "email": "none"}, ("id",))}


def opened(url: str, datasets: dict[str, Dataset] | None = None) -> SqlConnector:
    """Open a database."""
    return SqlConnector(System("sql", "x", datasets or PEOPLE), "crm", url, COPENHAGEN, read_only=False)


def told(error: OmbudError) -> str:
    """All that a log or a terminal would show of an error."""
    return "".join(traceback.format_exception(error)) + repr(error) + str(error)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_refused_value_is_not_repeated(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> None:
    url = address(request, engine, tmp_path)
    make(
        url, f"CREATE TABLE people (id integer PRIMARY KEY, email varchar(60) UNIQUE); INSERT INTO people VALUES (1, 'a'), (2, '{MARKER}')"
    )
    system = opened(url)
    with pytest.raises(RefusedError) as refused:
        system.apply([SetFields("people", (("email", MARKER),), Matching(("id",), (("1",),)))])
    system.close()
    assert refused.value.code == "system-refused"
    assert MARKER not in told(refused.value)


def make(url: str, script: str) -> None:
    """Run statements."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in filter(str.strip, script.split(";")):
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_missing_table_or_column_is_a_fault_of_the_inventory(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> None:
    url = address(request, engine, tmp_path)
    make(url, "CREATE TABLE people (id integer PRIMARY KEY)")
    system = opened(url, PEOPLE | {"gone": PEOPLE["people"]})
    for ask in (lambda: system.count("gone", Everything()), lambda: list(system.read("people", [Col("email")], Everything()))):
        with pytest.raises(MisconfiguredError, match="system-shape"):
            ask()
    system.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_that_goes_while_we_look_is_told_too(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> None:
    url = address(request, engine, tmp_path)
    make(url, "CREATE TABLE people (id integer PRIMARY KEY, email varchar(60))")
    system = opened(url)
    assert system.count("people", Everything()) == 0
    make(url, "DROP TABLE people")
    with pytest.raises(MisconfiguredError, match="system-shape"):
        system.count("people", Matching(("email",), ((MARKER,),)))
    system.close()


@pytest.mark.parametrize("engine", ["postgresql", "mariadb"])
@pytest.mark.parametrize("wrong", ["username", "password", "database"])
def test_a_wrong_login_is_told_without_the_password(request: pytest.FixtureRequest, tmp_path: Path, engine: str, wrong: str) -> None:
    url = sa.make_url(address(request, engine, tmp_path))
    user, password, database = (
        "hemmelig-marker" if wrong == part else value
        for part, value in (("username", url.username), ("password", url.password), ("database", url.database))
    )
    system = opened(url.set(username=user, password=password, database=database).render_as_string(hide_password=False))
    with pytest.raises(MisconfiguredError) as refused:
        system.probe()
    assert refused.value.code == "system-credentials"
    assert "hemmelig-marker" not in told(refused.value)
    assert str(url.password) not in told(refused.value)


@pytest.mark.parametrize("url", ["postgresql://a:hemmelig@127.0.0.1:1/x", "mariadb://a:hemmelig@127.0.0.1:1/x"])
def test_a_server_that_does_not_answer_is_unavailable(url: str) -> None:
    with pytest.raises(UnavailableError) as failed:
        opened(url).probe()
    assert (failed.value.code, failed.value.exit_code) == ("system-unavailable", 69)
    assert "hemmelig" not in told(failed.value)


def patiently(ask: Callable[[], object]) -> None:
    """Ask again for a while: the process that serves us may outlive its server for a moment."""
    for _ in range(500):
        ask()
        time.sleep(0.01)


def test_a_server_that_stops_is_unavailable_and_comes_back(postgres: PostgreSQL, postgres_url: str) -> None:
    make(postgres_url, "CREATE TABLE people (id integer PRIMARY KEY, email text)")
    system = opened(postgres_url)
    assert system.count("people", Everything()) == 0
    postgres.program.kill()
    with pytest.raises(UnavailableError, match="system-unavailable"):
        patiently(lambda: system.count("people", Everything()))
    postgres.program.start()
    assert system.count("people", Everything()) == 0
    system.close()


@pytest.mark.parametrize("url", ["oracle://a:hemmelig@h/x", "postgresql://a:hemmelig@h:port/x", "nonsense", "mysql+other://h/x"])
def test_an_unknown_address_is_told_without_repeating_it(url: str) -> None:
    with pytest.raises(MisconfiguredError) as refused:
        opened(url).probe()
    assert refused.value.code == "system-credentials"
    assert "hemmelig" not in told(refused.value)


def test_a_file_that_is_missing_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match="system-credentials"):
        opened(f"sqlite:{tmp_path / 'none.db'}").probe()
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear " + MARKER * 100)
    with pytest.raises(MisconfiguredError, match="system-credentials"):
        opened(f"sqlite:{tmp_path / 'letter.db'}").probe()


def test_a_locked_file_is_unavailable(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ombud.systems.sql.engine.LOCK_SECONDS", 0.05)
    system = opened(f"sqlite:{sqlite_path}")
    other = sqlite3.connect(sqlite_path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(UnavailableError, match="system-locked"):
        system.apply([EraseRows("people", Where(Is("id", ("1",))))])
    other.close()
    system.close()
