"""The language packs as they ship, read from the package."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeVar

from ombud.errors import MisconfiguredError
from ombud.notices.language import LanguagePack, parse_language, with_own_words
from ombud.notices.saying.phrasebook import Phrasebook, Voice, ill_made, parse_phrasebook, voice
from ombud.notices.saying.told import Teller
from ombud.notices.saying.write import write
from ombud.policy.model import Language, Policy
from ombud.policy.parse import Parsed
from ombud.policy.statements import Statement

_P = TypeVar("_P")


@cache
def language_pack(language: Language) -> LanguagePack:
    """Read the pack of one language as it ships."""
    name = f"{language}.yaml"
    return sound(parse_language(_text(name), name), name)


@cache
def phrasebook(language: Language) -> Phrasebook:
    """Read the templates and words of statements of one language as they ship."""
    name = f"{language}.statements.yaml"
    return checked(sound(parse_phrasebook(_text(name), name), name), name)


def checked(book: Phrasebook, name: str) -> Phrasebook:
    """Give a phrasebook whose templates can all be used, or tell every one that cannot."""
    if faults := ill_made(book):
        raise MisconfiguredError("phrasebook", f"{len(faults)} templates: {'; '.join(faults)}.", where=name, hint="Mend the templates.")
    return book


def wording(language: Language, policy: Policy) -> LanguagePack:
    """Give the words of one language, with those that an organisation has for ids of its own."""
    return with_own_words(language_pack(language), policy)


def speaking(language: Language, policy: Policy) -> Voice:
    """Let a language speak for a policy."""
    return voice(language_pack(language), phrasebook(language), policy)


class Sentences:
    """What the statements of a policy say in one language, as the lists of promises show them."""

    def __init__(self, policy: Policy, day: date, language: Language = "en") -> None:
        self._teller = Teller(policy, speaking(language, policy), day)

    def of(self, said: Statement) -> str:
        """Say one statement; one about an activity begins with its name."""
        told = self._teller.told(said)
        sentence = write(told, self._teller.voice).whole()
        return f"{self._teller.heading(told.activity)}: {sentence}" if told.activity else sentence


def _text(name: str) -> str:
    return (files("ombud.notices") / "languages" / name).read_text("utf-8")


def sound(parsed: Parsed[_P], name: str) -> _P:
    """Give what was read from a file of ours, or tell every fault in it."""
    if parsed.value is None:
        raise MisconfiguredError(
            "language-pack", "; ".join(map(str, parsed.faults)), where=name, hint="Mend the pack, or install Ombud anew."
        )
    return parsed.value
