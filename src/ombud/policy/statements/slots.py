"""The facts inside a statement as typed slots: no word of any language, so that every language can say them and read them back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ombud.policy.model import Address, Gap, Says
from ombud.policy.period import Period


@dataclass(frozen=True, slots=True)
class Words:
    """Ids of one section of the vocabulary: data, purposes, people, countries and so on."""

    section: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Calendar days."""

    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Lengths:
    """Periods of calendar time."""

    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Events:
    """Events that start or end a clock, by their id in the policy."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Articles:
    """Articles of the regulation: `6.1.f`, `13`."""

    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Laws:
    """Laws as a policy cites them: `bogforingsloven`, `databeskyttelsesloven 11`, `gdpr 5.2`."""

    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parties:
    """Recipients by their id in the policy: told by name, or by category."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Companies:
    """Companies of the controller's group by their id in the policy: told by name and country."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Authorities:
    """Supervisory authorities by their id in the policy: told by name and country."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """What stands as it is in every language: names, numbers, addresses on the web."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owns:
    """The organisation's own texts, by their id in the policy."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Postal addresses with the days they are valid; a notice tells the one of its day."""

    addresses: tuple[Address, ...]
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A fact nobody has settled: what it is, and the gaps it waits for."""

    of: str
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Yes:
    """Something that is so: the slot's presence is the fact."""


Slot = (
    Words | Days | Lengths | Numbers | Events | Articles | Laws | Parties | Companies | Authorities | Texts | Owns | Addresses | Open | Yes
)


def ids(section: str, names: Iterable[str]) -> Words | None:
    """Name ids of a vocabulary section, in an order that does not depend on the file; none at all is no slot."""
    found = tuple(sorted(set(names)))
    return Words(section, found) if found else None


def word(section: str, name: str | Gap | None) -> Words | Open | None:
    """Name one id of a vocabulary section, or that it is open."""
    match name:
        case None:
            return None
        case Gap():
            return Open(section, (name.gap,))
        case _:
            return Words(section, (name,))


def days(known: Iterable[date | None]) -> Days | None:
    """Name days; those not given are left out."""
    found = tuple(sorted({day for day in known if day}))
    return Days(found) if found else None


def lengths(*known: Period | Gap | None) -> Lengths | Open | None:
    """Name periods; one that is open makes the whole open."""
    if gaps := _gaps(known):
        return Open("period", gaps)
    found = tuple(sorted({one for one in known if isinstance(one, Period)}, key=lambda one: (one.months, one.days)))
    return Lengths(found) if found else None


def events(*known: str | Gap | None) -> Events | Open | None:
    """Name events; one that is open makes the whole open."""
    if gaps := _gaps(known):
        return Open("event", gaps)
    found = tuple(sorted({one for one in known if isinstance(one, str)}))
    return Events(found) if found else None


def articles(references: Iterable[str]) -> Articles | None:
    """Name articles of the regulation."""
    found = tuple(sorted(set(references)))
    return Articles(found) if found else None


def laws(references: Iterable[str]) -> Laws | None:
    """Name laws as the policy cites them."""
    found = tuple(sorted(set(references)))
    return Laws(found) if found else None


def parties(names: Iterable[str]) -> Parties | None:
    """Name recipients."""
    found = tuple(sorted(set(names)))
    return Parties(found) if found else None


def companies(names: Iterable[str]) -> Companies | None:
    """Name companies of the group."""
    found = tuple(sorted(set(names)))
    return Companies(found) if found else None


def texts(*known: str | None) -> Texts | None:
    """Name what stands as it is; what is empty says nothing."""
    found = tuple(one for one in known if one)
    return Texts(found) if found else None


def place(known: str | Gap) -> Texts | Open:
    """Name a place on the web, or that it is open."""
    return Open("place", (known.gap,)) if isinstance(known, Gap) else Texts((known,))


def own(*known: Says | Gap | None) -> Owns | Open | None:
    """Name own texts; one that is open makes the whole open."""
    if gaps := _gaps(known):
        return Open("text", gaps)
    found = tuple(sorted({one.text for one in known if isinstance(one, Says)}))
    return Owns(found) if found else None


def _gaps(known: Iterable[object]) -> tuple[str, ...]:
    return tuple(sorted({one.gap for one in known if isinstance(one, Gap)}))


def yes(holds: bool) -> Yes | None:  # noqa: FBT001 - the fact is a truth value
    """Say that something is so."""
    return Yes() if holds else None
