"""What GDPR Art. 15(1)(a)-(h) and 15(2) want told, computed from the policy for the activities a person was found in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ombud.policy.model import Activity, Address, Authority, Bases, Gap, Policy, Recipient, RetentionRule, Transfer

Told = Literal["rectify", "erase", "restrict", "object", "marketing", "port", "withdraw"]


@dataclass(frozen=True, slots=True)
class PurposeTold:
    """One purpose with its legal basis (GDPR Art. 15(1)(a))."""

    activity: str
    purpose: str
    basis: Bases | Gap


@dataclass(frozen=True, slots=True)
class DataTold:
    """The categories of data of one activity (GDPR Art. 15(1)(b))."""

    activity: str
    data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecipientTold:
    """One recipient by its id in the policy (GDPR Art. 15(1)(c))."""

    id: str
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class PeriodTold:
    """One retention rule of an activity, or the gap in its place (GDPR Art. 15(1)(d))."""

    activity: str
    rule: RetentionRule | Gap


@dataclass(frozen=True, slots=True)
class SourceTold:
    """From whom some data of an activity come (GDPR Art. 15(1)(g))."""

    activity: str
    source: Literal["provided", "observed", "derived", "third_party"]
    data: tuple[str, ...]
    parties: tuple[str, ...]
    public: bool


@dataclass(frozen=True, slots=True)
class AuthorityTold:
    """A supervisory authority and its address on the day (GDPR Art. 15(1)(f))."""

    authority: Authority
    address: Address | None


@dataclass(frozen=True, slots=True)
class DecisionsTold:
    """Whether an activity decides by machine alone; None where the policy does not say (GDPR Art. 15(1)(h))."""

    activity: str
    automated: Literal["none"] | None


@dataclass(frozen=True, slots=True)
class AccessAnswer:
    """All that an access answer tells beside the copy (GDPR Art. 15(1)-(2))."""

    purposes: tuple[PurposeTold, ...]
    data: tuple[DataTold, ...]
    recipients: tuple[RecipientTold, ...]
    periods: tuple[PeriodTold, ...]
    rights: tuple[Told, ...]
    authorities: tuple[AuthorityTold, ...]
    sources: tuple[SourceTold, ...]
    decisions: tuple[DecisionsTold, ...]
    transfers: tuple[Transfer, ...]


def answer(policy: Policy, today: date, country: str | None, activities: tuple[str, ...]) -> AccessAnswer:
    """Compute what Art. 15 wants told about these activities to a reader in this country."""
    acts = {name: policy.activities[name] for name in dict.fromkeys(activities) if name in policy.activities}
    recipients = tuple(RecipientTold(r, policy.recipients[r]) for r in dict.fromkeys(_recipients(policy, acts)) if r in policy.recipients)
    return AccessAnswer(
        purposes=tuple(told for name, act in acts.items() for told in _purposes(name, act)),
        data=tuple(DataTold(name, tuple(act.data)) for name, act in acts.items()),
        recipients=recipients,
        periods=tuple(PeriodTold(name, rule) for name, act in acts.items() for rule in act.retention),
        rights=rights(tuple(acts.values())),
        authorities=authorities(policy, today, country),
        sources=tuple(told for name, act in acts.items() for told in _sources(name, act)),
        decisions=tuple(DecisionsTold(name, act.automated_decisions) for name, act in acts.items()),
        transfers=tuple(t for t in policy.transfers.known if t.recipient in {told.id for told in recipients}),
    )


def bases(activity: Activity) -> Bases:
    """List every legal basis that an activity or one of its purposes rests on."""
    found = (activity.basis, *(purpose.basis for purpose in activity.purposes.values()))
    return tuple(basis for some in found if isinstance(some, tuple) for basis in some)


def rights(activities: tuple[Activity, ...]) -> tuple[Told, ...]:
    """Tell which rights the bases in use give (GDPR Art. 7(3), 16-18, 20-21)."""
    letters = {basis.gdpr for act in activities for basis in bases(act)}
    given = any(use.source in ("provided", "observed") for act in activities for use in act.data.values())
    optional: tuple[tuple[Told, bool], ...] = (
        ("object", bool(letters & {"6.1.e", "6.1.f"})),
        ("marketing", any(purpose.marketing for act in activities for purpose in act.purposes.values())),
        ("port", given and bool(letters & {"6.1.a", "6.1.b"})),
        ("withdraw", "6.1.a" in letters),
    )
    return ("rectify", "erase", "restrict", *(right for right, holds in optional if holds))


def authorities(policy: Policy, today: date, country: str | None) -> tuple[AuthorityTold, ...]:
    """List where to complain: the reader's own authority first, then those the policy names (GDPR Art. 77(1))."""
    own = [name for name, authority in policy.authorities.items() if authority.country == country]
    home = [name for name, authority in policy.authorities.items() if authority.country == policy.controller.country]
    named = [name for name in policy.rights.complaint.to if name in policy.authorities]
    order = dict.fromkeys([*own, *home] if own else [*home, *named])
    return tuple(AuthorityTold(policy.authorities[name], _address(policy.authorities[name], today)) for name in order)


def _address(authority: Authority, today: date) -> Address | None:
    valid = (a for a in authority.addresses if (a.valid_from or date.min) <= today <= (a.valid_to or date.max))
    return next(valid, None)


def _purposes(name: str, activity: Activity) -> tuple[PurposeTold, ...]:
    return tuple(PurposeTold(name, purpose, facts.basis or activity.basis) for purpose, facts in activity.purposes.items())


def _recipients(policy: Policy, activities: dict[str, Activity]) -> tuple[str, ...]:
    named = tuple(r for act in activities.values() for r in act.recipients)
    places = (policy.systems.get(system) for act in activities.values() for system in act.systems)
    return (*named, *(place.hosted_by for place in places if place and place.hosted_by))


def _sources(name: str, activity: Activity) -> tuple[SourceTold, ...]:
    origin = activity.source if activity.source and not isinstance(activity.source, Gap) else None
    parties, public = (origin.parties, origin.public) if origin else ((), False)
    by_source = {source: tuple(d for d, use in activity.data.items() if use.source == source) for source in _SOURCES}
    return tuple(
        SourceTold(name, source, data, parties if source == "third_party" else (), public and source == "third_party")
        for source, data in by_source.items()
        if data
    )


_SOURCES: tuple[Literal["provided", "observed", "derived", "third_party"], ...] = ("provided", "observed", "derived", "third_party")
