"""The typst source holds every text as a literal: values change no markup."""

import re

from hypothesis import given
from hypothesis import strategies as st

from ombud.notices import sheet
from ombud.notices.letters import Letter
from ombud.notices.letters.model import Bullets, Definitions, Heading, Paragraph, Table
from tests.notices.conftest import TODAY, read_pack

ENGLISH = read_pack("en")
LITERAL = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)


def letter_of(value: str) -> Letter:
    blocks = (
        Heading(value, value + "x"),
        Paragraph(value),
        Bullets((value,)),
        Table(value, ("a", "b"), ((value, value),)),
        Definitions(((value, (value,)),)),
    )
    return Letter(("Sender", value), TODAY, value, blocks, (value,))


def skeleton(source: str) -> str:
    """Leave what typst reads as code: everything outside string literals; the shares of columns follow the text's length."""
    return re.sub(r"\d+\.\d+fr", "fr", LITERAL.sub("TEXT", source))


@given(st.text())
def test_no_value_changes_the_markup(value: str) -> None:
    assert skeleton(sheet.render(letter_of(value), ENGLISH)) == skeleton(sheet.render(letter_of("tame"), ENGLISH))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"])))
def test_every_value_stands_whole_in_a_literal(value: str) -> None:
    literals = [re.sub(r"\\(.)", r"\1", found[1:-1], flags=re.DOTALL) for found in LITERAL.findall(sheet.render(letter_of(value), ENGLISH))]
    assert literals.count(value) >= 8


def test_what_no_font_can_show_stands_with_its_number_and_a_note() -> None:
    source = sheet.render(letter_of("a中b"), ENGLISH, frozenset("中"))
    assert '#para("a[U+4E2D]b")' in source
    assert ENGLISH.say("unprintable") in source
