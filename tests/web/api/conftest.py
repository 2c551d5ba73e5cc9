"""A program that may do everything."""

from collections.abc import Iterator

import pytest

from tests.web.api.program import Program, token
from tests.web.site import Site


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
