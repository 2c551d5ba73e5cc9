"""A person's journeys to the answer: correct, restrict, take along, object, have a human look; and correct something at once."""

import csv
import io
import json
import zipfile
from datetime import date
from typing import cast

import pytest

from ombud.execute.languages import language_pack
from ombud.policy.model import Language
from tests.web.journeys.conftest import LOOKS
from tests.web.journeys.test_centre import asks, fetched, leaves, proves
from tests.web.journeys.traveller import Traveller
from tests.web.site import Seen, Visitor, found
from tests.web.test_asking import handled
from tests.web.test_console import do, finished
from tests.web.test_deciding import customer, row
from tests.web.visits import sql

TELEPHONE, DESK, COLOURS, PLAIN = LOOKS
"""In Danish, in English, in Norwegian, and in Swedish without script: each journey is travelled by those to whom it may be another."""
PLACES = ("da", "en", "sv", "nb")
PHONE = "+45 00 10 20 39"
WHY = "Vi skriver om en strid, som du er part i."
SEEN = "Et menneske har set på det, og du får tilbuddet."


def by(*looks: str) -> pytest.MarkDecorator:
    """Say in which looks a journey is made."""
    return pytest.mark.parametrize("person", looks, indirect=True)


def bought(person: Traveller, number: int) -> str:
    """Let a customer of their own travel."""
    return customer(person.site, number + PLACES.index(person.lang))


def joined(person: Traveller, name: str) -> str:
    """Let a subscriber of their own travel."""
    email = f"{name}.{person.lang}@somewhere.example"
    columns = "name, company, email, joined_on"
    told = f"INSERT INTO subscribers ({columns}) VALUES ('Somebody Invented', 'Invented ApS', ?, '2026-05-01')"
    sql(person.site, told, email, system="crm")
    return email


def met(person: Traveller) -> str:
    """Let somebody travel whose card we keep because we may need them."""
    email = f"gave.a.card.{person.lang}@somewhere.example"
    columns = "role, name, company, email, received_on"
    told = f"INSERT INTO contacts ({columns}) VALUES ('partner', 'Somebody Invented', 'Invented ApS', ?, '2026-05-01')"
    sql(person.site, told, email, system="crm")
    return email


def sees(person: Traveller, case: str, email: str) -> None:
    """See on the page, and read in a letter, that it is looked at and until when."""
    assert person.says("state.open")
    (until,) = sql(person.site, "SELECT answer_by FROM rights_caserow WHERE number = ?", case)
    day = language_pack(cast("Language", person.lang)).day(date.fromisoformat(str(until)))
    assert day in person.page.inner_text(".facts")
    assert day in person.site.letters(email, 2)[1]


def waits(person: Traveller, case: str, email: str) -> None:
    """See how it stands, and leave."""
    sees(person, case, email)
    leaves(person)


def answered(person: Traveller, officer: Visitor, case: str, email: str) -> zipfile.ZipFile:
    """Let the officer decide, carry out and do by hand what is left; open the letter that comes then, and fetch the answer."""
    handled(officer, case)
    done(officer, case)
    return fetches(person, case, email)


def done(officer: Visitor, case: str) -> Seen:
    """Let the officer do by hand what is left."""
    at = f"/console/cases/{case}/"
    finished(officer, at, officer.see(at))
    return officer.see(at)


def fetches(person: Traveller, case: str, email: str) -> zipfile.ZipFile:
    """Open the letter that comes when a case is answered, and fetch what there is."""
    person.site.letters(email, 3)
    assert proves(person, email) == case
    assert person.says("state.closed")
    return fetched(person, "case.fetch")


def told(answer: zipfile.ZipFile) -> str:
    """Read the letter of an answer."""
    return answer.read("answer.html").decode()


@by(TELEPHONE, COLOURS, PLAIN)
def test_a_person_has_something_corrected(person: Traveller, officer: Visitor) -> None:
    email = bought(person, 940000)
    case = asks(person, "rectify", email, datum="phone", value=PHONE)
    waits(person, case, email)
    assert row(person.site, email, "phone") == ["+4520000000"]
    answer = answered(person, officer, case, email)
    assert row(person.site, email, "phone") == [PHONE]
    assert language_pack(cast("Language", person.lang)).rights["rectify"].items in told(answer)
    leaves(person)


