"""Looks told in a language: each phrase by its template, what the policy check found by its own sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

from ombud.execute.languages import language_pack, phrasebook, sound
from ombud.notices.language import Noun
from ombud.notices.saying.phrasebook import Phrasebook, Voice, voice
from ombud.notices.saying.template import places
from ombud.notices.saying.told import Told, Value
from ombud.notices.saying.write import write
from ombud.policy.finding import Finding, worded
from ombud.policy.model import Language, Policy
from ombud.policy.parse import parse_as
from ombud.policy.statements.slots import Days, Numbers, Texts, Words
from ombud.policy.telling import Words as FindingWords
from ombud.policy.telling import told
from ombud.promises.saying.phrase import Fact, Phrase, phrase
from ombud.systems.refusal import Code, Refusal


@dataclass(frozen=True, slots=True)
class Book:
    """What one language needs to tell looks beside the words that notices have: phrases, nouns that are counted, words by section."""

    language: Language
    phrases: Mapping[str, str]
    counted: Mapping[str, Noun]
    words: Mapping[str, Mapping[str, str]]


@cache
def book(language: Language) -> Book:
    """Read the phrases of one language as they ship."""
    name = f"{language}.yaml"
    return sound(parse_as(Book, (files("ombud.promises") / "languages" / name).read_text("utf-8"), name), name)


class Looks:
    """Tells looks at the promises of one policy in one language."""

    def __init__(self, policy: Policy, language: Language, findings: FindingWords) -> None:
        """Speak as notices do, with the organisation's own words; `findings` are the sentences of the policy check."""
        said, pack, notices = book(language), language_pack(language), phrasebook(language)
        speaking = Phrasebook(language, said.phrases, {**notices.words, **said.words}, {})
        self._voice = voice(replace(pack, counted={**pack.counted, **said.counted}), speaking, policy)
        self._findings = findings
        self.language = language

    def tell(self, said: Phrase | None) -> str:
        """Tell a phrase; none is an empty text."""
        if said is None:
            return ""
        of, _, name = said.code.partition(".")
        if of == "refused":
            return self.tell(_refused(cast("Code", name), said, self.language))
        if of in ("finding", "remedy"):
            one = told(_finding(name, said), self._findings)
            return one.message if of == "finding" else one.hint
        shapes = {place.name: place.shape for place in places(self._voice.template(said.code))}
        slots = tuple((name, _value(fact, shapes[name], self._voice)) for name, fact in said.slots.items())
        return write(Told(said.code, slots), self._voice).text.strip()

    def words(self, section: str) -> Mapping[str, str]:
        """Give the words of one section."""
        return self._voice.words(section)


def _finding(name: str, said: Phrase) -> Finding:
    """Make the finding anew that a phrase was taken from, as far as it is told."""
    values, also = dict(said.slots), said.slots.get("also", ())
    advice = values.pop("advice", "")
    values.pop("also", None)
    return Finding(worded(name), "error", values, name, str(advice), tuple(map(str, also)) if isinstance(also, tuple) else ())


def _refused(code: Code, said: Phrase, language: Language) -> Phrase:
    """Say at which place a system refuses a change, and why, in a language."""
    values = {name: str(fact) for name, fact in said.slots.items()}
    return phrase("refuses", place=values.pop("place"), why=Refusal(code, values).told(language))


def _value(fact: Fact, shape: str, speaking: Voice) -> Value:
    """Give a fact the form that notices say, as its place in the template asks for."""
    if isinstance(fact, int):
        return Numbers((fact,))
    names = tuple(map(str, fact)) if isinstance(fact, tuple) else (str(fact),)
    if shape == "day":
        return Days(tuple(map(date.fromisoformat, names)))
    return Texts((speaking.pack.listed(names),)) if shape == "text" else Words(shape, names)
