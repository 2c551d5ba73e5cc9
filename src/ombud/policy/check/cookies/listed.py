"""Each cookie of the list against what the activity says: its provider, data, category and life."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.consent.proof import longer
from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import signs, valid
from ombud.policy.finding import Finding, Path
from ombud.policy.model import Activity, Cookie, Cookies
from ombud.policy.period import Period


def listed(look: Look) -> Iterator[Finding]:
    """Ask every check of every cookie."""
    for name, activity, cookies in with_cookies(look):
        for cookie in of_list(cookies):
            path = ("activities", name, "cookies", "list", cookie.id)
            yield from _told(look, path, activity, cookie)
            yield from _category(look, path, cookie)
            yield from _life(look, path, cookie)
            yield from _parties(look, path, cookies, cookie)


def with_cookies(look: Look) -> Iterator[tuple[str, Activity, Cookies]]:
    """List the activities that set cookies."""
    return ((name, activity, activity.cookies) for name, activity in look.policy.activities.items() if activity.cookies)


def of_list(cookies: Cookies) -> tuple[Cookie, ...]:
    """Give the cookies that are listed as facts; a link or a gap lists none."""
    return cookies.list if isinstance(cookies.list, tuple) else ()


def _told(look: Look, path: Path, activity: Activity, cookie: Cookie) -> Iterator[Finding]:
    """Report data and providers that only the cookie knows of (GDPR Art. 13(1)(e), 14(1)(d))."""
    for datum in sorted(set(cookie.data) - set(activity.data)):
        yield look.error("cookie-data-untold", (*path, "data"), "GDPR Art. 5(1)(a)", cookie=cookie.id, datum=datum)
    if isinstance(cookie.provider, str) and cookie.provider not in ("us", *activity.recipients):
        yield look.error("cookie-provider-untold", (*path, "provider"), "GDPR Art. 13(1)(e)", cookie=cookie.id, provider=cookie.provider)


def _category(look: Look, path: Path, cookie: Cookie) -> Iterator[Finding]:
    """Report a cookie that is called necessary and does more: the exception is for what the visitor asked for."""
    more = sorted(set(cookie.purposes) & signs(look.packs, "beyond_necessary"))
    if cookie.category == "necessary" and more:
        yield look.error(
            "cookie-not-necessary", (*path, "category"), "ePrivacy Directive Art. 5(3)", cookie=cookie.id, purposes=tuple(more)
        )


def _life(look: Look, path: Path, cookie: Cookie) -> Iterator[Finding]:
    for limit in (limit for pack in look.packs for limit in pack.cookies if cookie.category in limit.of and valid(limit, look.as_of)):
        if isinstance(cookie.life, Period) and longer(cookie.life, limit.most):
            yield look.warning("cookie-life-long", (*path, "life"), limit.article, cookie=cookie.id, life=cookie.life, most=limit.most)


def _parties(look: Look, path: Path, cookies: Cookies, cookie: Cookie) -> Iterator[Finding]:
    """Report a provider that decides for itself where third parties are denied."""
    provider = look.policy.recipients.get(cookie.provider) if isinstance(cookie.provider, str) else None
    if provider and provider.role in ("controller", "joint_controller") and not cookies.third_parties:
        yield look.error(
            "cookie-parties-denied", (*path, "provider"), "GDPR Art. 13(1)(e)", cookie=cookie.id, provider=str(cookie.provider)
        )


def third_parties(look: Look) -> Iterator[Finding]:
    """Report cookies of third parties where no third party is named (GDPR Art. 13(1)(e))."""
    for name, activity, cookies in with_cookies(look):
        known = (look.policy.recipients.get(recipient) for recipient in activity.recipients)
        others = any(recipient is not None and recipient.role not in ("processor", "authority") for recipient in known)
        if cookies.third_parties and not others:
            yield look.error("cookie-parties-unnamed", ("activities", name, "recipients"), "GDPR Art. 13(1)(e)", activity=name)


CHECKS = (listed, third_parties)
