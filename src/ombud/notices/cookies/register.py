"""The register of cookies: each with its kind, purposes, provider and life, and what a choice was about (ePrivacy Art. 5(3))."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from ombud.policy.model import Asked, Cookie, Cookies, Gap, Policy, known
from ombud.policy.period import Period

NECESSARY = "necessary"
CATEGORIES = (NECESSARY, "functional", "analysis", "marketing")
"""The kinds of cookies; all but the first wait for a choice."""

CHOICE = "cc_cookie"
"""The cookie that remembers a choice; foreign privacy tools know it by this name."""


def listed(policy: Policy) -> tuple[Cookie, ...]:
    """List every cookie that the policy tells of, the necessary ones first; a link or a gap lists none."""
    found = (cookie for told in _told(policy) if isinstance(told.list, tuple) for cookie in told.list)
    return tuple(sorted(found, key=lambda cookie: CATEGORIES.index(cookie.category)))


def by_category(policy: Policy) -> dict[str, tuple[Cookie, ...]]:
    """Group the cookies by kind; the necessary kind is always there, the others where they have any."""
    cookies = listed(policy)
    grouped = {kind: tuple(one for one in cookies if one.category == kind) for kind in CATEGORIES}
    return {kind: ones for kind, ones in grouped.items() if ones or kind == NECESSARY}


def optional(policy: Policy) -> tuple[str, ...]:
    """Name the kinds that wait for a choice."""
    return tuple(kind for kind in by_category(policy) if kind != NECESSARY)


def asking(policy: Policy) -> dict[str, tuple[str, ...]]:
    """Name the activities whose cookies wait for a choice, each with the kinds it has."""
    told = {name: activity.cookies for name, activity in policy.activities.items() if activity.cookies}
    kinds = {name: {one.category for one in it.list} if isinstance(it.list, tuple) else set() for name, it in told.items()}
    waiting = {name: tuple(kind for kind in CATEGORIES if kind != NECESSARY and kind in has) for name, has in kinds.items()}
    return {name: has for name, has in waiting.items() if has}


def asked(policy: Policy) -> Asked | None:
    """Tell how people are asked; None where nobody is, or nothing waits for an answer."""
    found = next((told.asked for told in _told(policy) if told.asked), None)
    return found if found and optional(policy) else None


def remembered(policy: Policy) -> Period | None:
    """Tell for how long an answer is remembered; None while that is open."""
    how = asked(policy)
    return known(how.remembered) if how else None


def edition(policy: Policy) -> str:
    """Digest what a choice is about: kinds, cookies, purposes, providers, how long it holds; with another digest people are asked anew."""
    about = [[one.category, one.id, sorted(one.purposes), _provider(one)] for one in listed(policy)]
    told = json.dumps([sorted(about), str(remembered(policy))], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def matches(declared: str, name: str) -> bool:
    """Tell whether a name is the declared one; `_ga*` declares every name that begins so."""
    return name.startswith(declared[:-1]) if declared.endswith("*") else name == declared


def _provider(cookie: Cookie) -> str:
    return "" if isinstance(cookie.provider, Gap) else cookie.provider or "us"


def _told(policy: Policy) -> Iterator[Cookies]:
    return (activity.cookies for activity in policy.activities.values() if activity.cookies)
