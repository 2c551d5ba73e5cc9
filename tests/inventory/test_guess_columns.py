"""What one column is guessed to be: from its name in five languages, from its values, from both against each other."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.inventory.guess.column import guess_column
from ombud.inventory.guess.names import alike, is_people, is_staff, words
from ombud.inventory.guess.seen import Guess, Known, Refers, Seen, Table
from ombud.inventory.guess.shapes import is_email, is_iban, is_ip, is_phone
from ombud.inventory.model import Column, DateType
from tests.cast import CAST

KNOWN = Known(
    has_policy=True,
    data=frozenset({"email_address", "wish", "orders", "note"}),
    free_text=("note",),
    identifiers=frozenset({"email", "case_no"}),
    events=frozenset({"order.invoiced", "contact.received", "optout.received"}),
)


def guessed(name: str, *values: object, type_: str = "TEXT", table: str = "rows", known: Known | None = None) -> Guess:
    """Guess one column."""
    return guess_column(Table(table, (), ("id",)), Seen(name, type_, values), known or Known())


def meaning(guess: Guess) -> Column:
    """Give what a guess says; `none` is nothing."""
    return guess.column if isinstance(guess.column, Column) else Column()


@pytest.mark.parametrize(
    ("datum", "names"),
    {
        "email": "email e-mail E_MAIL epost kunde_epost e-postadress emailadresse customerEmail altEmail2 mail sähköposti",
        "phone": "telefon tlf phone mobil MobilNr telefonnummer puhelin phone_number kontakttelefon",
        "name": "fornavn förnamn efternavn etternavn lastName full_name etunimi kontaktperson",
        "address": "adresse adress address gade_adresse postnr postnummer zip_code city ort poststed osoite",
        "national_id": "cpr cpr_nr personnummer personnr fødselsnummer foedselsnr fodselsNr hetu henkilötunnus ssn",
        "cvr": "cvr cvr-nr orgnr org_nr organisationsnummer organisasjonsnummer y_tunnus",
        "ip": "ip ip_address ip-adresse remote_addr",
        "company": "company firma virksomhed företag bedrift yritys company_name",
        "free_text": "note bemærkning anmärkning merknad kommentar comments intern_bemaerkning",
        "birth_date": "fødselsdag date_of_birth födelsedatum syntymäaika dob",
        "salary": "løn lön lønn salary månedsløn",
        "health": "allergier diagnose helbred",
        "bank_account": "iban kontonr bankkonto kontonummer",
    }.items(),
)
def test_a_name_is_read_in_every_language_of_the_north(datum: str, names: str) -> None:
    assert {name: meaning(guessed(name)).is_ for name in names.split()} == dict.fromkeys(names.split(), datum)


@pytest.mark.parametrize(
    "name", ["created_by", "rip", "email_sent", "gatekeeper", "tip", "filename", "produktnavn", "rate", "sort", "x", ""]
)
def test_a_word_inside_another_says_nothing(name: str) -> None:
    assert guessed(name, 0, 1, 1, type_="INTEGER").column == "none"
    assert meaning(guessed(name)).is_ in (None, "email")


@pytest.mark.parametrize(
    ("datum", "values"),
    [
        ("email", [person.email for person in CAST]),
        ("phone", [person.phone for person in CAST]),
        ("ip", ["192.0.2.1", "192.0.2.7", "2001:db8::1", "198.51.100.9", "203.0.113.4"]),
        (
            "bank_account",
            ["DK5000400440116243", "NO9386011117947", "SE4550000000058398257466", "FI2112345600000785", "GB29NWBK60161331926819"],
        ),
        ("free_text", ["She called on Monday and asked us to look at the boiler again before Christmas.", "Wrote back the same day. " * 4]),
    ],
)
def test_values_tell_what_a_silent_name_does_not(datum: str, values: Sequence[object]) -> None:
    assert meaning(guess := guessed("field_7", *values)).is_ == datum
    assert not any(str(value) in guess.why for value in values)


def test_an_address_identifies_and_a_name_does_not() -> None:
    assert meaning(guessed("email")).identifies == "email"
    assert meaning(guessed("fornavn")).identifies is None


def test_a_guess_counts_what_speaks_for_it() -> None:
    assert (
        guessed("mail", *(person.email for person in CAST), "unknown").why
        == "from the name; 6 of 7 sampled values look like e-mail addresses"
    )


def test_four_different_values_prove_nothing_however_often_they_stand() -> None:
    assert guessed("field_7", *([person.email for person in CAST[:4]] * 5)).column == "none"


def test_a_number_that_counts_or_refers_is_no_address() -> None:
    assert guessed("email_count", 3, 4, type_="INTEGER").column == "none"
    assert guessed("address_id", 17, 18, type_="INTEGER").column == "none"


def test_yes_and_no_speak_of_nobody_whatever_they_are_called() -> None:
    assert guessed("phone", True, False, type_="BOOLEAN").column == "none"  # noqa: FBT003 - a stored value


def test_a_reference_is_none_whatever_it_is_called() -> None:
    table = Table("orders", (), ("id",), (Refers(("email",), "people", ("email",)),))
    assert guess_column(table, Seen("email", "TEXT"), Known()).column == "none"


@pytest.mark.parametrize(
    ("value", "type_"),
    [("2026-01-31", "date"), (date(2026, 1, 31), "date"), (datetime(2026, 1, 31, 12, tzinfo=UTC), "timestamp"), (1_700_000_000, "epoch")],
)
def test_a_date_is_an_event_named_after_it(value: object, type_: DateType) -> None:
    assert meaning(guessed("invoiced_at", value, type_="", table="orders")) == Column(event="order.invoiced", type=type_)


def test_the_word_of_the_table_is_not_said_twice() -> None:
    assert meaning(guessed("user_registered", date(2026, 1, 31), table="users")).event == "user.registered"


@pytest.mark.parametrize("name", ["updated_at", "ændret", "sist_endret", "modified"])
def test_a_date_of_the_last_writing_is_no_event(name: str) -> None:
    assert guessed(name, date(2026, 1, 31)).column == "none"


def test_days_that_no_clock_can_read_are_told_so() -> None:
    assert "no clock" in guessed("oprettet_den", "31-01-2026", "1/2/2026").why


def test_the_policys_words_come_first() -> None:
    assert meaning(guessed("epost", known=KNOWN)).is_ == "email_address"
    assert meaning(guessed("wish", "Please stop", known=KNOWN)).is_ == "wish"
    assert meaning(guessed("bemærkning", known=KNOWN)).is_ == "note"
    assert meaning(guessed("lines", "two boilers", table="orders", known=KNOWN)).is_ == "orders"
    assert meaning(guessed("case_id", type_="INTEGER", known=KNOWN)).identifies == "case_no"


def test_a_datum_the_policy_lacks_is_told_so() -> None:
    assert guessed("tlf", known=KNOWN).why == "from the name; the policy has no such datum"


def test_an_event_of_the_policy_is_met_by_its_words() -> None:
    assert meaning(guessed("invoiced_on", date(2026, 1, 31), table="orders", known=KNOWN)).event == "order.invoiced"
    assert meaning(guessed("received_on", date(2026, 1, 31), table="contacts", known=KNOWN)).event == "contact.received"


def test_two_events_that_fit_alike_are_named_and_left_to_decide() -> None:
    assert guessed("received_on", date(2026, 1, 31), table="wishes", known=KNOWN) == Guess(
        "none", "a date, perhaps one of contact.received, optout.received"
    )


def test_words_are_cut_at_signs_and_capitals() -> None:
    assert words("customerE-Mail_2") == ("customer", "e", "mail", "2")
    assert words("KUNDE_NAVN") == ("kunde", "navn")
    assert words("CPRNummer") == ("cpr", "nummer")


@pytest.mark.parametrize(("one", "other"), [("kunde", "kunder"), ("company", "companies"), ("case", "cases"), ("abonnent", "abonnenter")])
def test_a_plural_is_the_same_word(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


def test_other_words_are_not() -> None:
    assert not any(alike(one, other) for one, other in [("case", "cash"), ("order", "ordinary"), ("on", "one"), ("contact", "contract")])


def test_tables_and_references_of_people_are_known_by_their_names() -> None:
    assert all(map(is_people, ["customers", "kunder", "app_users", "Medlemmer", "asiakas"]))
    assert not any(map(is_people, ["orders", "products", "customer_orders", ""]))
    assert all(map(is_staff, ["handled_by", "created_by_id", "employee_id", "sagsbehandler", "oprettet_af", "agent"]))
    assert not any(map(is_staff, ["customer_id", "person", "by", "id"]))


@given(
    st.text(),
    st.lists(st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.dates(), st.booleans(), st.lists(st.text())), max_size=30),
)
def test_no_name_and_no_value_breaks_a_guess_or_stands_in_it(name: str, values: list[object]) -> None:
    guess = guessed(name, *values, "søren-marker@x.example")
    assert "marker" not in f"{guess.column}{guess.why}" or "marker" in name
    assert guess.why


@given(st.text())
def test_shapes_take_any_text(text: str) -> None:
    assert all(test(text) in (True, False) for test in (is_email, is_iban, is_ip, is_phone))
