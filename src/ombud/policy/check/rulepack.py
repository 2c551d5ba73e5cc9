"""Rule packs: what the law asks, as dated data; nothing in them is a constant of the code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from ombud.policy.finding import Path
from ombud.policy.parse import Parsed, parse_as
from ombud.policy.period import Period

Absence = Literal["error", "warning", "note", "allowed"]


@dataclass(frozen=True, slots=True)
class Item:
    """A fact that must be given: where it stands, which law asks for it, whether the law leaves no choice.

    `wording` names the sentence that tells it in the language files; without it, the id does.
    """

    id: str
    article: str
    at: tuple[str, ...]
    absent: Absence = "error"
    mandatory: bool = True
    wording: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """An act as it is cited: until when, what stands in its place, whether it demands that anything be kept."""

    ref: str
    name: str
    demands: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    by: str | None = None
    cite: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """The street an authority answers on, and since when that is known."""

    street: str
    postcode: str
    city: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class KnownAuthority:
    """A supervisory authority of a country (GDPR Art. 51)."""

    country: str
    name: str
    addresses: tuple[KnownAddress, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A country or region that data may stay in without a transfer (GDPR Art. 44, EEA Agreement)."""

    code: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Marketing:
    """Which act of a country asks for consent before electronic marketing, and where it excepts customers (ePrivacy Directive Art. 13)."""

    country: str
    article: str
    customers: str = "ePrivacy Directive Art. 13(2)"
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday of a calendar: so many days after Easter Sunday, or a day of the year (Reg. 1182/71 Art. 3(4))."""

    calendar: str
    name: str
    easter: int | None = None
    day: str | None = None
    source: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """The age from which a child consents alone to what is offered online (GDPR Art. 8(1))."""

    country: str
    age: int
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class NotParty:
    """Signs that the person is not a party to the contract: groups of people, and data that only an organisation has."""

    people: tuple[str, ...]
    data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Adequate:
    """A country the Commission holds adequate, for whole or part of what goes there (GDPR Art. 45(3))."""

    country: str
    valid_from: date
    valid_to: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Footage:
    """How long film of a camera may stay in a country, as a law or as the authority's measure, and when it may be handed over."""

    country: str
    most: Period
    article: str
    law: bool = False
    hand_over: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Longest:
    """How long something named by its data or kind may stay before a check speaks up."""

    of: tuple[str, ...]
    most: Period
    article: str
    valid_from: date | None = None
    valid_to: date | None = None


Sign = Literal["no_consent", "secret", "device", "beyond_necessary", "identifying", "postal", "officer", "beginning"]


@dataclass(frozen=True, slots=True)
class Rulepack:
    """One file of law: a region, its list of facts, acts, authorities."""

    pack: str
    applies_from: date | None = None
    items: tuple[Item, ...] = ()
    acts: tuple[Act, ...] = ()
    authorities: tuple[KnownAuthority, ...] = ()
    inside: tuple[Member, ...] = ()
    marketing: tuple[Marketing, ...] = ()
    calendars: tuple[str, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    ages: tuple[Age, ...] = ()
    not_party: NotParty | None = None
    adequate: tuple[Adequate, ...] = ()
    footage: tuple[Footage, ...] = ()
    proofs: tuple[Longest, ...] = ()
    cookies: tuple[Longest, ...] = ()
    signs: Mapping[Sign, tuple[str, ...]] = field(default_factory=dict)


Shape = tuple[int, Path, Path]
Index = Mapping[Shape, Sequence[tuple[Path, Item]]]
Dated = Item | Act | KnownAddress | Member | Marketing | Holiday | Age | Adequate | Footage | Longest


@lru_cache(64)
def read_rulepack(text: str, file: str) -> Parsed[Rulepack]:
    """Read one rule pack; its faults are those of any other file. The same text is read once: every check asks for the same packs."""
    return parse_as(Rulepack, text, file)


def valid(thing: Dated, day: date) -> bool:
    """Tell whether something dated is valid on the day; no date means always."""
    return (thing.valid_from is None or thing.valid_from <= day) and (thing.valid_to is None or day <= thing.valid_to)


def signs(packs: Iterable[Rulepack], kind: Sign) -> frozenset[str]:
    """Gather the words that are a sign of something, as the rule packs list them."""
    return frozenset(word for pack in packs for word in pack.signs.get(kind, ()))


def by_shape(packs: Iterable[Rulepack], day: date) -> Index:
    """Sort the items that are law on the day by the length, the first and the last step of the paths they speak of."""
    index: dict[Shape, list[tuple[Path, Item]]] = {}
    for item in (item for pack in packs for item in pack.items if valid(item, day)):
        for steps in (tuple(at.split(".")) for at in item.at):
            index.setdefault((len(steps), steps[:1], steps[-1:]), []).append((steps, item))
    return index


def asked_at(index: Index, path: Path) -> Item | None:
    """Give the fact that the law asks for at a place; one that names the last step goes before one that leaves it open."""
    for last in (path[-1:], ("*",)):
        for steps, item in index.get((len(path), path[:1], last), ()):
            if all(step in ("*", part) for step, part in zip(steps, path, strict=True)):
                return item
    return None
