"""The ways of writing a folded text that an index can find: derived anew from Unicode, and none left out."""

import sys
from collections import defaultdict

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ombud.policy.spelling import folded
from ombud.systems.sql.expressions.folding import BEYOND, WAYS, spellings

LOWER = str.maketrans({chr(letter): chr(letter).lower() for letter in range(128)})
"""What every database lowers, whatever its language."""


def test_the_characters_that_fold_to_ascii_are_those_of_unicode() -> None:
    derived = defaultdict(set)
    for number in (n for n in range(128, sys.maxunicode + 1) if not 0xD800 <= n < 0xE000):
        if (plain := folded(chr(number))).isascii():
            derived[plain].add(chr(number))
    assert derived == {plain: set(letters) for plain, letters in BEYOND.items()}


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, str]:
    """An address as somebody wrote it, and as it is folded."""
    letters = st.sampled_from(["a", "B", "k", "K", "s", "S", "st", "ss", "f", "i", "@", ".", "-", *"".join(BEYOND.values())])
    written = "".join(draw(st.lists(letters, min_size=1, max_size=9)))
    return written, folded(written)


@given(spelled())
def test_every_way_of_writing_an_address_is_among_those_looked_for(both: tuple[str, str]) -> None:
    written, plain = both
    assume(".." not in written)  # no address of a domain
    ways = spellings([plain])
    assert not ways or written.translate(LOWER) in ways


@pytest.mark.parametrize("text", ["åse.bjørnøy@fjellgard.example", "ss" * WAYS])
def test_a_text_with_letters_of_its_own_or_too_many_ways_is_looked_for_by_a_scan(text: str) -> None:
    assert spellings([text]) == []
    assert spellings(["a@havnebageriet.example", text]) == []


def test_a_plain_address_has_few_ways() -> None:
    assert len(spellings(["astrid@havnebageriet.example"])) < WAYS
