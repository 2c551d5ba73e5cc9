"""The invented people stay invented."""

from datetime import date

import pytest
from stdnum.fi import hetu
from stdnum.no import fodselsnummer
from stdnum.se import personnummer

from tests.cast import CAST, Person

SYNTHETIC_MONTH = 80


def in_the_country(country: str) -> list[Person]:
    """Give the people of a country who have a national number."""
    return [person for person in CAST if person.country == country and person.national_number]


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.customer_no)
def test_a_mail_address_leads_nowhere(person: Person) -> None:
    assert person.email.isascii()
    assert person.email.endswith(".example")


def test_no_two_people_share_what_must_be_unique() -> None:
    assert len({person.email for person in CAST}) == len({person.customer_no for person in CAST}) == len(CAST)


@pytest.mark.parametrize("person", in_the_country("SE"), ids=lambda person: person.customer_no)
def test_a_swedish_number_is_valid_and_of_the_published_test_kind(person: Person) -> None:
    number = str(person.national_number)
    assert personnummer.is_valid(number)
    assert number[8:11] in {"238", "239"}


@pytest.mark.parametrize("person", in_the_country("NO"), ids=lambda person: person.customer_no)
def test_a_norwegian_number_is_of_the_synthetic_population(person: Person) -> None:
    number = str(person.national_number)
    assert date(1900 + int(number[4:6]), int(number[2:4]) - SYNTHETIC_MONTH, int(number[:2])) < date(2000, 1, 1)
    assert fodselsnummer.calc_check_digit1(number) + fodselsnummer.calc_check_digit2(number) == number[9:]


@pytest.mark.parametrize("person", in_the_country("FI"), ids=lambda person: person.customer_no)
def test_a_finnish_number_is_never_given_for_good(person: Person) -> None:
    number = str(person.national_number)
    assert hetu.is_valid(number, allow_temporary=True)
    assert not hetu.is_valid(number)


def test_danish_people_have_no_number() -> None:
    assert in_the_country("DK") == []
