"""Pages speak four languages: the same things are said in each, with the same places to fill, and nothing a page says is missing."""

import re
from pathlib import Path
from string import Formatter

import pytest

from ombud.web.words import LANGUAGES, words

TEMPLATES = Path(__file__).parents[2] / "src" / "ombud" / "web" / "templates"
SAID = re.compile(r'{%-? say(?:_with_day)? "([^"]+)"|help="([^"]+)"')


def places(text: str) -> set[str | None]:
    """Give the places to fill in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_says_the_same_things(lang: str) -> None:
    theirs, english = words(lang), words("en")
    assert theirs.keys() == english.keys()
    assert {key for key in english if places(theirs[key]) != places(english[key])} == set()


def test_no_language_repeats_another() -> None:
    """A sentence that is the same in English was not translated."""
    english = words("en")
    same = {
        key for lang in LANGUAGES if lang != "en" for key, text in words(lang).items() if text == english[key] and len(text.split()) > 2
    }
    assert same == set()


def test_all_that_a_page_says_is_there() -> None:
    said = {key for page in TEMPLATES.rglob("*.html") for found in SAID.finditer(page.read_text("utf-8")) for key in found.groups() if key}
    assert said
    assert said - words("en").keys() == set()
