"""A language pack as values, and how it writes dates, periods, numbers, lists and citations; its text is read by the caller."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ombud.policy.model import Gap, Language, Policy
from ombud.policy.parse import Parsed, parse_as
from ombud.policy.period import Period

_PART = re.compile(r"\d+(?:-\d+)?|\b[a-z]\b")


@dataclass(frozen=True, slots=True)
class Noun:
    """A word that is counted: its form for one and its form for every other number."""

    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Units:
    """The units of calendar time."""

    year: Noun
    month: Noun
    week: Noun
    day: Noun


@dataclass(frozen=True, slots=True)
class Citing:
    """How the language cites the regulation (article, paragraph, letter, the whole) and a national law (chapter, section, its part)."""

    article: str
    paragraph: str
    letter: str
    regulation: str
    chapter: str
    section: str
    sections: str
    part: str
    law: str
    ordinals: tuple[str, ...] = ()
    ordinal: str = ""


@dataclass(frozen=True, slots=True)
class GroundWords:
    """A ground for keeping: its name, why it holds, and when it ends where no date can be told."""

    name: str
    why: str
    until: str


@dataclass(frozen=True, slots=True)
class RightWords:
    """A right as answered: the letter's title, its outcome (all, some, nothing, nobody found), and the heading of what was done."""

    title: str
    done: str
    partly: str
    nothing: str
    nobody: str
    items: str


@dataclass(frozen=True, slots=True)
class Mailing:
    """A mail of the rights desk: its subject, and its paragraphs with named places."""

    subject: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """All words of one language; labels are looked up by id, phrases are templates with named places."""

    language: Language
    day_form: str = field(metadata={"key": "date"})
    months: tuple[str, ...]
    conjunction: str = field(metadata={"key": "and"})
    disjunction: str = field(metadata={"key": "or"})
    thousand: str
    units: Units
    citing: Citing
    counted: Mapping[str, Noun]
    rights: Mapping[str, RightWords]
    grounds: Mapping[str, GroundWords]
    phrases: Mapping[str, str]
    bases: Mapping[str, str]
    data: Mapping[str, str]
    activities: Mapping[str, str]
    purposes: Mapping[str, str]
    systems: Mapping[str, str]
    datasets: Mapping[str, str]
    events: Mapping[str, str]
    conditions: Mapping[str, str]
    parties: Mapping[str, str]
    countries: Mapping[str, str]
    sources: Mapping[str, str]
    roles: Mapping[str, str]
    tools: Mapping[str, str]
    review: Mapping[str, str]
    by_hand: Mapping[str, str]
    record: Mapping[str, str]
    people: Mapping[str, str]
    processing: Mapping[str, str]
    measures: Mapping[str, str]
    third_person: Mapping[str, Mapping[str, str]]
    banner: Mapping[str, str]
    desk: Mapping[str, Mailing]
    country: str | None = None

    def say(self, phrase: str, **values: str) -> str:
        """Fill one phrase; the values are never read as templates."""
        return self.phrases[phrase].format(**values)

    def mail(self, kind: str, **values: str) -> Mailing:
        """Fill a mail of the rights desk; the values are never read as templates."""
        plain = self.desk[kind]
        return Mailing(plain.subject.format(**values), tuple(line.format(**values) for line in plain.text))

    def day(self, day: date) -> str:
        """Write a date as a letter does: `2. februar 2026`, `2 February 2026`."""
        return self.day_form.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def number(self, number: int) -> str:
        """Write a whole number with the language's mark between thousands, taken from how it writes 1000."""
        return f"{number:,}".replace(",", self.thousand[1:-3])

    def count(self, noun: str, number: int) -> str:
        """Write how many: `1 record`, `12 records`."""
        return self._counted(self.counted[noun], number)

    def _counted(self, noun: Noun, number: int) -> str:
        return f"{self.number(number)} {noun.one if number == 1 else noun.many}"

    def duration(self, period: Period) -> str:
        """Write a period in the largest units that fit: `10 years`, `1 year and 6 months`, `30 days`."""
        years, months = divmod(period.months, 12)
        weeks, days = divmod(period.days, 7) if period.days % 7 == 0 and period.days < 30 else (0, period.days)  # noqa: PLR2004 - a month is said in days
        nouns = ((years, self.units.year), (months, self.units.month), (weeks, self.units.week), (days, self.units.day))
        return self.listed(self._counted(noun, number) for number, noun in nouns if number) or self._counted(self.units.day, 0)

    def listed(self, words: Iterable[str], last: str | None = None) -> str:
        """Join words as the language does: `a, b and c`; `last` joins the last two instead of "and"."""
        known = tuple(words)
        if len(known) < 2:  # noqa: PLR2004 - one word, or none, needs no conjunction
            return "".join(known)
        return f"{', '.join(known[:-1])} {last or self.conjunction} {known[-1]}"

    def article(self, reference: str) -> str:
        """Cite an article of the regulation, from `GDPR Art. 17(3)(b)`, `6.1.f` or `gdpr 82.1-3`."""
        found = _PART.findall(reference.lower().replace("gdpr", "").replace("art", "").replace(".", " "))
        forms = zip((self.citing.article, self.citing.paragraph), [part for part in found if part[0].isdigit()], strict=False)
        letters = [self.citing.letter.format(part) for part in found if part.isalpha()]
        return "".join(form.format(part) for form, part in forms) + "".join(letters)

    def regulation(self, reference: str) -> str:
        """Cite an article with the name of the regulation."""
        return self.citing.regulation.format(self.article(reference))


