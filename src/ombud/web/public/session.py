"""The session of a person: bound to one case or to one proved address, with a cookie and a path of its own, short-lived, revocable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ombud.policy.model import Language
from ombud.rights.cases import keys
from ombud.rights.models import KeyRow
from ombud.web.serving import home

COOKIE, PATH = "ombud_subject", "/my/"
LIFE = timedelta(minutes=30)


def begin(answer: HttpResponse, proved: keys.Known, now: datetime) -> HttpResponse:
    """Begin a session for what a link proved: its case, or its address."""
    secret = keys.draw("session", now, proved.case if isinstance(proved, KeyRow) else proved.email)
    answer.set_cookie(COOKIE, secret, path=PATH, max_age=LIFE, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE))
    return answer


def end(answer: HttpResponse, request: HttpRequest) -> HttpResponse:
    """End the session: its secret is void from now on, wherever it may have been copied to."""
    keys.end(request.COOKIES.get(COOKIE, ""))
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def proved(view: Callable[[HttpRequest, Language, keys.Known], HttpResponse]) -> Callable[[HttpRequest, Language], HttpResponse]:
    """Let only a person with a session see a page; anybody else is led to where a link is sent."""

    @wraps(view)
    def guarded(request: HttpRequest, lang: Language) -> HttpResponse:
        session = keys.known(request.COOKIES.get(COOKIE, ""), home().now(), ("session",))
        if session is None:
            return redirect("link", lang=lang)
        return view(request, lang, session)

    return guarded
