"""A home's tables are brought up to date behind a copy, or under a lock and time limits; nobody works on tables of another Ombud."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from ombud.errors import BadInputError, MisconfiguredError, UnavailableError
from ombud.promises.saying.phrase import Phrase, phrase, read_phrase
from ombud.store import database
from ombud.store.database import close_database, migrate, open_database, ready
from ombud.store.engine.locks import number
from ombud.store.engine.migrate import Migrated
from ombud.store.engine.place import Place, Server, place_of
from tests.servers.postgres import PostgreSQL

ready()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """A state that an older Ombud wrote, with a hold in it that is still in the log of SQLite."""
    path = tmp_path / "ombud.sqlite"
    older(path)
    yield path
    close_database()


def older(place: Place) -> None:
    """Make the tables as an older Ombud did, and let it write."""
    database._turn_to(place)  # noqa: SLF001 - no command makes old tables
    call_command("migrate", "store", "0001_initial", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO store_linkrow (link, subject) VALUES ('l', 's')")


def links(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as session:
        return session.execute("SELECT link, subject FROM store_linkrow").fetchall()


def test_a_file_is_copied_before_it_is_changed(file: Path) -> None:
    done = migrate(file)
    assert ("store.0002_what_a_look_found" in done.steps, done.copy) == (True, file.with_suffix(".before-migration"))
    assert done.copy is not None
    with closing(sqlite3.connect(done.copy)) as copy:
        tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert ("messages_letterrow" in tables, links(done.copy), links(file)) == (False, [("l", "s")], [("l", "s")])
    assert done.copy.stat().st_mode & 0o077 == 0
    assert migrate(file) == Migrated()


def test_any_command_brings_a_file_up_to_date(file: Path) -> None:
    open_database(file)
    assert file.with_suffix(".before-migration").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM messages_letterrow")


def test_a_new_file_needs_no_copy(tmp_path: Path) -> None:
    assert migrate(tmp_path / "var" / "ombud.sqlite").copy is None
    close_database()


def test_tables_of_a_newer_ombud_are_left_alone(file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_to_come', '2099-01-01')")
    with pytest.raises(MisconfiguredError, match="state-newer"):
        open_database(file)
    with pytest.raises(MisconfiguredError, match="state-newer"):
        migrate(file)
    assert not file.with_suffix(".before-migration").exists()


def test_a_migration_waits_seconds_for_a_table_and_changes_nothing(empty_url: str) -> None:
    server = Server.of(empty_url)
    older(server)
    with psycopg.connect(empty_url) as reader:
        reader.execute("SELECT * FROM store_checkrow")
        with pytest.raises(UnavailableError, match="state-busy"):
            migrate(server)
        reader.rollback()
    assert "store.0002_what_a_look_found" in migrate(server).steps
    open_database(server)


def test_two_migrations_never_run_at_the_same_time(empty_url: str) -> None:
    with psycopg.connect(empty_url) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [number("migrate")])
        with pytest.raises(UnavailableError, match="state-migrating"):
            migrate(Server.of(empty_url))
    assert migrate(Server.of(empty_url)).steps


def test_after_a_migration_the_time_limits_are_gone(empty_url: str) -> None:
    migrate(Server.of(empty_url))
    open_database(Server.of(empty_url))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        assert cursor.fetchone() == ("0", "0")


def test_a_wrong_password_and_a_server_that_is_gone_are_told_apart(served_url: str, postgres: PostgreSQL) -> None:
    with pytest.raises(MisconfiguredError, match="state-credentials") as refused:
        open_database(Server.of(served_url.replace(postgres.password, "forkert")))
    assert "forkert" not in str(refused.value)
    with pytest.raises(MisconfiguredError, match="state-credentials"):
        open_database(Server.of(served_url + "gone"))
    postgres.program.stop()
    try:
        with pytest.raises(UnavailableError, match="state-unavailable"):
            open_database(Server.of(served_url))
    finally:
        postgres.program.start()


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("postgresql://ombud:hemmeligt@db.nordlys.example/ombud", "literal-password"),
        ("env:NOWHERE", "missing-variable"),
        ("env:MYSQL", "state-address"),
        ("env:NAMELESS", "state-address"),
        (7, "state-address"),
    ],
)
def test_a_wrong_address_is_refused(tmp_path: Path, at: object, code: str) -> None:
    environ = {"MYSQL": "mysql://db.nordlys.example/ombud", "NAMELESS": "postgresql://db.nordlys.example"}
    with pytest.raises((BadInputError, MisconfiguredError)) as refused:
        place_of({"database": at}, tmp_path, environ)
    assert (refused.value.code, "hemmeligt" in str(refused.value)) == (code, False)


def test_over_a_network_tls_is_demanded() -> None:
    told = {where: Server.of(f"postgresql://u:p@{where}").options.get("sslmode") for where in ("db.nordlys.example/o", "127.0.0.1/o")}
    assert told == {"db.nordlys.example/o": "require", "127.0.0.1/o": None}
    assert Server.of("postgresql://u:p@db.nordlys.example/o?sslmode=verify-full").options["sslmode"] == "verify-full"


def looked_in_english(place: Place) -> None:
    """Make the tables as they were while a look was kept in English, and keep one."""
    database._turn_to(place)  # noqa: SLF001 - no command makes old tables
    call_command("migrate", "store", "0003_days_and_finding_entries", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_checkrow (statement, status, figure, cause, action, owner, looked_at, checked_at) "
            "VALUES ('rights.proof', 'broken', 'the \"log\" does not verify', '', 'Compare it.', '', 'd', '2026-01-01 10:00:00+00:00')"
        )


def phrases() -> list[tuple[Phrase | None, ...]]:
    from ombud.store.models import CheckRow

    return [(read_phrase(row.figure), read_phrase(row.cause), read_phrase(row.action)) for row in CheckRow.objects.all()]


OLD_LOOK = (phrase("as-told", text='the "log" does not verify'), None, phrase("as-told", text="Compare it."))


def test_a_look_kept_in_english_is_told_as_it_stands(tmp_path: Path) -> None:
    looked_in_english(tmp_path / "ombud.sqlite")
    open_database(tmp_path / "ombud.sqlite")
    assert phrases() == [OLD_LOOK]
    close_database()


def test_a_look_kept_in_english_on_a_server_is_told_as_it_stands(empty_url: str) -> None:
    server = Server.of(empty_url)
    looked_in_english(server)
    migrate(server)
    open_database(server)
    assert phrases() == [OLD_LOOK]
