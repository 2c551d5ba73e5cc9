"""Choices are taken before Django's chain begins, all that wait at once: refusing one, which is rare, is left to the view behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from http.cookies import CookieError, Morsel
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import close_old_connections

from ombud.notices.cookies.register import CHOICE, Register, matches
from ombud.store.home import Home
from ombud.web import guard
from ombud.web.limits import pace
from ombud.web.limits.network import network
from ombud.web.public.consent.ahead import LARGEST, Answered, Head, Sent
from ombud.web.public.consent.choice import Answer, Unfit, remembered, understood
from ombud.web.public.consent.made import Made, made
from ombud.web.public.consent.proving import prove, worded
from ombud.web.serving import renewed

PATH: Final = "/consent/choice"
CHOICES: Final = 300
"""A minute, from one network address: a whole office may share one."""


def is_choice(environ: Mapping[str, str]) -> bool:
    """Tell whether a request may be a choice."""
    return environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] == "POST"


def take(sent: Sequence[Sent]) -> list[Answered | Exception]:
    """Record what is a choice, all in one transaction, and tell of the rest why it is none."""
    close_old_connections()
    home, asks = renewed(), made()
    found = [_understood(home, asks, one) for one in sent]
    prove(home, asks.register, [one for one in found if isinstance(one, Answer)])
    days = _remembered(home, asks.register)
    done = zip(sent, found, strict=True)
    return [_answer(asks.register, of.request, one, days) if isinstance(one, Answer) else one for of, one in done]


def _understood(home: Home, asks: Made, sent: Sent) -> Answer | Exception:
    """Look at a request from the cheapest side first."""
    try:
        _refuse_misplaced(asks, sent.request)
        before, gpc = remembered(sent.request.COOKIES.get(CHOICE, "")), sent.request.META.get("HTTP_SEC_GPC") == "1"
        return worded(home, understood(sent.body, before, asks.register, home.now(), header_gpc=gpc))
    except (Unfit, DisallowedHost) as why:
        return why


def _refuse_misplaced(asks: Made, request: Head) -> None:
    """Refuse what comes too often, from elsewhere, or cannot be a form of ours."""
    if not pace.allowed("consent.choice", network(request), CHOICES):
        raise Unfit("too-often")
    if not asks.tokens:
        raise Unfit("nothing-asked")
    if not _from_our_page(request):
        raise Unfit("elsewhere")
    if not request.is_form:
        raise Unfit("not-a-form")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Unfit("too-large")


def _from_our_page(request: Head) -> bool:
    """Tell whether one of our own pages sends this: another site must not choose for anybody (Fetch Metadata §2.4)."""
    host = request.get_host()  # refuses a name that the settings do not know
    if site := request.META.get("HTTP_SEC_FETCH_SITE"):
        return bool(site == "same-origin")
    origin = request.META.get("HTTP_ORIGIN")
    return not origin or urlsplit(origin).netloc == host


def _remembered(home: Home, register: Register) -> int:
    """Tell for how many days an answer holds."""
    today = home.today()
    return (register.remembered.after(today) - today).days if register.remembered else 0


def _answer(register: Register, request: Head, choice: Answer, days: int) -> Answered:
    """Say that it is done, and nothing else; a form without script is led back to its page."""
    secure = request.is_secure()
    cookies = [("Set-Cookie", cookie) for cookie in _cookies(register, request, choice, days)]
    headers = [*guard.headers(secure=secure).items(), *cookies]
    if choice.by_form:
        return "303 See Other", [("Location", f"{choice.shown.language}/?saved"), *headers]
    return "204 No Content", headers


def _cookies(register: Register, request: Head, choice: Answer, days: int) -> Iterator[str]:
    """Remember a choice by HTTP, since what a script writes is gone after a week in some browsers, and take away what got no yes.

    A no is remembered as long as a yes; of the others go those too that no script can see.
    """
    secure = request.is_secure() or bool(settings.SESSION_COOKIE_SECURE)
    yield _cookie(CHOICE, choice.cookie(register.edition), days * 24 * 3600, secure=secure)
    names = [one.id for one in register.cookies if one.category in (*choice.refused, *choice.withdrawn)]
    for name in request.COOKIES:
        if any(matches(declared, name) for declared in names):
            with suppress(CookieError):  # a name that no cookie can have
                yield _cookie(name, "", 0, secure=False)


def _cookie(name: str, value: str, seconds: int, *, secure: bool) -> str:
    morsel: Morsel[str] = Morsel()
    morsel.set(name, value, value)
    told = {"path": "/", "max-age": str(seconds), "samesite": "Lax"}
    morsel.update(told | ({"secure": "yes"} if secure else {}))
    return morsel.OutputString()
