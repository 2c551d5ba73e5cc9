"""The register of cookies: each with its kind, purposes, provider and life, and what a choice was about (ePrivacy Art. 5(3))."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ombud.policy.model import Asked, Cookie, Cookies, Gap, Policy, known
from ombud.policy.period import Period

NECESSARY = "necessary"
CATEGORIES = (NECESSARY, "functional", "analysis", "marketing")
"""The kinds of cookies; all but the first wait for a choice."""

CHOICE = "cc_cookie"
"""The cookie that remembers a choice; foreign privacy tools know it by this name."""


@dataclass(frozen=True, slots=True)
class Register:
    """What a policy tells of cookies: all of them, the necessary first, and by kind; which activities wait for a choice, and how they ask.

    `by_category` always has the necessary kind, `asking` names each activity whose cookies wait with the kinds it has, `asked` is None
    where nobody is asked or nothing waits, `remembered` while it is open for how long an answer holds. `third_parties` tells whether
    others set any. With another `edition` people are asked anew.
    """

    cookies: tuple[Cookie, ...]
    by_category: Mapping[str, tuple[Cookie, ...]]
    asking: Mapping[str, tuple[str, ...]]
    asked: Asked | None
    remembered: Period | None
    third_parties: bool
    edition: str

    @classmethod
    def of(cls, policy: Policy) -> Register:
        """Gather what a policy tells of cookies."""
        cookies, asking = _listed(policy), _asking(policy)
        asked = next((told.asked for told in _told(policy) if told.asked), None) if asking else None
        remembered = known(asked.remembered) if asked else None
        others = any(told.third_parties for told in _told(policy))
        return cls(cookies, _by_category(cookies), asking, asked, remembered, others, _edition(cookies, remembered))

    @property
    def optional(self) -> tuple[str, ...]:
        """Name the kinds that wait for a choice."""
        return tuple(kind for kind in self.by_category if kind != NECESSARY)


def matches(declared: str, name: str) -> bool:
    """Tell whether a name is the declared one; `_ga*` declares every name that begins so."""
    return name.startswith(declared[:-1]) if declared.endswith("*") else name == declared


def _listed(policy: Policy) -> tuple[Cookie, ...]:
    """List every cookie that the policy tells of, the necessary ones first; a link or a gap lists none."""
    found = (cookie for told in _told(policy) if isinstance(told.list, tuple) for cookie in told.list)
    return tuple(sorted(found, key=lambda cookie: CATEGORIES.index(cookie.category)))


def _by_category(cookies: tuple[Cookie, ...]) -> dict[str, tuple[Cookie, ...]]:
    grouped = {kind: tuple(one for one in cookies if one.category == kind) for kind in CATEGORIES}
    return {kind: ones for kind, ones in grouped.items() if ones or kind == NECESSARY}


def _asking(policy: Policy) -> dict[str, tuple[str, ...]]:
    told = {name: activity.cookies for name, activity in policy.activities.items() if activity.cookies}
    kinds = {name: {one.category for one in it.list} if isinstance(it.list, tuple) else set() for name, it in told.items()}
    waiting = {name: tuple(kind for kind in CATEGORIES if kind != NECESSARY and kind in has) for name, has in kinds.items()}
    return {name: has for name, has in waiting.items() if has}


def _edition(cookies: tuple[Cookie, ...], remembered: Period | None) -> str:
    """Digest what a choice is about: kinds, cookies, purposes, providers, how long it holds."""
    about = [[one.category, one.id, sorted(one.purposes), _provider(one)] for one in cookies]
    told = json.dumps([sorted(about), str(remembered)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _provider(cookie: Cookie) -> str:
    return "" if isinstance(cookie.provider, Gap) else cookie.provider or "us"


def _told(policy: Policy) -> Iterator[Cookies]:
    return (activity.cookies for activity in policy.activities.values() if activity.cookies)
