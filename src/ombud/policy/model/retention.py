"""How long data stay: one clock, its exceptions, what it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ombud.policy.model.fact import Action, Gap, Limit, Says
from ombud.policy.period import Period


@dataclass(frozen=True, slots=True)
class Unless:
    """A weighed reason to keep longer: who decides it, and the event or period that ends it."""

    when: str
    decides: str | None = None
    until: str | None = None
    extend: Period | Gap | None = None


@dataclass(frozen=True, slots=True)
class Renew:
    """A later event that starts the period anew."""

    when: str
    after: str
    period: Period = field(metadata={"key": "for"})


@dataclass(frozen=True, slots=True)
class Early:
    """A shorter period for the rows that lack an event."""

    when: str
    period: Period = field(metadata={"key": "for"})
    lacking: str | None = None


@dataclass(frozen=True, slots=True)
class Leaves:
    """What stays behind as proof of an erasure, in which form and for how long."""

    fields: tuple[str, ...]
    form: Literal["keyed_hash", "plain"]
    why: tuple[str, ...]
    period: Period | Gap = field(metadata={"key": "for"})
    optional: bool = False


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One clock: after an event, for a period, to a limit, then an action, for a reason (GDPR Art. 5(1)(e)).

    `as_a_rule` marks a promise that speaks of a rule with exceptions; it needs an `unless` to mean anything.
    """

    rule: str
    after: str | Gap
    period: Period | Gap = field(metadata={"key": "for"})
    limit: Limit = "exactly"
    as_a_rule: bool = False
    then: Action = "erase"
    data: tuple[str, ...] = ()
    why: tuple[str | Says, ...] = ()
    withstands: Literal["legal_claims", "legal_duty"] | None = None
    alive: str | None = field(default=None, metadata={"key": "while"})
    unless: tuple[Unless, ...] = ()
    renew: Renew | None = None
    early: Early | None = None
    always: tuple[str, ...] = ()
    leaves: Leaves | None = None
