"""The packs as they ship, the example policy, and a reader of sentences."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from ombud.notices.language import LanguagePack, parse_language
from ombud.notices.letters import Letter
from ombud.policy.model import Language, Policy
from ombud.policy.parse import parse

ROOT = Path(__file__).parents[2]
LANGUAGES: tuple[Language, ...] = get_args(Language)
TODAY = date(2026, 2, 2)


def read_pack(language: str) -> LanguagePack:
    parsed = parse_language((ROOT / f"src/ombud/notices/languages/{language}.yaml").read_text("utf-8"), f"{language}.yaml")
    assert parsed.value, parsed.faults
    return parsed.value


@pytest.fixture(scope="session")
def packs() -> dict[str, LanguagePack]:
    return {language: read_pack(language) for language in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def pack(request: pytest.FixtureRequest, packs: dict[str, LanguagePack]) -> LanguagePack:
    return packs[request.param]


@pytest.fixture(scope="session")
def policy() -> Policy:
    parsed = parse((ROOT / "examples/fjordraad/policy.yaml").read_text("utf-8"))
    assert parsed.value, parsed.faults
    return parsed.value


@pytest.fixture(scope="session")
def too_long() -> Callable[[str], list[str]]:
    """Find the sentences of more than 30 words; a colon, a semicolon or a line break ends one too."""

    def find(text: str) -> list[str]:
        sentences = re.split(r"[.!?:;]\s+|\n", text)
        return [sentence for sentence in sentences if len(sentence.split()) > 30]

    return find


def whole(letter: Letter) -> str:
    return "\n".join(letter.texts())


@pytest.fixture(scope="session")
def read() -> Callable[[Letter], str]:
    """Read a letter as one text."""
    return whole
