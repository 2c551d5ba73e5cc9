"""Looks are told in four languages: every code in each, the same facts in all, and nothing that no look says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from ombud.execute.languages import language_pack, phrasebook
from ombud.notices.cookies.register import CATEGORIES, NECESSARY
from ombud.notices.saying.template import Choice, form, names, places
from ombud.plan.consent.gate import Why
from ombud.policy.model import Language
from ombud.policy.statements.kinds import Missing
from ombud.promises.saying.telling import book
from ombud.promises.visits.differences import Code
from ombud.promises.visits.visit import ACCEPTED, BEFORE, REJECTED, WITHDRAWN
from tests.promises.homes import TODAY, Copy
from tests.promises.plantings import a_survey_answer_past_a_year, data_from_others_without_their_source

SOURCE = Path(__file__).parents[2] / "src" / "ombud"
LANGUAGES: tuple[Language, ...] = get_args(Language)
BOOKS = {language: book(language) for language in LANGUAGES}
ENGLISH = BOOKS["en"]
PLAIN = {"number", "text", "day"}
SURVEY = "activities.survey.retention.survey-answers"

Call = tuple[str, frozenset[str], bool]


def calls() -> Iterator[Call]:
    """Give every phrase the code names: its code, the slots it fills, and whether it may fill more."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "phrase" and node.args:
                given = frozenset(one.arg for one in node.keywords if one.arg)
                yield from ((code, given, any(one.arg is None for one in node.keywords)) for code in codes(node.args[0]))


def codes(node: ast.expr) -> Iterator[str]:
    """Give the codes a phrase may have; those taken from a finding are the policy's."""
    match node:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=first, orelse=second):
            yield from (*codes(first), *codes(second))
        case _:
            pass


CALLS = list(calls())


def shapes(language: Language, code: str) -> list[tuple[str, str]]:
    return sorted({(place.name, place.shape) for place in places(form(BOOKS[language].phrases[code]).parts)})


def test_every_phrase_that_a_look_says_is_there_and_none_is_left_over() -> None:
    kept_as_it_was_told = {"as-told"}
    assert {code for code, _, _ in CALLS} | kept_as_it_was_told == set(ENGLISH.phrases)


def test_every_phrase_gets_the_facts_its_sentence_tells() -> None:
    for code, given, more in CALLS:
        parts = form(ENGLISH.phrases[code]).parts
        needed = frozenset(name for part in parts if not isinstance(part, Choice) for name in names((part,)))
        assert given <= names(parts), code
        assert more or needed <= given, code
    for code, text in ENGLISH.phrases.items():
        mine = [(given, more) for name, given, more in CALLS if name == code]
        assert any(more for _, more in mine) or names(form(text).parts) == frozenset[str]().union(*(given for given, _ in mine)), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_tells_the_same_phrases_with_the_same_facts(language: Language) -> None:
    mine = BOOKS[language]
    assert list(mine.phrases) == list(ENGLISH.phrases)
    assert mine.counted.keys() == ENGLISH.counted.keys()
    assert {section: list(words) for section, words in mine.words.items()} == {s: list(words) for s, words in ENGLISH.words.items()}
    assert {code for code in mine.phrases if shapes(language, code) != shapes("en", code)} == set()


def test_every_noun_and_every_section_is_used_and_known() -> None:
    used = {shape for code in ENGLISH.phrases for _, shape in shapes("en", code)} - PLAIN
    pack, statements = language_pack("en"), phrasebook("en").words
    elsewhere = {name for name in used if statements.get(name) or getattr(pack, name, None) or name in pack.counted}
    assert {*ENGLISH.counted, *ENGLISH.words} - used == set()
    assert used - {*ENGLISH.counted, *ENGLISH.words} - elsewhere == set()


def test_no_language_borrows_its_phrases_from_english() -> None:
    for language in ("da", "sv", "nb"):
        told = {**BOOKS[language].phrases, **{f"{s}.{n}": w for s, words in BOOKS[language].words.items() for n, w in words.items()}}
        english = {**ENGLISH.phrases, **{f"{s}.{n}": w for s, words in ENGLISH.words.items() for n, w in words.items()}}
        alike = {name for name, text in told.items() if text == english[name] and re.search(r"[a-zæøåäö]{2,}", bare(text))}
        assert alike == set()


