"""The policy as a document: its versions, principles and changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ombud.policy.model.fact import Language, Says


@dataclass(frozen=True, slots=True)
class Languages:
    """The language the facts were written in, those published and those that must be complete."""

    source: Language
    publish: tuple[Language, ...]
    required: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The policy as a document: version, day it takes effect, zone of its clocks, who reads it."""

    id: str
    version: str
    effective: date
    timezone: str
    calendar: str
    languages: Languages
    readers: tuple[str, ...]
    fulfils: tuple[Literal["gdpr-13", "gdpr-14"], ...]
    aim: Says
    applies_when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Storage:
    """The principle of keeping: no longer than needed, longer only by a special rule, reviewed."""

    no_longer_than: Literal["purpose"]
    longer_if: Literal["special_rule"]
    review: str
    aim: str
    reviewed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Children:
    """From which age a child consents alone, by country of the reader (GDPR Art. 8(1))."""

    consent_from: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happens when the policy changes."""

    review: str
    each_change: tuple[Literal["new_version_number", "new_date"], ...]
    new_use: tuple[Literal["notify_people", "ask_consent_if_needed"], ...]
    update_when: tuple[str, ...] = ()
