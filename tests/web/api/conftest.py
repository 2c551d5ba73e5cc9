"""A home whose state is a file, and one whose state is on PostgreSQL; and a program that may do everything there."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ombud.cli.demo.build import build
from tests.servers.postgres import PostgreSQL
from tests.servers.state import address
from tests.web import conftest
from tests.web.api.program import Program, token
from tests.web.site import Site, ombud


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def home_served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home of invented people, on either engine."""
    folder = tmp_path_factory.mktemp("served") / "home"
    build(folder, today=datetime.now(UTC).date())
    if request.param == "sqlite":
        yield from conftest.served(folder)
        return
    server: PostgreSQL = request.getfixturevalue("postgres")
    name = server.create()
    settings = folder / "ombud.toml"
    settings.write_text(f'database = "env:OMBUD_DATABASE"\n{settings.read_text("utf-8")}', "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "OMBUD_DATABASE", address(server, name))
        assert ombud(folder, "migrate").returncode == 0
        yield from conftest.served(folder)
    server.drop(name)


@pytest.fixture(scope="session")
def everything(home_served: Site) -> str:
    """A token with every scope."""
    return token(home_served, "everything")


@pytest.fixture
def program(site: Site, everything: str) -> Iterator[Program]:
    """A program that may do everything."""
    program = Program(site.url, everything)
    yield program
    program.client.close()
