"""Company numbers hold or not, as a library that others keep says."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum.dk import cvr
from stdnum.no import orgnr
from stdnum.se import orgnr as orgnr_se

from ombud.policy.companies import number_holds


@given(st.text("0123456789 ", min_size=7, max_size=12) | st.text("0123456789 abcd", max_size=12))
def test_any_text_is_judged_alike(number: str) -> None:
    assert number_holds("CVR", number) == cvr.is_valid(number)
    assert number_holds("ORGNR_NO", number) == orgnr.is_valid(number)
    assert number_holds("ORGNR_SE", number) == orgnr_se.is_valid(number)


@given(st.integers(0, 999_999_999))
def test_numbers_with_their_check_digit_hold(start: int) -> None:
    nine = f"{start:09}"
    assert [d for d in "0123456789" if number_holds("ORGNR_SE", nine + d)] == [d for d in "0123456789" if orgnr_se.is_valid(nine + d)]
    eight = nine[:8]
    assert [d for d in "0123456789" if number_holds("ORGNR_NO", eight + d)] == [d for d in "0123456789" if orgnr.is_valid(eight + d)]
    seven = nine[:7]
    assert [d for d in "0123456789" if number_holds("CVR", seven + d)] == [d for d in "0123456789" if cvr.is_valid(seven + d)]
