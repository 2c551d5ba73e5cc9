"""What is too large, too often or forged is refused before anything is read of it, and counted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from ombud.consent.subscribing.counting import refused
from ombud.web.failures import failure
from ombud.web.limits.network import network
from ombud.web.limits.tries import FORMS, allowed
from ombud.web.serving import home

LARGEST = 20_000
"""Bytes of a form here; a full one has a tenth of it."""
View = Callable[..., HttpResponse]


def small(view: View) -> View:
    """Let a view see only what is as small as a form is."""

    @wraps(view)
    def bounded(request: HttpRequest, **parts: object) -> HttpResponse:
        if _length(request) > LARGEST:
            return turned_away(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "long")
        return view(request, **parts)

    return bounded


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "")
    return int(told) if told.isdigit() else len(request.body) if request.method == "POST" else 0


def turned_away(request: HttpRequest, status: HTTPStatus, why: str) -> HttpResponse:
    """Refuse with a page that says why, and count it."""
    refused(home(), "letters", why)
    return failure(request, status, why)


def forged(request: HttpRequest) -> HttpResponse:
    """Refuse a link that is none of ours; somebody who tries many is asked to wait."""
    if not allowed("letter-link", network(request), FORMS):
        return turned_away(request, HTTPStatus.TOO_MANY_REQUESTS, "often")
    return turned_away(request, HTTPStatus.NOT_FOUND, "missing")
