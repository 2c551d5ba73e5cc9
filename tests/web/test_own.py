"""Whoever proved control of an address sees, takes along, erases and stops what names it; what that leads to stays out of reach."""

import io
import json
import re
import sqlite3
import zipfile
from functools import cache
from pathlib import Path

import pytest

from tests.web.site import Site, Visitor
from tests.web.test_asking import somebody


def asked(site: Site, email: str, lang: str = "da") -> Visitor:
    """Ask for a link and open it."""
    person = site.visitor()
    earlier = len(site.letters(email, 0))
    person.fill(f"/{lang}/link", email=email)
    assert person.fill(site.link(email, earlier + 1)).path == f"/my/{lang}/"
    return person


def rows(site: Site, question: str, *values: object) -> list[tuple[object, ...]]:
    """Look into the customer system."""
    with sqlite3.connect(site.home / "systems" / "crm.sqlite") as crm:
        return crm.execute(question, values).fetchall()


def customer(site: Site, number: int) -> tuple[str, str, str]:
    """Give the number, name and address of a customer with orders: always the same one, whoever has come or gone since."""
    return _customers(site.home)[number]


@cache
def _customers(home: Path) -> list[tuple[str, str, str]]:
    question = "SELECT id, name, email FROM customers c WHERE id IN (SELECT customer_id FROM orders) ORDER BY email"
    with sqlite3.connect(home / "systems" / "crm.sqlite") as crm:
        return [(str(id_), str(name), str(email)) for id_, name, email in crm.execute(question)]


def test_what_names_the_address_is_shown_and_what_it_leads_to_is_not(site: Site) -> None:
    id_, name, email = customer(site, 20)
    person = asked(site, email)
    page = person.see("/my/da/")
    assert name in page.text
    assert "Kunder" in page.text
    ((lines,),) = rows(site, "SELECT lines FROM orders WHERE customer_id = ? LIMIT 1", id_)
    assert str(lines) not in page.text
    with zipfile.ZipFile(io.BytesIO(person.see("/my/da/data.zip").raw)) as whole:
        told = json.loads(whole.read("data.json"))
    assert {item["dataset"] for item in told["copy"]} >= {"customers"}
    assert "orders" not in {item["dataset"] for item in told["copy"]}


@pytest.mark.parametrize(
    ("lang", "said"), [("da", "Vi har intet"), ("sv", "Vi har ingenting"), ("nb", "Vi har ingenting"), ("en", "We hold nothing")]
)
def test_whoever_is_not_known_learns_that_nothing_is_held(site: Site, lang: str, said: str) -> None:
    assert said in asked(site, f"unknown.{lang}@nowhere.example", lang).see(f"/my/{lang}/").text


def test_what_may_go_goes_by_a_button_and_only_as_it_was_shown(site: Site) -> None:
    email = somebody(site, "subscribers", 10)
    person = asked(site, email, "en")
    assert "Subscribers" in person.see("/my/en/erase").text
    stale = person.fill("/my/en/erase", mark="something else")
    assert stale.status == 409
    assert rows(site, "SELECT count(*) FROM subscribers WHERE email = ?", email) == [(1,)]
    mark = re.search(r'name="mark" value="([^"]+)"', person.see("/my/en/erase").html)
    assert mark
    page = person.fill("/my/en/erase", mark=mark[1])
    assert page.path == "/my/en/"
    assert rows(site, "SELECT count(*) FROM subscribers WHERE email = ?", email) == [(0,)]


