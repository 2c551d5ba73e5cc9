"""The policy as a document: its versions, principles and changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ombud.policy.model.fact import Gap, Language, Says


@dataclass(frozen=True, slots=True)
class Languages:
    """The language the facts were written in, those published and those that must be complete."""

    source: Language
    publish: tuple[Language, ...]
    required: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The policy as a document: version, day it takes effect, zone of its clocks, who reads it, what its opening claims of all use."""

    id: str
    version: str | Gap
    effective: date | Gap
    timezone: str
    calendar: str
    languages: Languages
    readers: tuple[str, ...]
    fulfils: tuple[Literal["gdpr-13", "gdpr-14"], ...]
    aim: Says
    applies_when: tuple[str, ...]
    only_with: Literal["consent"] | None = None

    @property
    def edition(self) -> str:
        """The version as a record names it; a policy published without one says so."""
        return self.version if isinstance(self.version, str) else "unnumbered"


@dataclass(frozen=True, slots=True)
class Storage:
    """The principle of keeping: no longer than needed, longer only by a special rule, reviewed; the law asks for the first alone."""

    no_longer_than: Literal["purpose"] | Gap
    longer_if: Literal["special_rule"] | Gap | None = None
    review: str | Gap | None = None
    aim: str | Gap | None = None
    reviewed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Breach:
    """What is promised when security fails: whom to tell, and when people are told (GDPR Art. 33, 34)."""

    authority: Literal["told", "told_and_helped"]
    people: Literal["high_risk", "rights_or_interests_hurt"]
    investigated: bool = False


@dataclass(frozen=True, slots=True)
class Children:
    """From which age a child consents alone, by country of the reader, and what is promised of children (GDPR Art. 8(1))."""

    consent_from: Mapping[str, int] = field(default_factory=dict)
    under: int | None = None
    collected: Literal["never", "not_knowingly", "with_parents_consent"] | None = None
    aimed_at: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """A version that came before: its number, its day, what changed."""

    version: str
    effective: date
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What happens when the policy changes; `unannounced` where it says that it may change without a word."""

    each_change: tuple[Literal["new_version_number", "new_date"], ...] | Gap
    new_use: tuple[Literal["notify_people", "ask_consent_if_needed"], ...]
    review: str | Gap | None = None
    update_when: tuple[str, ...] = ()
    unannounced: bool = False
