"""What comes to a mailbox that an employer gives out is read by others too: it gets choices only, and proves nobody."""

import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import home_with, served
from tests.web.site import Site, ombud
from tests.web.test_identity import doubted, own, press
from tests.web.test_own import asked, rows


def known(site: Site, email: str) -> str:
    """Let one person alone subscribe with an address."""
    with sqlite3.connect(site.home / "systems" / "crm.sqlite") as crm:
        crm.execute(
            "INSERT INTO subscribers (name, company, email, joined_on) VALUES ('Ida Invented', 'Firm ApS', ?, date('now'))", (email,)
        )
    return email


@pytest.fixture(scope="module")
def supplier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home that knows one of its customers as an employer, and has its own address where anybody may have one."""
    yield from served(home_with(tmp_path_factory.mktemp("supplier") / "home", 'employer_domains = ["Kundefirma.example"]'))


@pytest.mark.parametrize("email", ["ida.invented@fjordraad.example", "ida@bergen.fjordraad.example"])
def test_our_own_staff_get_choices_only_at_the_address_of_their_work(site: Site, email: str) -> None:
    person = asked(site, known(site, email), "en")
    page = person.see("/my/en/")
    assert "Ida Invented" not in page.text
    assert {person.see(f"/my/en/{path}").status for path in ("data.zip", "erase", "change")} == {404}
    person.fill("/my/en/", to="/my/en/stop", activity="newsletter")
    assert rows(site, "SELECT count(*) FROM subscribers WHERE email = ?", email) == [(0,)]


@pytest.mark.parametrize("email", ["ida.invented@fjordraad.example", "support@kontoret.example"])
def test_no_code_goes_to_a_mailbox_that_others_read(site: Site, email: str) -> None:
    person = doubted(site, f"new.{email}", f"email:{known(site, email)}")
    assert press(person, "code").status == 200
    assert own(site, "SELECT count(*) FROM messages_letterrow WHERE recipient = ?", email) == [(0,)]


def test_an_employer_is_whom_the_home_calls_one(supplier: Site) -> None:
    at_work = asked(supplier, known(supplier, "ida@KUNDEFIRMA.example"), "en")
    assert "Ida Invented" not in at_work.see("/my/en/").text
    at_home = asked(supplier, known(supplier, "ida@fjordraad.example"), "en")
    assert "Ida Invented" in at_home.see("/my/en/").text
    supplier.leave()


def test_a_home_whose_employers_are_no_domains_is_not_served(tmp_path: Path) -> None:
    folder = home_with(tmp_path / "home", 'employer_domains = ["ida@kundefirma.example"]')
    refused: subprocess.CompletedProcess[str] = ombud(folder, "serve")
    assert refused.returncode == 78  # what the process that serves found out is what the command ends with
    assert "settings-employers" in refused.stderr
