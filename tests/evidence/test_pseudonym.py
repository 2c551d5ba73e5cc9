"""A pseudonym leads to a person only through links and a key, and what a run sealed only through its key."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from ombud.errors import BadInputError, MisconfiguredError
from ombud.evidence import keyfile, pseudonym
from ombud.evidence.pseudonym import LinkKey, RunKey
from ombud.policy.spelling import spelled

ONE, TWO = LinkKey(bytes(32)), LinkKey(bytes(31) + b"1")
RUN, OTHER_RUN = RunKey(bytes(32)), RunKey(bytes(31) + b"1")
EMAIL = "astrid@fjordraad.example"

values = st.text(min_size=1).map(lambda text: spelled(text, casefold=False)).filter(bool)


def test_a_link_is_the_keyed_hash_that_rfc_2104_gives() -> None:
    # Computed with `printf 'email:astrid@fjordraad.example' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00`.
    assert pseudonym.link(ONE, "email", EMAIL) == "796c7ed501d41ce5c0893a7bd72dd43a855f0b5b76df27575ee12fe0ec428649"


def test_the_same_identifier_leads_to_the_same_link_under_one_key_only() -> None:
    assert pseudonym.link(ONE, "email", EMAIL) == pseudonym.link(ONE, "email", EMAIL)
    assert pseudonym.link(ONE, "email", EMAIL) != pseudonym.link(TWO, "email", EMAIL)
    assert pseudonym.link(ONE, "email", EMAIL) != pseudonym.link(ONE, "login", EMAIL)


@given(st.lists(st.tuples(st.sampled_from(["a", "a_b", "b"]), values), min_size=2, max_size=2, unique=True))
def test_different_identifiers_have_different_links(pair: list[tuple[str, str]]) -> None:
    first, second = (pseudonym.link(ONE, kind, value) for kind, value in pair)
    assert first != second


@pytest.mark.parametrize("kind", ["", "a:b", "E-mail", "Email", "x" * 65])
def test_a_kind_cannot_borrow_from_the_value(kind: str) -> None:
    with pytest.raises(BadInputError, match="evidence-identifier-kind"):
        pseudonym.link(ONE, kind, EMAIL)


@pytest.mark.parametrize("value", ["", " " + EMAIL, EMAIL + "\n", "A\u030agot"])
def test_an_identifier_not_normalised_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(BadInputError, match="evidence-identifier") as refused:
        pseudonym.link(ONE, "email", value)
    assert "astrid" not in str(refused.value)


@given(st.text(), st.booleans())
def test_normalising_twice_changes_nothing_more(text: str, casefold: bool) -> None:
    once = spelled(text, casefold=casefold)
    assert spelled(once, casefold=casefold) == once


def test_spellings_that_a_reader_takes_for_one_are_one() -> None:
    assert spelled(" A\u030aGOT@fjordraad.example\n", casefold=True) == "ågot@fjordraad.example"
    assert spelled("Kunde-7", casefold=False) != spelled("kunde-7", casefold=False)


def test_subjects_are_drawn_and_never_the_same() -> None:
    drawn = {pseudonym.new_subject() for _ in range(1000)}
    assert len(drawn) == 1000
    assert {len(subject) for subject in drawn} == {32}


@given(st.binary(), st.binary(max_size=20))
def test_what_is_sealed_opens_with_its_key_and_about(plain: bytes, about: bytes) -> None:
    sealed = pseudonym.seal(RUN, plain, about)
    assert pseudonym.open_sealed(RUN, sealed, about) == plain
    with pytest.raises(BadInputError, match="evidence-sealed"):
        pseudonym.open_sealed(OTHER_RUN, sealed, about)
    with pytest.raises(BadInputError, match="evidence-sealed"):
        pseudonym.open_sealed(RUN, sealed, about + b"!")


@given(st.data())
def test_an_altered_or_cut_seal_does_not_open(data: st.DataObject) -> None:
    sealed = pseudonym.seal(RUN, EMAIL.encode())
    place = data.draw(st.integers(0, len(sealed) - 1))
    for altered in (sealed[:place], sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]):
        with pytest.raises(BadInputError, match="evidence-sealed"):
            pseudonym.open_sealed(RUN, altered)


def test_a_seal_names_its_algorithm_and_one_of_an_earlier_version_still_opens() -> None:
    nonce = b"twelve bytes"
    earlier = nonce + AESGCM(RUN.secret).encrypt(nonce, EMAIL.encode(), b"about")
    assert pseudonym.open_sealed(RUN, earlier, b"about") == EMAIL.encode()
    assert pseudonym.seal(RUN, EMAIL.encode()).startswith(b"A256GCM:")
    with pytest.raises(BadInputError, match="evidence-sealed"):
        pseudonym.open_sealed(RUN, b"A128GCM:" + earlier, b"about")


def test_sealing_twice_shows_nobody_that_it_was_the_same() -> None:
    assert pseudonym.seal(RUN, EMAIL.encode()) != pseudonym.seal(RUN, EMAIL.encode())


def test_keys_read_back_as_they_were_made(tmp_path: Path) -> None:
    assert pseudonym.create_link_key(tmp_path / "link.key") == pseudonym.load_link_key(tmp_path / "link.key")
    assert pseudonym.create_run_key(tmp_path / "run.key") == pseudonym.load_run_key(tmp_path / "run.key")


def test_with_its_key_destroyed_a_run_has_forgotten(tmp_path: Path) -> None:
    pseudonym.create_run_key(tmp_path / "run.key")
    keyfile.destroy(tmp_path / "run.key")
    with pytest.raises(MisconfiguredError, match="evidence-key-read"):
        pseudonym.load_run_key(tmp_path / "run.key")


@pytest.mark.parametrize("content", [b"", b"not a key", b"00" * 31, "å".encode()])
def test_a_file_without_a_whole_key_is_refused(tmp_path: Path, content: bytes) -> None:
    keyfile.create(tmp_path / "link.key", content)
    with pytest.raises(MisconfiguredError, match="evidence-key-form"):
        pseudonym.load_link_key(tmp_path / "link.key")


def test_a_key_never_shows_itself() -> None:
    assert repr(ONE) == "LinkKey()"
    assert repr(RUN) == "RunKey()"
