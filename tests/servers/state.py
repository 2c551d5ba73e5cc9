"""A home's own database on PostgreSQL: its tables are made once a test process, and each test gets a copy."""

from collections.abc import Iterator

import pytest

from ombud.store.database import close_database, migrate, ready
from ombud.store.engine.place import Server
from tests.servers.postgres import PostgreSQL


@pytest.fixture(scope="session")
def served(postgres: PostgreSQL) -> str:
    """The name of a database with the tables of a home and nothing in them."""
    name = postgres.create()
    migrate(Server.of(address(postgres, name)))
    close_database()
    return name


@pytest.fixture
def served_url(postgres: PostgreSQL, served: str) -> Iterator[str]:
    """The address of a home's own database, its tables empty."""
    name = postgres.create(served)
    yield address(postgres, name)
    close_database()
    postgres.drop(name)


@pytest.fixture
def empty_url(postgres: PostgreSQL) -> Iterator[str]:
    """The address of a database without a table, as a home's settings give it."""
    name = postgres.create()
    yield address(postgres, name)
    ready()
    close_database()
    postgres.drop(name)


def address(postgres: PostgreSQL, name: str) -> str:
    """Write the address of a database as a home's settings do."""
    return f"postgresql://{postgres.user}:{postgres.password}@{postgres.host}:{postgres.port}/{name}"