def bare(text: str) -> str:
    """Take places, commands and keys out of a phrase."""
    return re.sub(r"`[^`]*`|\{[^}]*\}", "", text)


def test_a_word_stands_for_each_id_that_a_look_may_name() -> None:
    words = ENGLISH.words
    assert set(words["missing"]) == set(get_args(Missing))
    assert set(words["differences"]) == set(get_args(Code))
    assert set(words["stages"]) == {BEFORE, REJECTED, ACCEPTED, WITHDRAWN, *CATEGORIES} - {NECESSARY}
    assert set(words["gate_says"]) == set(get_args(Why))
    assert set(words["failing"]) == {*raised(), "mail-unread"}


def test_nothing_is_missing_that_no_statement_waits_for() -> None:
    waiting = {
        node.value
        for path in (SOURCE / "policy/statements").rglob("*.py")
        if path.name != "kinds.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(get_args(Missing)) - waiting == set()


def raised() -> Iterator[str]:
    """Give the code of every error by which a system or the mailbox says that it cannot be looked at."""
    kinds = {"UnavailableError", "MisconfiguredError"}
    for path in (*(SOURCE / "systems").rglob("*.py"), SOURCE / "messages/settings.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                first = node.args[0]
                assert isinstance(first, ast.Constant)
                yield str(first.value)


TOLD = {
    "da": ("1 af 27 rækker er over tiden", "De er forbi udløbet af hver regel, der dækker dem."),
    "sv": ("1 av 27 rader är över tiden", "De har passerat slutet för varje regel som omfattar dem."),
    "nb": ("1 av 27 rader er over tiden", "De er forbi utløpet av hver regel som dekker dem."),
    "en": ("1 of 27 rows overdue", "They are past the end of every rule that covers them."),
}


def test_one_look_is_told_in_any_language_and_its_codes_stay_the_same(home: Copy) -> None:
    a_survey_answer_past_a_year(home)
    home.look(SURVEY)
    for language, (figure, cause) in TOLD.items():
        seen = home.told("--only", SURVEY, "--lang", language)[SURVEY]
        assert (seen["figure"], seen["cause"]) == (figure, cause)
        assert seen["said"] == {
            "figure": {"code": "rows-overdue", "slots": {"overdue": 1, "rows": 27}},
            "cause": {"code": "past-every-rule", "slots": {}},
            "action": {"code": "sweep", "slots": {}},
        }


def test_a_day_and_a_list_are_written_as_each_language_writes_them(home: Copy) -> None:
    (home.folder / "ombud.toml").write_text("demo = false\n")
    (home.folder / "paper.txt").write_text("We review it every spring.")
    until = f"{TODAY.year + 1}-03-02"
    home.run("promises", "sign", "changes.review", "--role", "board", "--document", home.folder / "paper.txt", "--until", until)
    home.look("changes.review")
    told = {language: home.told("--only", "changes.review", "--lang", language)["changes.review"]["figure"] for language in LANGUAGES}
    assert told == {
        "da": f"underskrevet af board, gælder til den 2. marts {TODAY.year + 1}",
        "sv": f"undertecknat av board, gäller till den 2 mars {TODAY.year + 1}",
        "nb": f"underskrevet av board, gjelder til 2. mars {TODAY.year + 1}",
        "en": f"signed by board, until 2 March {TODAY.year + 1}",
    }


def test_what_the_policy_check_found_is_told_in_its_own_sentences_of_the_language(home: Copy) -> None:
    data_from_others_without_their_source(home)
    home.look("policy.fulfils")
    for language in LANGUAGES:
        found = home.run("check", "--lang", language, "--json").json["findings"]
        seen = home.told("--only", "policy.fulfils", "--lang", language)["policy.fulfils"]
        assert seen["status"] == "broken"
        assert (seen["cause"], seen["action"]) in {(one["message"], one["hint"]) for one in found if one["severity"] == "error"}
