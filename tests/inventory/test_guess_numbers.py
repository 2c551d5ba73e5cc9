"""National and company numbers: told by date and check digits, never by chance."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ombud.inventory.guess.column import guess_column
from ombud.inventory.guess.numbers import is_checked_cpr, is_cvr, is_fodselsnummer, is_hetu, is_personnummer, is_swedish_orgnr
from ombud.inventory.guess.seen import Guess, Known, Seen, Table
from ombud.inventory.model import Column
from tests.inventory.invented import COORDINATION, SWEDISH, danish, danish_companies, finnish, norwegian, swedish_companies

GOOD = [
    *((is_checked_cpr, number) for number in danish(3)),
    *((is_fodselsnummer, number) for number in norwegian(3)),
    *((is_hetu, number) for number in finnish(3)),
    *((is_personnummer, number) for number in (SWEDISH, SWEDISH[2:], f"{SWEDISH[2:8]}-{SWEDISH[8:]}", COORDINATION)),
    *((is_cvr, number) for number in danish_companies(3)),
    *((is_swedish_orgnr, number) for number in swedish_companies(3)),
]


def guessed(name: str, values: Sequence[object], type_: str = "TEXT") -> Guess:
    """Guess one column of a table that says nothing."""
    return guess_column(Table("rows", ()), Seen(name, type_, tuple(values)), Known())


def is_called(guess: Guess, datum: str) -> bool:
    """Whether a column is said to be a datum."""
    return isinstance(guess.column, Column) and guess.column.is_ == datum


@pytest.mark.parametrize(("test", "number"), GOOD)
def test_a_number_is_known_by_its_check_digits(test: Callable[[str], bool], number: str) -> None:
    assert test(number)


@pytest.mark.parametrize(("test", "number"), GOOD)
def test_every_change_of_one_digit_is_noticed(test: Callable[[str], bool], number: str) -> None:
    places = [at for at, letter in enumerate(number) if letter.isdecimal()][-8:]
    changed = [f"{number[:at]}{(int(number[at]) + 1) % 10}{number[at + 1 :]}" for at in places]
    assert not any(test(number) for number in changed)


def test_the_day_of_a_coordination_number_lies_sixty_higher_and_no_more() -> None:
    assert is_personnummer(COORDINATION)
    assert not any(is_personnummer(f"701095-239{check}") for check in range(10))


@given(st.text())
def test_no_text_breaks_a_test(text: str) -> None:
    assert all(test(text) in (True, False) for test, _ in GOOD)


@pytest.mark.parametrize("numbers", [danish(20), norwegian(20), finnish(20)])
def test_twenty_national_numbers_are_told_whatever_the_column_is_called(numbers: list[str]) -> None:
    assert is_called(guessed("ref", numbers), "national_id")
    assert "20 of 20 sampled values" in guessed("ref", numbers).why


@pytest.mark.parametrize("numbers", [danish(19), [danish(1)[0]] * 40, [*norwegian(39), "12345678901"]])
def test_fewer_repeated_or_spoiled_ones_are_not_where_the_name_is_silent(numbers: list[str]) -> None:
    assert guessed("ref", numbers).column == "none"


@pytest.mark.parametrize("name", ["cpr", "CPR_NR", "personnummer", "Fødselsnummer", "foedselsnr", "hetu", "kundePersonnr"])
def test_a_name_that_agrees_needs_only_one_number(name: str) -> None:
    number = {"c": danish(1), "p": [SWEDISH], "f": norwegian(1), "h": finnish(1), "k": [SWEDISH]}[name[0].lower()]
    assert is_called(guess := guessed(name, number), "national_id")
    assert guess.why.startswith("from the name; 1 of 1 sampled values look like")


def test_a_column_of_whole_numbers_has_lost_its_leading_zeros() -> None:
    assert is_called(guessed("ref", [int(number) for number in danish(25)], "INTEGER"), "national_id")


def test_invoice_numbers_that_begin_with_a_date_are_no_persons() -> None:
    assert guessed("invoice", [f"{day:02}0526{serial:04}" for day in range(1, 29) for serial in range(2)]).column == "none"


@given(st.integers(10**9, 10**10 - 10**6), st.integers(1, 9))
def test_a_series_of_order_numbers_is_never_called_a_persons(start: int, step: int) -> None:
    assert guessed("order", [start + step * at for at in range(50)], "BIGINT").column == "none"


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=50))
def test_numbers_that_fail_every_check_are_no_persons(numbers: list[int]) -> None:
    assume(sum(any(test(str(number).zfill(width)) for test, _ in GOOD for width in (8, 9, 10, 11)) for number in numbers) < len(numbers))
    assert guessed("ref", numbers, "BIGINT").column == "none"


def test_company_numbers_are_told_too_and_speak_of_no_person() -> None:
    guess = guessed("ref", danish_companies(30))
    assert is_called(guess, "cvr")
    assert not guess.person
    assert is_called(guessed("orgnr", swedish_companies(2)), "cvr")


def test_a_telephone_number_that_passes_a_check_remains_one() -> None:
    assert is_called(guessed("telefon", danish_companies(30)), "phone")
