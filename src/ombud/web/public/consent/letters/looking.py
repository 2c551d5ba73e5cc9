"""What tells that a letter was opened or a link followed: noted only while the reader allows it, answered alike whatever is noted."""

from __future__ import annotations

import base64

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from ombud.consent.sending import behaviour
from ombud.consent.subscribing import tokens
from ombud.errors import BadInputError
from ombud.web.public.consent.letters.bounds import forged
from ombud.web.serving import home

_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_LONGEST = 100


@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with a picture that nobody sees; from other sites it may be shown, since mail programs are other sites."""
    try:
        known = tokens.read(home(), "open", token)
    except BadInputError:
        return forged(request)
    if request.method == "GET":
        behaviour.opened(home(), known, request.headers.get("User-Agent", ""), _place(request))
    return HttpResponse(_PIXEL, content_type="image/gif", headers={"Cross-Origin-Resource-Policy": "cross-origin"})


@require_safe
def followed(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to where the link in the letter leads; nobody but us can write such an address."""
    try:
        known = tokens.read(home(), "click", token)
    except BadInputError:
        return forged(request)
    if request.method == "GET":
        behaviour.clicked(home(), known)
    return redirect(known.to)


def _place(request: HttpRequest) -> str:
    """Tell city and country as the proxy in front of us names them, if the home says by which headers; never an address of a network."""
    named = home().settings.get("place_headers", [])
    told = [request.headers.get(str(one), "").strip()[:_LONGEST] for one in named] if isinstance(named, list) else []
    return ", ".join(filter(None, told))[:_LONGEST]
