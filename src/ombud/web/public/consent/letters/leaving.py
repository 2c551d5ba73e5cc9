"""The way out of every letter: a page with one button, and the same address for mail programs (RFC 2369 §3.2, RFC 8058)."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ombud.consent.subscribing import tokens
from ombud.consent.subscribing.leaving import leave as left
from ombud.errors import BadInputError
from ombud.web.public.consent.letters.bounds import forged, small, turned_away
from ombud.web.public.page import page
from ombud.web.serving import home
from ombud.web.words import preferred

ONE_CLICK = ("List-Unsubscribe", "One-Click")


@csrf_exempt  # a mail program has neither cookie nor form of ours: the token is the right to do it (RFC 8058 §3.2)
@require_http_methods(["GET", "HEAD", "POST"])
@small
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, since mail programs look at links ahead; take a reader off the list when it is pressed."""
    try:
        known = tokens.read(home(), "leave", token)
    except BadInputError:
        return forged(request)
    pressed = request.method == "POST"
    if pressed and request.POST.get(ONE_CLICK[0]) != ONE_CLICK[1]:
        return turned_away(request, HTTPStatus.BAD_REQUEST, "bad")
    if pressed:
        left(home(), [known], "link")
    if pressed and "text/html" not in request.headers.get("Accept", ""):
        return HttpResponse(content_type="text/plain")  # a mail program shows nobody a page
    lang = preferred(request, home().policy.policy.languages.publish)
    return page(request, "letters/left" if pressed else "letters/leave", lang, token=tokens.write(home(), "choose", known))
