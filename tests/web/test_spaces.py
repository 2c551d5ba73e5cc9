"""The privacy centre, the console and the API are mounted alone: each answers for itself and for no other, and no session crosses."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import httpx2 as httpx
import pytest

from ombud.cli.demo.build import build
from tests.web.api.program import Program, token
from tests.web.conftest import served
from tests.web.site import Site, Visitor, calling
from tests.web.test_asking import ask, number
from tests.web.test_console import PAGES

SPACES = ("public", "console", "api")
OF = {
    "public": ("/", "/en/", "/da/notice", "/sv/ask/", "/nb/ask/access", "/en/link", "/my/en/", "/my/en/case"),
    "console": ("/console/login/", *(f"/console/{page}" for page in PAGES)),
    "api": ("/api/v1/openapi.json", "/api/v1/cases", "/api/v1/evidence"),
}
"""Pages of each space; whoever has not signed in is sent to the door of that space or refused there."""


@pytest.fixture(scope="module")
def mounted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    """One home, of which three processes serve a space each."""
    folder = tmp_path_factory.mktemp("spaces") / "home"
    build(folder, today=datetime.now(UTC).date(), one_in=5)
    with ExitStack() as stack:
        yield {space: stack.enter_context(contextmanager(served)(folder, only=space)) for space in SPACES}


@contextmanager
def visiting(site: Site) -> Iterator[Visitor]:
    """Let somebody who has not signed in look at a space."""
    yield site.visitor()
    site.leave()


def carried(visitor: Visitor, site: Site, page: str) -> httpx.Response:
    """Ask for a page of a space with every cookie that somebody has of another."""
    cookies = "; ".join(f"{one.name}={one.value}" for one in visitor.client.cookies.jar)
    with calling(site.url) as client:
        return client.get(page, headers={"Cookie": cookies})


@pytest.mark.parametrize("space", SPACES)
def test_a_space_that_is_mounted_alone_answers_for_itself_and_for_no_other(mounted: dict[str, Site], space: str) -> None:
    with visiting(mounted[space]) as somebody:
        told = {page: somebody.see(page).status for pages in OF.values() for page in pages}
        assert somebody.see("/health").status == 200
    assert {page for page, status in told.items() if status != 404} == set(OF[space])
    assert all(told[page] < 500 for page in told)


def test_what_is_asked_in_one_space_is_answered_in_another_and_no_session_crosses(mounted: dict[str, Site]) -> None:
    person = ask(mounted["public"], "complaint", "asks.here@somewhere.example", "en", wish="A letter came to somebody else.")
    case, officer = number(person, "en"), mounted["console"].officer("elsewhere")
    assert case in officer.see("/console/cases/").text
    program = Program(mounted["api"].url, token(mounted["api"], "elsewhere"))
    assert program.get(f"/cases/{case}")["state"] == "open"
    officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/answer", answer="We have mended it.")
    assert "We have mended it." in person.see("/my/en/case").text
    program.client.close()
    assert (
        carried(officer, mounted["console"], "/console/").status_code
        == carried(person, mounted["public"], "/my/en/case").status_code
        == 200
    )
    assert [carried(visitor, mounted["api"], "/api/v1/cases").status_code for visitor in (officer, person)] == [401, 401]
    assert carried(person, mounted["console"], "/console/").headers["location"].startswith("/console/login/")
    assert carried(officer, mounted["public"], "/my/en/case").headers["location"] == "/en/link"
    mounted["console"].leave()
    mounted["public"].leave()