@by(DESK)
def test_a_person_has_the_use_of_their_data_restricted(person: Traveller, officer: Visitor) -> None:
    email = bought(person, 940010)
    case = asks(person, "restrict", email, wish="The address is wrong.")
    waits(person, case, email)
    answer = answered(person, officer, case, email)
    assert row(person.site, email, "blocked = 1") == row(person.site, email, "1")
    assert "What is now restricted" in told(answer)
    leaves(person)


@by(TELEPHONE, DESK)
def test_a_person_takes_along_what_they_gave_in_files_that_a_program_reads(person: Traveller, officer: Visitor) -> None:
    email = joined(person, "leaves.with.it")
    case = asks(person, "port", email)
    waits(person, case, email)
    answer = answered(person, officer, case, email)
    mine = {"name": "Somebody Invented", "company": "Invented ApS", "email": email}
    (copy,) = json.loads(answer.read("data.json"))["copy"]
    assert {field["datum"]: field["value"] for field in copy["fields"]} == mine
    assert list(csv.DictReader(io.StringIO(answer.read("crm.subscribers.csv").decode()))) == [mine]
    leaves(person)


@by(PLAIN)
def test_a_person_objects_to_marketing_and_it_stops_before_anybody_looks(person: Traveller, officer: Visitor) -> None:
    email = joined(person, "no.more")
    case = asks(person, "object", email, purpose="newsletter")
    assert sql(person.site, "SELECT email FROM subscribers WHERE email = ?", email, system="crm") == []
    done(officer, case)
    assert "Det har vi slutat använda och raderat" in told(fetches(person, case, email))
    leaves(person)


@by(TELEPHONE)
def test_a_person_objects_for_reasons_of_their_own_and_is_told_why_it_goes_on(person: Traveller, officer: Visitor) -> None:
    email = met(person)
    case = asks(person, "object", email, wish="Jeg vil ikke stå i jeres kartotek.")
    waits(person, case, email)
    at = f"/console/cases/{case}/"
    item = found(r'name="item-(\d+)"', do(officer, at, "preview").html)
    do(officer, at, "decide", **{f"item-{item}": "keep", f"reason-{item}": WHY})
    do(officer, at, "carry-out")
    done(officer, case)
    assert WHY in told(fetches(person, case, email))
    assert sql(person.site, "SELECT email FROM contacts WHERE email = ?", email, system="crm") == [email]
    leaves(person)


@by(DESK)
def test_a_person_objects_where_nothing_can_be_objected_to_and_is_told_so(person: Traveller, officer: Visitor) -> None:
    email = bought(person, 940020)
    case = asks(person, "object", email, wish="I would rather not be in your system.")
    waits(person, case, email)
    letter = told(answered(person, officer, case, email))
    assert "You cannot object to what rests on a contract with you" in letter
    assert "go on as before" not in letter
    leaves(person)


@by(TELEPHONE)
def test_a_person_has_a_human_look_at_what_a_machine_decided_and_reads_the_answer(person: Traveller, officer: Visitor) -> None:
    email = bought(person, 940030)
    case = asks(person, "automation", email, wish="Jeg fik nej til et tilbud.")
    sees(person, case, email)
    do(officer, f"/console/cases/{case}/", "answer", answer=SEEN)
    person.open(f"/my/{person.lang}/case")
    assert person.says("state.closed")
    assert SEEN in person.page.inner_text("main")
    leaves(person)


@by(TELEPHONE, PLAIN)
def test_a_person_corrects_at_once_what_stands_beside_the_address(person: Traveller) -> None:
    email = joined(person, "moved.on")
    person.open(f"/{person.lang}/link")
    person.fill(email=email)
    person.press("form.send")
    proves(person, email)
    person.go("own.change")
    person.fill(datum="company", value="")
    person.press("own.change_now")
    assert person.says("form.wrong")
    person.fill(datum="company", value="Nyt Navn ApS")
    person.press("own.change_now")
    assert "Nyt Navn ApS" in person.page.inner_text("main")
    assert sql(person.site, "SELECT company FROM subscribers WHERE email = ?", email, system="crm") == ["Nyt Navn ApS"]
    leaves(person)
