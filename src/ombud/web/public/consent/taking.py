"""Choices are taken before Django's chain begins, all that wait at once: refusing one, which is rare, is left to the view behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import CookieError, Morsel
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.cookie import parse_cookie

from ombud.notices.cookies.register import CHOICE, matches
from ombud.store.engine.together import Together
from ombud.store.home import Home
from ombud.web import guard
from ombud.web.limits import pace
from ombud.web.limits.network import network
from ombud.web.public.consent.choice import Answer, Unfit, remembered, understood
from ombud.web.public.consent.made import made
from ombud.web.public.consent.proving import prove, worded
from ombud.web.serving import renewed

if TYPE_CHECKING:
    from ombud.web.serving import Application

PATH: Final = "/consent/choice"
WHY: Final = "ombud.why"
"""Where the view behind finds why nothing was taken; nobody outside can write there."""
LARGEST: Final = 2048
CHOICES: Final = 300
"""A minute, from one network address: a whole office may share one."""
_FORM: Final = "application/x-www-form-urlencoded"

Answered = tuple[str, list[tuple[str, str]]]
"""A status and headers; no answer has a body."""


class _Head(HttpRequest):
    """A request of which only the head is looked at: Django's own reads an empty query and an empty form for each."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self.META = environ
        self.COOKIES = parse_cookie(environ.get("HTTP_COOKIE", ""))


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a browser sends: the request, of which little is asked, and the form in it."""

    request: _Head
    body: bytes


def taking(serve: Application) -> Application:
    """Take choices in front of what else is served."""

    def answering(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST":
            return serve(environ, start)
        try:
            answer = _TOGETHER(_sent(environ))
        except Exception as why:  # noqa: BLE001 - the view behind raises it again where failures are told
            answer = why
        if isinstance(answer, Exception):
            environ[WHY] = answer
            return serve(environ, start)
        start(*answer)
        return [b""]

    return answering


def _sent(environ: dict[str, Any]) -> _Sent:
    size = int(environ.get("CONTENT_LENGTH") or 0)
    return _Sent(_Head(environ), environ["wsgi.input"].read(size) if size <= LARGEST else b"")


def _take(sent: Sequence[_Sent]) -> list[Answered | Exception]:
    """Record what is a choice, all in one transaction, and tell of the rest why it is none."""
    close_old_connections()
    home = renewed()
    found = [_understood(home, one) for one in sent]
    prove(home, made().register, [one for one in found if isinstance(one, Answer)])
    return [_answer(home, of.request, one) if isinstance(one, Answer) else one for of, one in zip(sent, found, strict=True)]


_TOGETHER: Final = Together(_take)


def _understood(home: Home, sent: _Sent) -> Answer | Exception:
    """Look at a request from the cheapest side first."""
    try:
        _refuse_misplaced(sent.request)
        before, gpc = remembered(sent.request.COOKIES.get(CHOICE, "")), sent.request.META.get("HTTP_SEC_GPC") == "1"
        return worded(home, understood(sent.body, before, made().register, home.now(), header_gpc=gpc))
    except (Unfit, DisallowedHost) as why:
        return why


def _refuse_misplaced(request: _Head) -> None:
    """Refuse what comes too often, from elsewhere, or cannot be a form of ours."""
    if not pace.allowed("consent.choice", network(request), CHOICES):
        raise Unfit("too-often")
    if not made().tokens:
        raise Unfit("nothing-asked")
    if not _from_our_page(request):
        raise Unfit("elsewhere")
    if request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != _FORM:
        raise Unfit("not-a-form")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Unfit("too-large")


def _from_our_page(request: _Head) -> bool:
    """Tell whether one of our own pages sends this: another site must not choose for anybody (Fetch Metadata §2.4)."""
    host = request.get_host()  # refuses a name that the settings do not know
    if site := request.META.get("HTTP_SEC_FETCH_SITE"):
        return bool(site == "same-origin")
    origin = request.META.get("HTTP_ORIGIN")
    return not origin or urlsplit(origin).netloc == host


def _answer(home: Home, request: _Head, choice: Answer) -> Answered:
    """Say that it is done, and nothing else; a form without script is led back to its page."""
    secure = request.is_secure()
    cookies = [("Set-Cookie", cookie) for cookie in _cookies(home, request.COOKIES, choice, secure=secure)]
    headers = [*guard.headers(secure=secure).items(), *cookies]
    if choice.by_form:
        return "303 See Other", [("Location", f"{choice.shown.language}/?saved"), *headers]
    return "204 No Content", headers


def _cookies(home: Home, sent: Iterable[str], choice: Answer, *, secure: bool) -> Iterator[str]:
    """Remember a choice by HTTP, since what a script writes is gone after a week in some browsers, and take away what got no yes.

    A no is remembered as long as a yes; of the others go those too that no script can see.
    """
    today, register = home.today(), made().register
    days = (register.remembered.after(today) - today).days if register.remembered else 0
    yield _cookie(CHOICE, choice.cookie(register.edition), days * 24 * 3600, secure=secure or bool(settings.SESSION_COOKIE_SECURE))
    names = [one.id for one in register.cookies if one.category in (*choice.refused, *choice.withdrawn)]
    for name in sent:
        if any(matches(declared, name) for declared in names):
            with suppress(CookieError):  # a name that no cookie can have
                yield _cookie(name, "", 0, secure=False)


def _cookie(name: str, value: str, seconds: int, *, secure: bool) -> str:
    morsel = Morsel[str]()
    morsel.set(name, value, value)
    told = {"path": "/", "max-age": str(seconds), "samesite": "Lax"}
    morsel.update(told | ({"secure": "yes"} if secure else {}))
    return morsel.OutputString()