def with_own_words(pack: LanguagePack, policy: Policy) -> LanguagePack:
    """Give the pack with the words an organisation has for ids of its own, such as `measures.vault`, in place of the pack's."""
    own: dict[str, dict[str, str]] = {}
    for name, texts in policy.texts.items():
        section, dot, one = name.partition(".")
        if dot and pack.language in texts and section in _SECTIONS:
            own.setdefault(section, dict(getattr(pack, section)))[one] = texts[pack.language]
    return replace(pack, **own)  # type: ignore[arg-type] # every section holds words


def of_people(pack: LanguagePack) -> LanguagePack:
    """Give the pack as a record speaks: of people in the third person, never to them (GDPR Art. 30)."""
    told = {section: {**getattr(pack, section), **words} for section, words in pack.third_person.items()}
    return replace(pack, **told)  # type: ignore[arg-type] # every section holds words


_SECTIONS = frozenset({"data", "activities", "purposes", "systems", "events", "parties", "countries", "people", "processing", "measures"})


def parse_language(text: str, file: str) -> Parsed[LanguagePack]:
    """Read one language pack; `value` is None when there are faults."""
    return parse_as(LanguagePack, text, file)


def label(names: Mapping[str, str], name: str) -> str:
    """Name an id in the language; an id the pack lacks is shown as words."""
    return names.get(name) or name.replace("_", " ").replace(".", " ")


def capital(text: str) -> str:
    """Begin a text with a capital letter and leave the rest as it stands."""
    return text[:1].upper() + text[1:]


def missing_labels(policy: Policy, pack: LanguagePack) -> tuple[str, ...]:
    """List every id of the policy that the pack has no word for, as `section.id`."""
    acts = policy.activities.values()
    rules = [rule for _, rule in policy.rules()]
    sources = [act.source for act in acts if act.source and not isinstance(act.source, Gap)]
    categories = [recipient.category for recipient in policy.recipients.values() if recipient.category]
    shared = [name for recipient in policy.recipients.values() for name in recipient.purposes]
    wanted: tuple[tuple[str, Mapping[str, str], list[str]], ...] = (
        ("data", pack.data, [*policy.data, *policy.identifiers]),
        ("activities", pack.activities, list(policy.activities)),
        ("purposes", pack.purposes, [*(n for act in acts for p, facts in act.purposes.items() for n in (p, *facts.includes)), *shared]),
        ("systems", pack.systems, list(policy.systems)),
        ("events", pack.events, [name for name, event in policy.events.items() if not event.fiscal_year_of]),
        ("conditions", pack.conditions, [change.when for rule in rules for change in (*rule.unless, rule.early, rule.renew) if change]),
        ("parties", pack.parties, [*(party for source in sources for party in source.parties), *categories]),
        ("countries", pack.countries, [r.location for r in policy.recipients.values() if isinstance(r.location, str)]),
    )
    return tuple(f"{section}.{name}" for section, names, ids in wanted for name in dict.fromkeys(ids) if name not in names)