def test_what_stands_beside_the_address_is_corrected_by_a_form_and_the_address_is_not(site: Site) -> None:
    email = somebody(site, "subscribers", 12)
    person = asked(site, email, "en")
    form = person.see("/my/en/change")
    assert 'value="company"' in form.html
    assert 'value="email"' not in form.html
    assert person.fill("/my/en/change", datum="email", value="taken.over@elsewhere.example").status == 422
    assert person.fill("/my/en/change", datum="company", value="Kun Mit Navn ApS").path == "/my/en/"
    assert rows(site, "SELECT company FROM subscribers WHERE email = ?", email) == [("Kun Mit Navn ApS",)]
    assert "Kun Mit Navn ApS" in person.see("/my/en/").text
    (others,) = rows(site, "SELECT count(*) FROM subscribers WHERE company = 'Kun Mit Navn ApS'")
    assert others == (1,)


def test_what_a_law_keeps_stays_and_says_until_when(site: Site) -> None:
    _, _, email = customer(site, 21)
    page = asked(site, email, "en").see("/my/en/erase")
    assert "Limitation Act" in page.text
    assert "Erase it now" not in page.text


def test_a_row_to_which_others_belong_is_not_erased_alone(site: Site) -> None:
    email = "still.asking@prospects.example"
    with sqlite3.connect(site.home / "systems" / "crm.sqlite") as crm:
        added = (
            "INSERT INTO customers (status, name, email, blocked, dialogue_ended_on) VALUES ('prospect', 'Pia Prank', ?, 0, date('now'))"
        )
        number = crm.execute(added, (email,)).lastrowid
        crm.execute(
            "INSERT INTO orders (customer_id, lines, ordered_on, invoiced_on) VALUES (?, 'a pump', date('now'), date('now'))", (number,)
        )
    page = asked(site, email, "en").see("/my/en/erase")
    assert "what belongs to it" in page.text.lower()
    assert "Erase it now" not in page.text


def test_a_consent_is_withdrawn_at_once_and_leaves_a_case(site: Site) -> None:
    email = somebody(site, "subscribers", 11)
    person = asked(site, email, "sv")
    page = person.fill("/my/sv/", to="/my/sv/stop", activity="newsletter")
    assert page.path == "/my/sv/"
    assert rows(site, "SELECT count(*) FROM subscribers WHERE email = ?", email) == [(0,)]
    assert "Vad du har begärt" in page.text or "Det här har du begärt" in page.text


def test_nobody_stops_what_does_not_name_the_address(site: Site) -> None:
    person = asked(site, "unknown.again@nowhere.example", "en")
    assert person.fill("/my/en/", to="/my/en/stop", activity="newsletter").status == 404


@pytest.mark.parametrize("shared", ["info@", "reception.desk@"])
def test_a_mailbox_that_several_people_share_gets_choices_only(site: Site, shared: str) -> None:
    email = f"{shared}shared-{len(shared)}.example"
    with sqlite3.connect(site.home / "systems" / "crm.sqlite") as crm:
        for name in ("Ann Alfsen", "Bo Bertelsen"):
            crm.execute("INSERT INTO subscribers (name, company, email, joined_on) VALUES (?, 'Shared ApS', ?, date('now'))", (name, email))
    person = asked(site, email, "en")
    page = person.see("/my/en/")
    assert "Ann Alfsen" not in page.text
    assert "Several people" in page.text
    assert {person.see(f"/my/en/{path}").status for path in ("data.zip", "erase", "change")} == {404}
    person.fill("/my/en/", to="/my/en/stop", activity="newsletter")
    assert rows(site, "SELECT count(*) FROM subscribers WHERE email = ?", email) == [(0,)]


def test_a_session_of_an_address_opens_no_case_and_one_of_a_case_no_address(site: Site) -> None:
    person = asked(site, "two.doors@nowhere.example", "en")
    assert person.see("/my/en/case").path == "/my/en/"
    assert person.see("/my/en/answer.zip").status == 404
    other = site.visitor()
    other.fill("/en/ask/access", email="one.case@nowhere.example")
    other.fill(site.link("one.case@nowhere.example"))
    assert other.see("/my/en/").path == "/my/en/case"
    assert other.see("/my/en/data.zip").status == other.see("/my/en/erase").status == 404
