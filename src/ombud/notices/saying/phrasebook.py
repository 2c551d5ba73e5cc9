"""The words and templates with which one language says statements; its text is read by the caller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from ombud.notices.language import LanguagePack, capital
from ombud.notices.saying.template import Choice, Form, Place, Template, TemplateError, form, template
from ombud.policy.model import Language, Policy
from ombud.policy.parse import Parsed, parse_as
from ombud.policy.statements import Kind

SENTENCES = ("principles", "terms", "measures")
"""The sections whose words are whole sentences, so that a template may begin with one of them."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """One template a kind, and the words that only statements need, by section."""

    language: Language
    templates: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Voice:
    """A language as a notice speaks it: its pack, its phrasebook, and the organisation's own words."""

    pack: LanguagePack
    book: Phrasebook
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _sections: dict[str, Mapping[str, str]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _orders: dict[str, Mapping[str, int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def words(self, section: str) -> Mapping[str, str]:
        """Give a section of the vocabulary; the organisation's own words come before the pack's."""
        if section not in self._sections:
            known: Mapping[str, str] = self.book.words.get(section) or getattr(self.pack, section, {})
            known = {**known, **self.own[section]} if section in self.own else known
            self._sections[section] = {name: capital(said) for name, said in known.items()} if section in SENTENCES else known
        return self._sections[section]

    def order(self, section: str) -> Mapping[str, int]:
        """Give the place of each id in its section: what is told first stands first."""
        if section not in self._orders:
            self._orders[section] = {name: place for place, name in enumerate(self.words(section))}
        return self._orders[section]

    def template(self, kind: str) -> Template:
        """Give the template of a kind."""
        return template(self.book.templates[kind])

    def form(self, kind: str) -> Form:
        """Give the template of a kind as it is used."""
        return form(self.book.templates[kind])


def voice(pack: LanguagePack, book: Phrasebook, policy: Policy | None = None) -> Voice:
    """Let a language speak for a policy: texts with an id such as `data.shoe_size` are words of its own."""
    own: dict[str, dict[str, str]] = {}
    for name, texts in (policy.texts if policy else {}).items():
        section, one = _placed(name, book)
        if one and pack.language in texts:
            own.setdefault(section, {})[one] = texts[pack.language]
    return Voice(pack, book, own)


def _placed(name: str, book: Phrasebook) -> tuple[str, str]:
    """Part the name of a word into section and id; either may have a point in it (`data.your.login`, `events.case.closed`)."""
    section = next((known for known in book.words if "." in known and name.startswith(f"{known}.")), name.partition(".")[0])
    return section, name[len(section) + 1 :]


def parse_phrasebook(text: str, file: str) -> Parsed[Phrasebook]:
    """Read one phrasebook; `value` is None when there are faults."""
    return parse_as(Phrasebook, text, file)


def ill_made(book: Phrasebook) -> tuple[str, ...]:
    """Tell every template that lacks, is of no kind, or is not well formed."""
    return tuple(f"{kind} {what}" for kind, what in _faults(book))


def _faults(book: Phrasebook) -> Iterator[tuple[str, str]]:
    """Find templates that are not well formed, of no kind, or lacking; a sentence begins with a literal word."""
    yield from ((kind, "has no template") for kind in get_args(Kind) if kind not in book.templates)
    for kind, text in book.templates.items():
        if kind not in get_args(Kind):
            yield kind, "is no kind of statement"
        try:
            parts = template(text)
        except TemplateError as error:
            yield kind, f"is not well formed: {error}"
        else:
            yield from ((kind, why) for why in _wrong(parts))


def _wrong(parts: Template) -> Iterator[str]:
    if any(place.shape not in ("text", *SENTENCES) for place in _first(parts)):
        yield "begins with a slot that is neither a name nor a sentence, so it would not begin with a capital letter"


def _first(parts: Template) -> tuple[Place, ...]:
    """List the places a sentence may begin with."""
    match parts[:1]:
        case (Place() as place,):
            return (place,)
        case (Choice(first=first, second=second),):
            return (*_first(first), *_first(second or parts[1:]))
        case _:
            return ()
