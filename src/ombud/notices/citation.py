"""A law as a language cites it on a day: section, paragraph and chapter are facts, each language puts them in its own form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from ombud.notices.language import Citing, LanguagePack, label
from ombud.policy.model import Policy

_N = r"\d+(?: ?[a-z])?"
_GRAMMAR = tuple(
    re.compile(form)
    for form in (
        rf"(?P<first>{_N})(?:\.(?P<part>\d+))?",
        rf"§ ?(?P<first>{_N}(?:-\d+)?)(?:,? stk\. ?(?P<part>\d+))?",
        rf"§§ ?(?P<first>{_N})[-–](?P<last>{_N})(?:,? stk\. ?(?P<part>\d+))?",
        rf"(?:(?P<chapter>{_N}) kap\. )?(?P<first>{_N})(?:[-–](?P<last>{_N}))? §(?: (?P<part>\d+) st\.)?",
    )
)
"""How a policy may write a place in a law: `11`, `11.2`, `§ 11, stk. 2`, `§§ 2-3`, `§ 3-15`, `9 kap. 28 §`."""


@dataclass(frozen=True, slots=True)
class Section:
    """A place in a law: one section, or the first and last of several; its paragraph and chapter, where they are told."""

    first: str
    last: str = ""
    part: str = ""
    chapter: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A law by its name in a language, and the place in it; one that follows no grammar is part of the name."""

    name: str
    section: Section | None = None


def section(text: str) -> Section | None:
    """Read a place in a law as a policy writes it; None where it follows no grammar."""
    found = next((match for form in _GRAMMAR if (match := form.fullmatch(text.strip()))), None)
    return Section(**{name: value or "" for name, value in found.groupdict().items()}) if found else None


def named(policy: Policy, pack: LanguagePack, reference: str, today: date) -> Named:
    """Name a law as it stands on the day, from `bogforingsloven` or `databeskyttelsesloven 11`."""
    name, _, place = reference.partition(" ")
    law = policy.laws.get(name)
    if not law:
        return Named(label({}, reference))
    title = law.names.get(pack.language) or law.names.get(policy.policy.languages.source) or law.ref
    written = place or law.cite or ""
    if law.replaced and law.replaced.day <= today:
        title, written = pack.say("law_replaced", name=title, by=law.replaced.by), law.replaced.cite
    return Named(title, found) if (found := section(written)) else Named(f"{title} {written}".strip())


def law_words(policy: Policy, pack: LanguagePack, reference: str, today: date) -> str:
    """Cite a law as it stands on the day, from `bogforingsloven`, `databeskyttelsesloven 11` or `gdpr 5.2`."""
    name, _, place = reference.partition(" ")
    if name == "gdpr":
        return pack.regulation(place) if place else pack.citing.regulation.format("").strip()
    return cited(named(policy, pack, reference, today), pack.citing)


def cited(law: Named, citing: Citing) -> str:
    """Cite a law in the language's own form: `§ 11, stk. 2 i …`, `11 § 2 st. …`, `… § 11 andre ledd`, `Section 11(2) of …`."""
    if law.section is None:
        return law.name
    one = law.section
    number = f"{one.first}-{one.last}" if one.last else one.first
    place = (citing.sections if one.last else citing.section).format(number)
    chapter = citing.chapter.format(one.chapter) if one.chapter else ""
    return citing.law.format(place=chapter + place + (_part(one.part, citing) if one.part else ""), name=law.name)


def _part(number: str, citing: Citing) -> str:
    """Tell a paragraph of a section, by its ordinal where the language counts so."""
    at = int(number) - 1
    word = citing.ordinals[at] if 0 <= at < len(citing.ordinals) else number + citing.ordinal if citing.ordinals else number
    return citing.part.format(word)


def read_cited(text: str, citing: Citing) -> Named:
    """Read a law as it was cited; what has no place in it is a name."""
    for form in _forms(citing):
        if found := form.fullmatch(text):
            given = {name: value or "" for name, value in found.groupdict().items()}
            name, part = given.pop("name"), given.pop("part", "")
            return Named(name, Section(**given, part=_number(part, citing)))
    return Named(text)


def _number(word: str, citing: Citing) -> str:
    return str(citing.ordinals.index(word) + 1) if word in citing.ordinals else word.removesuffix(citing.ordinal)


@cache
def _forms(citing: Citing) -> tuple[re.Pattern[str], ...]:
    return tuple(_form(citing, place, number) for place, number in _places(citing))


def _places(citing: Citing) -> Iterator[tuple[str, str]]:
    yield citing.sections, rf"(?P<first>{_N})-(?P<last>{_N})"
    yield citing.section, rf"(?P<first>{_N}(?:-\d+)?)"


def _form(citing: Citing, place: str, number: str) -> re.Pattern[str]:
    """Make the pattern of one form of citation out of the language's templates."""
    words = "|".join([*map(re.escape, citing.ordinals), r"\d+" + re.escape(citing.ordinal)])
    chapter = _filled(citing.chapter, rf"(?P<chapter>{_N})")
    said = f"(?:{chapter})?{_filled(place, number)}(?:{_filled(citing.part, f'(?P<part>{words})')})?"
    whole = re.escape(citing.law).replace(re.escape("{place}"), said).replace(re.escape("{name}"), "(?P<name>.+?)")
    return re.compile(whole)


def _filled(template: str, by: str) -> str:
    """Put a pattern in the place of a template whose words are literal."""
    return re.escape(template).replace(re.escape("{}"), by)
