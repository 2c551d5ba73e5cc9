"""A case that was opened under an older Ombud is finished under this one: upgrades lose nothing of it (GDPR Art. 12(3)).

`older.sql.gz` is the database of a home that the Ombud of commit 08f01c9 served on 26 November 2026, as `iterdump` of SQLite gives it. Its
tables lack thirteen migrations, the whole ledger of choices among them. Two invented people had asked on its pages and opened the links
that came: one for access, whose time a program then extended by the API, one for a correction; an officer had seen the first in the list.

Its keys are not kept, so that nothing is shown here of what was sealed: second factors, documents, answers, plans that were begun. For the
same reason its daily look was put off, which would have signed the log.
"""

import gzip
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ombud.cli.demo.build import build
from tests.web.conftest import served
from tests.web.site import Site, Visitor, ombud
from tests.web.test_asking import handled, opened
from tests.web.test_console import finished
from tests.web.visits import sql

OLDER = Path(__file__).with_name("older.sql.gz")
LONG, MOVED = "waits.long@somewhere.example", "moved.meanwhile@somewhere.example"
JOINED = "INSERT INTO subscribers (name, company, email, joined_on) VALUES ('Somebody Invented', 'Gammelt Navn ApS', ?, '2026-05-01')"


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A home whose tables an older Ombud filled, brought up to date and served."""
    folder = tmp_path_factory.mktemp("older") / "home"
    build(folder, today=datetime.now(UTC).date(), one_in=5)
    (folder / "var").mkdir(exist_ok=True)
    assert not list((folder / "var").glob("ombud.sqlite*"))
    with closing(sqlite3.connect(folder / "var" / "ombud.sqlite")) as store:
        store.executescript(gzip.decompress(OLDER.read_bytes()).decode())
    told = ombud(folder, "migrate")
    assert told.returncode == 0, told.stderr
    assert "before-migration" in told.stdout
    assert {"rights.0005_news_and_letters_that_came_back", "consent.0001_initial"} <= set(re.findall(r"\w+\.\d{4}_\w+", told.stdout))
    yield from served(folder)


@pytest.fixture
def officer(upgraded: Site) -> Iterator[Visitor]:
    """Whoever answers now."""
    yield upgraded.officer("after")
    upgraded.leave()


def case_of(site: Site, email: str) -> str:
    """Tell the number of somebody's case."""
    (case,) = sql(site, "SELECT number FROM rights_caserow WHERE email = ?", email)
    return str(case)


def answered(site: Site, officer: Visitor, case: str, email: str) -> Visitor:
    """Finish a case in the console, and let its person open the letter that comes."""
    handled(officer, case)
    finished(officer, f"/console/cases/{case}/", officer.see(f"/console/cases/{case}/"))
    person = site.visitor()
    person.fill(site.link(email))
    return person


def test_what_was_promised_before_the_upgrade_still_stands_and_the_case_is_answered(upgraded: Site, officer: Visitor) -> None:
    case = case_of(upgraded, LONG)
    officer.fill(f"/console/cases/{case}/open", reason="handling")
    page = officer.see(f"/console/cases/{case}/").text
    assert "26 February 2027 (extended)" in page
    assert re.search(r"Two months more[^(]*\(api:desk\)", page)
    sql(upgraded, JOINED, LONG, system="crm")
    person = answered(upgraded, officer, case, LONG)
    assert "besvaret" in person.see("/my/da/case").text
    assert {field["value"] for item in opened(person.see("/my/da/answer.zip").raw)["copy"] for field in item["fields"]} >= {LONG}


def test_what_was_asked_before_the_upgrade_is_carried_out_after_it(upgraded: Site, officer: Visitor) -> None:
    sql(upgraded, JOINED, MOVED, system="crm")
    person = answered(upgraded, officer, case_of(upgraded, MOVED), MOVED)
    assert sql(upgraded, "SELECT company FROM subscribers WHERE email = ?", MOVED, system="crm") == ["Nyt Navn ApS"]
    assert person.see("/my/en/answer.zip").status == 200
    assert "The log is intact" in officer.see("/console/evidence/verify").text
