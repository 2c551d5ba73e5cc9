"""A statement as one language tells it on one day: laws by their names, the address of the day, own texts in that language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from ombud.notices.citation import Named, named
from ombud.notices.language import capital, label
from ombud.notices.saying.phrasebook import Voice
from ombud.policy.model import Address, Policy
from ombud.policy.statements import Statement
from ombud.policy.statements.slots import (
    Addresses,
    Articles,
    Authorities,
    Companies,
    Days,
    Events,
    Laws,
    Lengths,
    Numbers,
    Open,
    Owns,
    Parties,
    Texts,
    Words,
    Yes,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """An event, or the end of the fiscal year it falls in (month and day)."""

    event: str
    ends: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Moments:
    """Events as told."""

    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """Laws as cited: national ones by name and place, articles of the regulation by their number."""

    laws: tuple[Named, ...]
    articles: tuple[str, ...]


_SAME = (Words, Days, Lengths, Numbers, Articles, Yes)
"""Slots that every language tells as they are."""

Apart = Texts | Open | Events | Laws | Parties | Authorities | Companies | Owns | Addresses
"""Slots that each language tells in its own way."""

Value = Words | Days | Lengths | Numbers | Articles | Texts | Yes | Moments | Cited


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence holds: its kind, the activity it is about if any, and its slots by name."""

    kind: str
    slots: tuple[tuple[str, Value], ...]
    activity: str = ""

    def value(self, name: str) -> Value | None:
        """Give one slot."""
        return next((value for key, value in self.slots if key == name), None)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the statements of one policy in one language as of one day."""

    policy: Policy
    voice: Voice
    day: date

    def told(self, said: Statement) -> Told:
        """Tell one statement."""
        slots: list[tuple[str, Value]] = []
        activity = ""
        for name, slot in said.slots:
            if name == "activity" and isinstance(slot, Words):
                activity = slot.ids[0]
            elif isinstance(slot, _SAME):
                slots.append((name, slot))
            elif (value := self._value(slot)) is not None:
                slots.append((name, value))
        return Told(said.kind, tuple(slots), activity)

    def _value(self, slot: Apart) -> Value | None:  # noqa: PLR0911 - one line a shape
        match slot:
            case Texts(texts):
                return Texts(tuple(map(_one_line, texts)))
            case Open(of):
                return Words("open", (of,))
            case Events(ids):
                return Moments(tuple(sorted(set(map(self._moment, ids)), key=lambda one: (one.event, one.ends or ()))))
            case Laws(references):
                return self._cited(references)
            case Parties(ids):
                return Texts(tuple(map(self._party, ids)))
            case Authorities(ids):
                return Texts(tuple(map(self._authority, ids)))
            case Companies(ids):
                return Texts(tuple(map(self._company, ids)))
            case Owns(ids):
                return Texts(tuple(_one_line(self._own(name)) for name in ids))
            case Addresses(addresses, country):
                return self._address(addresses, country)
            case _:
                assert_never(slot)

    def _moment(self, name: str) -> Moment:
        event = self.policy.events.get(name)
        if event and event.fiscal_year_of:
            month, day = (event.ends or "12-31").split("-")
            return Moment(event.fiscal_year_of, (int(month), int(day)))
        return Moment(name)

    def _cited(self, references: tuple[str, ...]) -> Cited:
        articles = [reference.removeprefix("gdpr ") for reference in references if reference.startswith("gdpr ")]
        laws = [self._law(one) for one in references if not one.startswith("gdpr ")]
        return Cited(tuple(laws), tuple(articles))

    def _law(self, reference: str) -> Named:
        """Name a law as it stands on the day; the regulation as a whole by its name."""
        if reference == "gdpr" and (law := self.policy.laws.get("gdpr")):
            return Named(law.names.get(self.voice.pack.language, law.ref))
        return named(self.policy, self.voice.pack, reference, self.day)

    def _party(self, name: str) -> str:
        """Name a recipient, or the category it belongs to; one that the policy does not list by its id."""
        recipient = self.policy.recipients.get(name)
        return (recipient and recipient.name) or label(self.voice.words("parties"), (recipient and recipient.category) or name)

    def _company(self, name: str) -> str:
        company = self.policy.entities.get(name)
        return f"{_one_line(company.name)} ({self._country(company.country)})" if company else label({}, name)

    def _authority(self, name: str) -> str:
        authority = self.policy.authorities.get(name)
        return f"{authority.name} ({self._country(authority.country)})" if authority else label({}, name)

    def _own(self, name: str) -> str:
        texts, source = self.policy.texts.get(name, {}), self.policy.policy.languages.source
        return texts.get(self.voice.pack.language) or texts.get(source) or label({}, name)

    def _address(self, addresses: tuple[Address, ...], country: str | None) -> Texts | None:
        """Tell the address that is valid on the day, if there is one."""
        for one in addresses:
            if (one.valid_from or date.min) <= self.day <= (one.valid_to or date.max):
                place = self._country(one.country or country or "")
                return Texts((_one_line(", ".join(part for part in (one.street, f"{one.postcode} {one.city}", place) if part)),))
        return None

    def _country(self, name: str) -> str:
        return label(self.voice.words("countries"), name)

    def heading(self, activity: str) -> str:
        """Name an activity as its heading does."""
        return capital(label(self.voice.words("activities"), activity))


def _one_line(text: str) -> str:
    """Write a text in one line: a line break means nothing in a sentence."""
    return " ".join(text.split())
