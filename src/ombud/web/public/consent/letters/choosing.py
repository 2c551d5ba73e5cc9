"""The page of whoever has a letter: see and change topics, country and what may be looked at, or stop it all; no log-in."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ombud.consent.subscribing import tokens
from ombud.consent.subscribing.choosing import change, chosen, leave
from ombud.consent.subscribing.offer import offered
from ombud.consent.subscribing.tokens import Token
from ombud.errors import BadInputError
from ombud.policy.model import Language
from ombud.web.public.consent.letters.bounds import forged, small
from ombud.web.public.consent.letters.forms import CentreForm
from ombud.web.public.consent.letters.words import beside
from ombud.web.public.page import page
from ombud.web.serving import home


@csrf_exempt  # the token in the address is the right to do it, and whoever reads their mail needs no cookie of ours
@require_http_methods(["GET", "HEAD", "POST"])
@small
def choose(request: HttpRequest, lang: Language, token: str) -> HttpResponse:
    """Show what counts, or let what was chosen count from now on."""
    try:
        known = tokens.read(home(), "choose", token)
    except BadInputError:
        return forged(request)
    if known.purpose not in offered(home().policy):
        raise Http404
    if request.method == "POST" and "none" in request.POST:
        leave(home(), known, "centre")
        return page(request, "letters/left", lang, token=token)
    return _choices(request, lang, known, token)


def _choices(request: HttpRequest, lang: Language, known: Token, token: str) -> HttpResponse:
    told, counts = beside(known.purpose, lang, "centre"), chosen(home(), known)
    form = CentreForm(lang, told.offer, counts, request.POST if request.method == "POST" else None)
    saved = form.is_bound and form.is_valid()
    if saved:
        change(home(), known, form.wanted(), told.digest)
        counts = chosen(home(), known)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and not saved else HTTPStatus.OK
    return page(request, "letters/choose", lang, status, offer=told.offer, form=form, counts=counts, saved=saved, token=token)
