"""Why a database refuses a change is told in the reader's language: where a case is carried out, in a sweep and of a promise."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ombud.cli.demo.build import build
from tests.web.api.program import Program, token
from tests.web.conftest import served
from tests.web.site import Seen, Site, Visitor, found
from tests.web.test_console import do, look
from tests.web.visits import sql, waited

ASKED = "somebody.asked@somewhere.example"
STEP = "crm.survey_answers"
A_VIEW = {
    "da": "det er en visning (view), og databasen lader ingen ændre rækker gennem den",
    "sv": "det är en vy, och databasen låter ingen ändra rader genom den",
    "nb": "det er en visning (view), og databasen lar ingen endre rader gjennom den",
    "en": "it is a view, and the database lets nobody change rows through it",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home whose developer has put a view in place of a table that is swept."""
    folder = tmp_path_factory.mktemp("view") / "home"
    build(folder, today=datetime.now(UTC).date())
    inventory = folder / "inventory.yaml"
    inventory.write_text(inventory.read_text("utf-8").replace("kind: sql\n", "kind: sql\n    ignore: [answers]\n", 1), "utf-8")
    site = Site("", folder)
    answer = "INSERT INTO survey_answers (email, submitted_at) VALUES (?, '2011-05-01 10:00:00')"
    sql(site, answer, ASKED, system="crm")
    sql(site, "ALTER TABLE survey_answers RENAME TO answers", system="crm")
    sql(site, "CREATE VIEW survey_answers AS SELECT * FROM answers", system="crm")
    yield from served(folder)


@pytest.fixture(scope="module")
def officer(house: Site) -> Iterator[Visitor]:
    """An officer of that home."""
    yield house.officer()
    house.leave()


@pytest.fixture(params=list(A_VIEW))
def lang(request: pytest.FixtureRequest, officer: Visitor) -> str:
    """The language that the officer reads."""
    officer.client.headers["Accept-Language"] = str(request.param)
    return str(request.param)


@pytest.fixture(scope="module")
def case(house: Site) -> str:
    """The address of a decided case of somebody whose answer stands behind the view."""
    program = Program(house.url, token(house, "desk", "cases:read", "cases:write"))
    try:
        number = str(program.post("/cases", {"right": "erase", "language": "en", "email": ASKED})["number"])
        program.post(f"/cases/{number}/identity", {"result": "proved", "reason": "signed in to our shop"})
        program.post(f"/cases/{number}/preview")
        program.post(f"/cases/{number}/decide", {"against": []})
    finally:
        program.client.close()
    return f"/console/cases/{number}/"


def test_a_case_tells_which_database_refuses_its_plan_and_why(house: Site, officer: Visitor, lang: str, case: str) -> None:
    page = do(officer, case, "carry-out")
    assert (page.status, f"{STEP}: {A_VIEW[lang]}" in page.text) == (409, True)
    assert 'lang="en"' not in page.html.partition("<body")[2] or lang == "en"
    assert sql(house, "SELECT email FROM answers WHERE email = ?", ASKED, system="crm") == [ASKED]


def test_a_sweep_tells_which_step_is_refused_and_why(officer: Visitor, lang: str) -> None:
    page = officer.fill("/console/sweeps/", to="/console/sweeps/look")
    assert A_VIEW[lang] in row(page, f"{STEP}/rows")


CLOSED = {
    "da": "Et system lukker os ikke ind.",
    "sv": "Ett system släpper inte in oss.",
    "nb": "Et system slipper oss ikke inn.",
    "en": "A system does not let us in.",
}


@pytest.fixture(scope="module")
def carried_out(house: Site, officer: Visitor) -> str:
    """The page of a sweep that was carried out beside a system that lets nobody in any more, as it did when the sweep was shown."""
    shown = officer.fill("/console/sweeps/", to="/console/sweeps/look")
    page = found(r'action="(/console/sweeps/[0-9a-f]+/)carry-out"', shown.html)
    mail = house.home / "systems" / "mail"
    mail.rename(mail.with_name("away"))
    try:
        officer.fill(page, to=f"{page}carry-out")
        waited(lambda: sql(house, "SELECT state FROM store_planrow WHERE id = ?", page.split("/")[3]) == ["partial"])
    finally:
        mail.with_name("away").rename(mail)
    return page


def test_a_sweep_that_was_carried_out_tells_for_each_step_why_it_stopped(officer: Visitor, lang: str, carried_out: str) -> None:
    page = officer.see(carried_out)
    assert A_VIEW[lang] in row(page, f"{STEP}/rows")
    assert CLOSED[lang] in row(page, "mail.letters/rows"), page.text
    assert 'lang="en"' not in page.html.partition("<body")[2] or lang == "en"


def row(page: Seen, step: str) -> str:
    """Read what a table says about a step."""
    return next(one.split("</tr>")[0] for one in page.html.split("<tr>") if f">{step}<" in one)


@pytest.fixture(scope="module")
def looked(house: Site, officer: Visitor) -> None:
    """Somebody has looked at the promises."""
    officer.client.headers["Accept-Language"] = "en"
    look(officer, house)


@pytest.mark.usefixtures("looked")
def test_a_promise_that_a_database_stands_against_tells_why(officer: Visitor, lang: str) -> None:
    assert A_VIEW[lang] in officer.see("/console/promise/rights.erasure").text


def test_a_system_that_lets_nobody_in_is_told_of(house: Site, officer: Visitor, lang: str) -> None:
    mail = house.home / "systems" / "mail"
    mail.rename(mail.with_name("away"))
    try:
        page = officer.fill("/console/systems/", to="/console/systems/look")
    finally:
        mail.with_name("away").rename(mail)
    assert CLOSED[lang] in page.text
    assert "Maildir" not in page.text


def test_a_program_gets_the_reason_as_a_code(house: Site) -> None:
    program = Program(house.url, token(house, "sweeper", "sweeps:read"))
    try:
        told = program.post("/sweeps", {})
    finally:
        program.client.close()
    assert told["said"][f"{STEP}/rows"] == {"code": "table-view", "slots": {}}
    assert told["refused"][f"{STEP}/rows"] == A_VIEW["en"]
