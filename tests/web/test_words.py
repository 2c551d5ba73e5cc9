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


SOURCE = Path(__file__).parents[2] / "src" / "ombud"
BEHIND_PAGES = (
    *("rights/cases", "rights/handling", "rights/identity/address.py", "rights/identity/ladder.py", "rights/wishes"),
    *("messages/outbox.py", "jobs/queue.py", "staff/accounts.py", "registers/freezing.py", "web/console/cases.py", "web/console/deeds.py"),
    *("web/console/registers", "systems"),
)
"""The verbs that the pages of the console call, and what the systems answer them."""
ELSEWHERE = {"reason-missing", "staff-unknown", "change-unnamed", "condition-across-systems"}
"""A page tells itself that a reason is missing, finds staff by number, and never changes rows nobody named or asks a system of others."""


def refusals() -> set[str]:
    """Read the codes of all that a verb behind a page may refuse."""
    files = [file for part in BEHIND_PAGES for file in ([SOURCE / part] if part.endswith(".py") else sorted((SOURCE / part).rglob("*.py")))]
    return {code for file in files for code in re.findall(r'Error\(\s*"([a-z-]+)"', file.read_text("utf-8"))}


def test_what_a_page_refuses_is_told_in_its_language() -> None:
    assert len(refusals()) > 40
    assert {f"error.{code}" for code in refusals() - ELSEWHERE} - words("en").keys() == set()
