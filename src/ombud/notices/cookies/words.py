"""How one language speaks of cookies: a kind of them, one of them, whom they come from, how long they live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ombud.notices.language import label
from ombud.notices.saying.phrasebook import Voice
from ombud.policy.model import Cookie, Gap, Policy
from ombud.policy.period import Period

SESSION = Period()
"""The life of a cookie that goes with the browser."""


def kind(name: str, voice: Voice) -> str:
    """Name a kind of cookies as a heading does."""
    return voice.pack.banner[f"kind_{name}"]


def about(cookies: Sequence[Cookie], policy: Policy, voice: Voice) -> str:
    """Say what cookies of one kind are for, who sets them and how long they live at most."""
    if not cookies:
        return voice.pack.banner["unlisted"]
    return " ".join(_about(cookies, policy, voice))


def _about(cookies: Sequence[Cookie], policy: Policy, voice: Voice) -> Iterator[str]:
    say = voice.pack.banner
    yield say["purposes"].format(purposes=purposes(cookies, voice))
    yield say["set_by"].format(parties=voice.pack.listed(providers(cookies, policy, voice)))
    lives = [one.life for one in cookies if isinstance(one.life, Period)]
    if len(lives) == len(cookies):
        longest = max(lives, key=Period.shortest_days)
        yield say["session"] if longest == SESSION else say["lives"].format(life=voice.pack.duration(longest))


def purposes(cookies: Iterable[Cookie], voice: Voice) -> str:
    """List what cookies are for."""
    names = dict.fromkeys(name for one in cookies for name in one.purposes)
    return voice.pack.listed(label(voice.words("purposes"), name) for name in names)


def providers(cookies: Iterable[Cookie], policy: Policy, voice: Voice) -> tuple[str, ...]:
    """Name who sets cookies, each once: us, a recipient by name, or the kind of recipients it is."""
    return tuple(dict.fromkeys(_provider(one.provider, policy, voice) for one in cookies))


def _provider(provider: str | Gap | None, policy: Policy, voice: Voice) -> str:
    if isinstance(provider, Gap):
        return voice.pack.banner["unsettled"]
    if provider in (None, "us"):
        return voice.pack.banner["us"]
    recipient = policy.recipients.get(provider or "")
    return (recipient and recipient.name) or label(voice.words("parties"), (recipient and recipient.category) or provider or "")


def life(cookie: Cookie, voice: Voice) -> str:
    """Tell how long a cookie lives."""
    if not isinstance(cookie.life, Period):
        return voice.pack.banner["unsettled"]
    return voice.pack.banner["until_closed"] if cookie.life == SESSION else voice.pack.duration(cookie.life)
