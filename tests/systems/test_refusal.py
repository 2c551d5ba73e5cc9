"""Why a system refuses a change is told in four languages: every code that a system can give, with the same names in all."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from ombud.policy.model import Language
from ombud.systems.refusal import Code, sentences

SYSTEMS = Path(__file__).parents[2] / "src" / "ombud" / "systems"
LANGUAGES: tuple[Language, ...] = get_args(Language)


def given() -> Iterator[tuple[str, frozenset[str]]]:
    """Read from the code which refusals systems give, and what each names."""
    for path in SYSTEMS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                code, *values = node.args
                names = frozenset(ast.literal_eval(key) for one in values if isinstance(one, ast.Dict) for key in one.keys if key)
                yield from ((ast.literal_eval(one), names) for one in ([code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]))


def places(text: str) -> set[str]:
    """Name the places that a sentence fills."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_a_system_gives_is_told_with_what_it_names(language: Language) -> None:
    said, told = sentences(language), list(given())
    assert {code for code, _ in told} == set(get_args(Code)) == set(said)
    assert [code for code, names in told if places(said[code]) != names] == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_language_borrows_a_sentence_from_english(language: Language) -> None:
    assert {code for code in get_args(Code) if sentences(language)[code] == sentences("en")[code]} == set()
