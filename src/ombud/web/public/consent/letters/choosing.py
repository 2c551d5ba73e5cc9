"""The page of whoever has a letter: see and change topics, country and what may be looked at, or stop it all; no log-in."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ombud.consent.subscribing import tokens
from ombud.consent.subscribing.choosing import change, chosen
from ombud.consent.subscribing.leaving import leave
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
        leave(home(), [known], "centre")
        return page(request, "letters/left", lang, token=token)
    return _choices(request, lang, known, token)


def _choices(request: HttpRequest, lang: Language, known: Token, token: str) -> HttpResponse:
    """Let a choice count that was made to the words of today; to stop, no words are needed."""
    told, counts = beside(known.purpose, lang, "centre"), chosen(home(), known)
    given = request.POST.copy() if request.method == "POST" else None
    form = CentreForm(lang, told.offer, counts, told.digest, given)
    fits = form.is_bound and form.is_valid()
    old = fits and form.wanted().listed and form.cleaned_data["notice"] != told.digest
    if given is not None:
        given["notice"] = told.digest  # from here on they have read this page
    if saved := fits and not old:
        change(home(), known, form.wanted(), told.digest)
        counts = chosen(home(), known)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and not saved else HTTPStatus.OK
    return page(request, "letters/choose", lang, status, offer=told.offer, form=form, counts=counts, saved=saved, old=old, token=token)
