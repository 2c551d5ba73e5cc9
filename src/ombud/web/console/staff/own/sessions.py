"""The sessions of whoever is signed in, seen and ended by their owner once they have shown again who they are (OWASP ASVS 3.3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ombud.web.console.page import page
from ombud.web.console.staff import me, session
from ombud.web.serving import home

ALL = "others"


@dataclass(frozen=True, slots=True)
class Open:
    """A session that lasts: when it began and was used last, in which browser, and whether it is the one that looks."""

    id: str
    began: datetime
    seen: datetime
    browser: str
    here: bool


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Show them; end one, or all but this."""
    if request.method == "POST":
        _end(request, request.POST.get("session", ""))
        return redirect("staff-sessions")
    found = sorted((one for _, one in _mine(request)), key=lambda one: one.began, reverse=True)
    return page(request, "staff/sessions", HTTPStatus.OK, sessions=found, all=ALL)


def _end(request: HttpRequest, which: str) -> None:
    for key, one in list(_mine(request)):
        if not one.here and which in {one.id, ALL}:
            Session.objects.filter(pk=key).delete()


def _mine(request: HttpRequest) -> Iterator[tuple[str, Open]]:
    """Give each session of who is signed in with its secret, which goes no further than this module."""
    now, who = home().now(), str(me.person(request).pk)
    for row in Session.objects.filter(expire_date__gt=now).iterator():
        kept = row.get_decoded()
        if kept.get(SESSION_KEY) == who and (times := session.lasting(kept, now)):
            id_ = sha256(row.session_key.encode()).hexdigest()[:16]
            yield row.session_key, Open(id_, *times, kept.get(session.BROWSER, ""), row.session_key == request.session.session_key)
