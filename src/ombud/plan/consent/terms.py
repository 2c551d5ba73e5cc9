"""What a policy says of a purpose that consent is asked for: its basis, who sends, by which channels, about what (GDPR Art. 4(11), 13)."""

from __future__ import annotations

from typing import Final

from ombud.errors import BadInputError
from ombud.plan.consent.choice import Choice, Kind
from ombud.plan.consent.gate import Terms
from ombud.policy.model import Activity, Gap, Policy, known

_SHARED: Final = ".disclosures."
_ADULT_ENOUGH: Final = 16
"""From this age a child consents alone wherever no country has set a lower one (GDPR Art. 8(1))."""


def activity_of(policy: Policy, purpose: str) -> tuple[str, Activity]:
    """Find the activity that a purpose belongs to; an activity may itself be named."""
    for name, activity in policy.activities.items():
        if _has(name, activity, purpose):
            return name, activity
    hint = f"Known: {', '.join(sorted(policy.activities))}."
    raise BadInputError("unknown-purpose", f"The policy has no purpose or activity `{purpose}`.", hint=hint)


def is_known(policy: Policy, purpose: str) -> bool:
    """Tell whether the policy has a purpose today."""
    return any(_has(name, activity, purpose) for name, activity in policy.activities.items())


def _has(name: str, activity: Activity, purpose: str) -> bool:
    return purpose == name or purpose in activity.purposes or (_SHARED in purpose and purpose in _sharing(name, activity))


def shared_with(activity: str, to: str) -> str:
    """Name the purpose under which somebody agrees that data of an activity are handed to a recipient (GDPR Art. 6(1)(a))."""
    return f"{activity}{_SHARED}{to}"


def is_sharing(purpose: str) -> bool:
    """Tell whether a purpose is that data are handed to somebody; a yes to what an activity does is no yes to that."""
    return _SHARED in purpose


def _sharing(name: str, activity: Activity) -> set[str]:
    return {shared_with(name, to) for one in activity.disclosures if "consent" in one.when for to in one.to}


def basis_of(activity: Activity, purpose: str) -> str:
    """Name the basis a purpose rests on, its own or the activity's; of several consent if it is one: nothing is allowed without."""
    if is_sharing(purpose):
        return "6.1.a"
    own = activity.purposes[purpose].basis if purpose in activity.purposes else None
    bases = own or activity.basis
    if isinstance(bases, Gap) or not bases:
        return ""
    letters = [known(basis.gdpr) or "" for basis in bases]
    return next((letter for letter in letters if letter in {"6.1.a", ""}), letters[0])


def old_enough(policy: Policy, age: int, country: str) -> bool:
    """Tell whether somebody of an age consents alone: from the age the policy tells for the country, else from 16 on (GDPR Art. 8(1))."""
    told = policy.children.consent_from if policy.children else {}
    return age >= told.get(country, _ADULT_ENOUGH)


def terms_of(policy: Policy, purpose: str, current: frozenset[str]) -> Terms:
    """Gather what the gate must know; `current` are the versions of the policy under which a consent was to the same thing as today's."""
    name, activity = activity_of(policy, purpose)
    marketing = any(one.marketing for key, one in activity.purposes.items() if purpose in (name, key))
    sending = activity.sending
    if sending is None or is_sharing(purpose):
        return Terms(basis_of(activity, purpose), marketing=marketing, current=current)
    return Terms(
        basis_of(activity, purpose),
        marketing=marketing,
        channels=() if "channels" in sending.open else sending.channels,
        topics=sending.content,
        senders=sending.senders,
        by_country=sending.by_country,
        current=current,
        exception=sending.customers is not None and not sending.customers.lacking,
        customers_only=sending.customers is not None,
    )


def senders(policy: Policy, purpose: str, country: str) -> tuple[str, ...]:
    """Resolve who sends to a reader in a country: those who send to everybody, and those of that country."""
    if is_sharing(purpose):
        return (purpose.partition(_SHARED)[2],)
    sending = activity_of(policy, purpose)[1].sending
    return () if sending is None else (*sending.senders, *sending.by_country.get(country, ()))


def tracking_of(policy: Policy, name: str) -> tuple[str, ...]:
    """Name the activities that look at what readers of a list do: the list's own, and those of the same people that only look."""
    people = set(policy.activities[name].people)
    return tuple(other for other, one in policy.activities.items() if _tracks(one) and (other == name or _only_looks(one, people)))


def _tracks(activity: Activity) -> bool:
    return activity.sending is not None and bool(activity.sending.tracks)


def _only_looks(activity: Activity, people: set[str]) -> bool:
    return activity.sending is not None and not activity.sending.content and activity.form is None and bool(people & set(activity.people))


def follows(policy: Policy, kind: Kind, purpose: str) -> tuple[str, ...]:
    """Name what goes with a no to direct marketing: profiles made for it are objected to, and taken back, with it (GDPR Art. 21(2))."""
    if kind not in {"objected", "withdrawn"} or not offer(policy, purpose).marketing:
        return ()
    name, _ = activity_of(policy, purpose)
    return tuple(other for other in tracking_of(policy, name) if other != name)


def watches_marketing(policy: Policy, name: str) -> bool:
    """Tell whether an activity looks at what readers of marketing do with it."""
    lists = (other for other in policy.activities if offer(policy, other).marketing)
    return any(name in tracking_of(policy, other) for other in lists)


def names(policy: Policy, parties: tuple[str, ...]) -> tuple[str, ...]:
    """Name parties as the proof keeps them: the name alone says to whom somebody agreed years later."""
    return tuple(_name(policy, one) for one in parties)


def _name(policy: Policy, party: str) -> str:
    if party in policy.entities:
        return f"{policy.entities[party].name} ({policy.entities[party].country})"
    return (policy.recipients[party].name if party in policy.recipients else None) or party


def _offered(terms: Terms) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*terms.senders, *(one for some in terms.by_country.values() for one in some))))


def offer(policy: Policy, purpose: str) -> Terms:
    """Tell what is offered under a purpose today."""
    return terms_of(policy, purpose, frozenset())


def refuse_outside(terms: Terms, choice: Choice) -> None:
    """Refuse a choice about something that is not offered under its purpose."""
    if choice.kind == "customer" and not terms.exception:
        hint = "Write `customers` under `sending`, with all that it asks for; without it nobody is written to without a yes."
        raise BadInputError(
            "no-customer-exception", f"The policy writes to no customers without consent for `{choice.purpose}`.", hint=hint
        )
    wanted = (("topic", choice.scope.topics, terms.topics), ("channel", choice.scope.channels, terms.channels))
    for what, given, known_ones in (*wanted, ("sender", choice.scope.senders, _offered(terms) if choice.scope.senders else ())):
        if strange := sorted(set(given) - set(known_ones)) if known_ones else []:
            hint = f"Known: {', '.join(known_ones)}."
            raise BadInputError(f"unknown-{what}", f"The policy offers no {what} `{strange[0]}` for `{choice.purpose}`.", hint=hint)
