"""Identifiers compare in one spelling everywhere: what is written differently and means the same is found (RFC 5891 §4)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.policy.spelling import folded, in_ascii, spelled
from tests.cast import AASE, SOEREN
from tests.cli.conftest import any_home, home, server_home, state  # noqa: F401 - the homes of the command line
from tests.cli.homes import Made

LABEL = st.text("abcæøåäöðþé-", min_size=1, max_size=12).filter(lambda text: not text.startswith("-") and not text.endswith("-"))
ADDRESS = st.builds("{}@{}.example".format, st.text("aåÆø.+1", min_size=1).filter(str.strip), LABEL.filter(lambda one: one[2:4] != "--"))


@given(ADDRESS)
def test_an_address_is_the_same_in_letters_and_in_ascii(address: str) -> None:
    local, _, domain = folded(address).rpartition("@")
    ascii_form = f"{local}@{'.'.join(part.encode('idna').decode() for part in domain.split('.'))}"
    assert in_ascii(folded(address)) == ascii_form
    assert folded(ascii_form) == folded(ascii_form.upper()) == folded(address)


@given(ADDRESS, st.sampled_from(["NFC", "NFD"]), st.sampled_from(["", " ", "\n", "\u00a0"]))
def test_case_composition_and_space_do_not_tell_addresses_apart(address: str, form: str, space: str) -> None:
    other = unicodedata.normalize(form, address.upper()) + space  # type: ignore[arg-type]  # its stub knows the forms by name only
    assert spelled(other, casefold=True) == spelled(address, casefold=True)


@given(st.text(), st.booleans())
def test_a_spelling_is_its_own_spelling(text: str, casefold: bool) -> None:
    once = spelled(text, casefold=casefold)
    assert spelled(once, casefold=casefold) == once


@pytest.mark.parametrize("asked", ["soeren@ærø.example", "SOEREN@XN--R-3FA9C.EXAMPLE"])
def test_one_person_is_found_in_every_system_however_the_domain_is_written(any_home: Made, asked: str) -> None:  # noqa: F811 - the fixture
    any_home.put("customers", {"id": SOEREN.customer_no, "name": SOEREN.name, "email": "Soeren@xn--r-3fa9c.example"})
    any_home.put(
        "contacts", {"id": 1, "name": SOEREN.name, "email": "soeren@ÆRØ.example"}, {"id": 2, "name": AASE.name, "email": AASE.email}
    )
    any_home.letter("hers", "soeren@xn--r-3fa9c.example", "2025-01-01")
    any_home.file("meetings/m.csv", f"email,name,met_on,topic\nsoeren@ærø.example,{SOEREN.name},2025-01-01,x\n")
    told = any_home.carry_out("erase", f"email:{asked}")
    assert told.json["outcome"] == "done", told.out
    assert (any_home.rows("customers"), any_home.rows("contacts"), any_home.letters()) == ([], [2], [])
    assert any_home.read("meetings/m.csv") == "email,name,met_on,topic\n"
