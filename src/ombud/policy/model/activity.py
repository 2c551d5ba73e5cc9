"""One processing activity: whose data, which, why, on which basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ombud.policy.model.fact import Gap, Letter, Says
from ombud.policy.model.parts import (
    ContactPermission,
    Cookies,
    Disclosure,
    Form,
    Handled,
    Identity,
    Joint,
    Leave,
    Origin,
    Posting,
    Premises,
    Profiling,
    Provide,
    Recording,
    Screening,
    Sending,
    Surveillance,
    Survey,
)
from ombud.policy.model.retention import RetentionRule


@dataclass(frozen=True, slots=True)
class Balance:
    """A balancing test: what was weighed, when, by which role, when it is due again (GDPR Art. 6(1)(f))."""

    text: str
    on: date | None = None
    by: str | None = None
    review: date | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """One legal basis: the letter, the law behind (c), the interest and balance behind (f), the data and people it covers."""

    gdpr: Letter | Gap
    law: tuple[str, ...] = ()
    interest: Says | None = None
    balance: Balance | Gap | None = None
    data: tuple[str, ...] = ()
    given: str | None = None
    people: tuple[str, ...] = ()
    note: str | None = None


Bases = tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why data are used; without a basis of its own it rests on the activity's."""

    basis: Bases | Gap | None = None
    includes: tuple[str, ...] = ()
    marketing: bool = False
    how: str | None = None
    times: Literal["once", "several"] | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """How an activity has a datum: whether it must be given, and who gives it (GDPR Art. 13(2)(e), 14(2)(f))."""

    need: Literal["required", "optional"] = "required"
    source: Literal["provided", "observed", "derived", "third_party"] = "provided"


@dataclass(frozen=True, slots=True)
class Activity:
    """One processing activity (GDPR Art. 30): whose data, which, why, on which basis, shared with whom, until when."""

    people: tuple[str, ...]
    basis: Bases | Gap
    retention: tuple[RetentionRule | Gap, ...]
    data: Mapping[str, Use] = field(default_factory=dict)
    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    confined_to: tuple[str, ...] = ()
    source: Origin | Gap | None = None
    shares: Literal["referrals"] | None = None
    automated_decisions: Literal["none"] | None = None
    cookies: Cookies | None = None
    form: Form | None = None
    handled: Handled | None = None
    provide: Provide | None = None
    leave: Leave | None = None
    contact_permission: ContactPermission | None = None
    identity: Identity | None = None
    suppresses: tuple[str, ...] = ()
    free: bool = False
    sending: Sending | None = None
    profiling: Profiling | None = None
    joint: Joint | None = None
    survey: Survey | None = None
    recording: Recording | None = None
    posting: Posting | None = None
    premises: Premises | None = None
    surveillance: Surveillance | None = None
    disclosures: tuple[Disclosure, ...] = ()
    screening: Screening | None = None
    told_in: str | Gap | None = None
