"""What a letter seems to ask, and in which language: a guess by telling words that a person confirms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ombud.policy.model import Language

_LANGUAGES: Mapping[Language, str] = {
    "da": r"\b(jeg|ikke|mig|hvad|hvilke|oplysninger|slettet?|venlig|hilsen|jeres)\b",
    "sv": r"\b(jag|inte|mig|vad|vilka|uppgifter|radera|vänlig|vänliga|hälsningar|era)\b",
    "nb": r"\b(jeg|ikke|meg|hva|hvilke|opplysninger|slette[st]?|vennlig|hilsen|deres)\b",
    "en": r"\b(the|you|my|what|which|data|erase|delete|please|regards|your)\b",
}
_RIGHTS: Mapping[str, str] = {
    "withdraw": r"trækker? .*tilbage|tilbagekald|återkall|ta(r)? tillbaka|trekker? .*tilbake|withdraw",
    "object": r"indsigelse|framelde|afmelde|markedsføring|reklame|invänd|marknadsföring|avregistrera|protester|reservere|"
    r"object to|unsubscribe|marketing",
    "erase": r"slet|glemt|radera|glömd|slett|glemt|erase|delete|forgotten",
    "rectify": r"\bret(te|tet)?\b|berigtig|rätta|rättelse|korriger|rett(e|ing)\b|correct|rectif",
    "restrict": r"begræns|begräns|begrens|restrict",
    "port": r"portabilitet|dataportabil|tage .*med|flytta|overføre|transfer my|portab|machine.readable",
    "automation": r"automatisk|automatiserad|automatisert|automated|profiler",
    "complaint": r"klage|klagomål|complain",
    "access": r"indsigt|hvilke oplysninger|hvad .*om mig|tillgång|registerutdrag|vilka uppgifter|innsyn|hvilke opplysninger|"
    r"access|copy of my|what .*about me",
}


@dataclass(frozen=True, slots=True)
class Guess:
    """What was guessed; nothing where no word tells."""

    right: str
    language: Language | None


def guess(text: str) -> Guess:
    """Guess the right and the language of a letter by its words; the first right that is named wins, withdrawal before all."""
    said = text.casefold()
    right = next((right for right, words in _RIGHTS.items() if re.search(words, said)), "")
    scores = {language: len(re.findall(words, said)) for language, words in _LANGUAGES.items()}
    best = max(scores, key=lambda language: scores[language])
    return Guess(right, best if scores[best] else None)
