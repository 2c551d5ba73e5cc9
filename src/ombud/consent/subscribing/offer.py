"""What a sign-up form asks for and what it tells, from the policy alone (GDPR Art. 4(11), 7(3), 13)."""

from __future__ import annotations

from dataclasses import dataclass

from ombud.consent.ledger.shown import Shown
from ombud.errors import BadInputError
from ombud.execute.languages import speaking
from ombud.notices.saying.phrasebook import Voice
from ombud.plan.consent.terms import basis_of, names, tracking_of
from ombud.policy.model import Activity, Language, Policy


@dataclass(frozen=True, slots=True)
class Tracking:
    """An activity that looks at what readers do with letters: its name, and what it looks at, in words."""

    name: str
    tracks: tuple[str, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One list that people can sign up to: the data asked for, the topics, who sends, and what else is asked permission for."""

    name: str
    title: str
    asks: tuple[str, ...]
    needed: frozenset[str]
    topics: tuple[tuple[str, str], ...]
    senders: tuple[str, ...]
    by_country: tuple[tuple[str, str, tuple[str, ...]], ...]
    tracking: tuple[Tracking, ...]
    countries: tuple[tuple[str, str], ...]


def offered(policy: Policy) -> tuple[str, ...]:
    """Name the activities that people can sign up to on a page: those with a form, letters by e-mail, and consent as their basis."""
    return tuple(name for name, one in policy.activities.items() if _has_list(name, one))


def _has_list(name: str, activity: Activity) -> bool:
    by_mail = activity.form is not None and activity.sending is not None and "email" in activity.sending.channels
    return by_mail and activity.form is not None and "email" in activity.form.asks and basis_of(activity, name) == "6.1.a"


def offer_of(policy: Policy, name: str, lang: Language) -> Offer:
    """Tell what one list offers, in one language."""
    if name not in offered(policy):
        hint = f"Known: {', '.join(offered(policy)) or 'none'}."
        raise BadInputError("unknown-list", "The policy has no such list to sign up to.", hint=hint)
    activity, voice = policy.activities[name], speaking(lang, policy)
    form, sending = activity.form, activity.sending
    assert form is not None and sending is not None  # noqa: S101, PT018 - `offered` has looked
    topics, countries = voice.words("content"), voice.words("countries")
    by_country = sorted((countries.get(code, code), code, names(policy, some)) for code, some in sending.by_country.items())
    home = policy.controller.country
    return Offer(
        name,
        voice.words("activities").get(name, name),
        form.asks,
        frozenset(one for one in form.asks if one == "email" or (one in activity.data and activity.data[one].need != "optional")),
        tuple((one, topics.get(one, one)) for one in sending.content),
        names(policy, sending.senders),
        tuple((code, said, some) for said, code, some in by_country),
        tuple(_tracking(policy, one, voice) for one in tracking_of(policy, name)),
        tuple(sorted(((code, countries.get(code, code)) for code in {home, *sending.by_country} if code), key=lambda one: one[1])),
    )


def _tracking(policy: Policy, name: str, voice: Voice) -> Tracking:
    sending = policy.activities[name].sending
    tracks = sending.tracks if sending else ()
    return Tracking(name, tracks, voice.pack.listed(voice.words("tracks").get(one, one) for one in tracks))


def shown(offer: Offer, lang: Language, layout: str, said: tuple[str, ...]) -> Shown:
    """Write down what a person is shown: the sentences of the page, the topics, every company that may send, what is looked at."""
    topics = [f"- {said}" for _, said in offer.topics]
    companies = [f"- {name}" for name in offer.senders]
    local = [f"- {country}: {', '.join(some)}" for _, country, some in offer.by_country]
    return Shown(offer.name, lang, layout, "\n".join((*said, *topics, *companies, *local, *(one.told for one in offer.tracking))))
