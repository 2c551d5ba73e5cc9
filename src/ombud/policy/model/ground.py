"""What activities stand on: laws, data, identifiers, systems, events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ombud.policy.model.fact import Gap, Language, Limit
from ombud.policy.period import Period


@dataclass(frozen=True, slots=True)
class Demand:
    """What a law demands or allows: how long, counted from which event."""

    keep: Period
    limit: Limit
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """From when a citation is no longer valid and what stands in its place."""

    day: date = field(metadata={"key": "from"})
    by: str
    cite: str


@dataclass(frozen=True, slots=True)
class Law:
    """A law as it is cited: its reference, names by language, sections, what it demands, when it was replaced."""

    ref: str
    names: Mapping[Language, str] = field(default_factory=dict)
    cite: str | None = None
    demands: Demand | None = None
    allows: Demand | None = None
    valid_from: date | None = None
    replaced: Replaced | None = None


@dataclass(frozen=True, slots=True)
class Datum:
    """A category of personal data and its terms in published vocabularies; labels come from the language packs."""

    dpv: str | None = None
    fides: str | None = None
    special: Literal["national_id", "art9", "art10"] | None = None
    identity_document: bool = False
    free_text: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A system as the policy promises it: where it stands, who hosts it, when its copies expire."""

    location: str | Gap
    hosted_by: str | None = None
    expires: Period | Gap | None = None
    backup: bool = False


Probed = Literal[
    "tls", "certificate", "dnssec", "mail_encryption", "two_factor", "encryption", "monitoring", "restore", "access_by_need",
    "no_real_data",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """A security measure as promised: against what, in which systems, what a probe of it looks at (GDPR Art. 32)."""

    against: tuple[Literal["destruction", "loss", "alteration", "disclosure", "access"], ...]
    probe: Probed | None = None
    systems: tuple[str, ...] = field(default=(), metadata={"key": "in"})
    limit: Literal["where_possible", "where_fitting", "reasonable"] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A named start of clocks: where it shows, or which other event it is derived from."""

    systems: tuple[str, ...] = field(default=(), metadata={"key": "in"})
    fiscal_year_of: str | None = None
    ends: str | None = None
    latest_of_person: bool = False
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Identifier:
    """A kind of identifier: how its values compare, whether one value is one person's, whether a person has only one.

    A number that is compared exactly is a person's only one unless `single: false` says otherwise: two who share an address stay two.
    """

    match: Literal["exact", "casefold"] = "exact"
    unique: bool = True
    single: bool | None = None

    @property
    def only_one(self) -> bool:
        """Tell whether a person has only one of the kind."""
        return self.match == "exact" if self.single is None else self.single
