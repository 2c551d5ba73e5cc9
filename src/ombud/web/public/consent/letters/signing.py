"""Signing up on a page of ours or by a plain form on another site; the answer is the same whether or not the address is known."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ombud.consent.subscribing import signing
from ombud.consent.subscribing.counting import refused
from ombud.consent.subscribing.signing import Asked
from ombud.consent.subscribing.tokens import write
from ombud.policy.model import Language
from ombud.web.limits.network import network
from ombud.web.limits.tries import FORMS, LETTERS, allowed
from ombud.web.public.consent.letters.bounds import small, turned_away
from ombud.web.public.consent.letters.forms import SignUpForm
from ombud.web.public.consent.letters.words import Beside, beside
from ombud.web.public.page import page
from ombud.web.serving import home


@csrf_exempt  # nothing is done without the mail that asks to confirm, so that a form on another site may be sent here
@require_http_methods(["GET", "HEAD", "POST"])
@small
def subscribe(request: HttpRequest, lang: Language, name: str) -> HttpResponse:
    """Show the form, or take what was filled in and write to the address."""
    told, elsewhere = beside(name, lang, "page"), beside(name, lang, "embedded")
    if request.method != "POST":
        return _form(request, lang, told, SignUpForm(lang, told.offer, initial={"notice": told.digest}))
    if not allowed("form", network(request), FORMS):
        return turned_away(request, HTTPStatus.TOO_MANY_REQUESTS, "often")
    given = request.POST.copy()
    form, old = SignUpForm(lang, told.offer, given), given.get("notice") not in {told.digest, elsewhere.digest}
    if not form.is_valid() or old:
        refused(home(), "sign-up", "old-words" if old else "incomplete")
        given["notice"] = told.digest  # from here on they have read this page
        return _form(request, lang, told, form, HTTPStatus.UNPROCESSABLE_ENTITY, old=old)
    if allowed("letter", form.cleaned_data["email"], LETTERS):
        signing.ask(home(), _asked(name, lang, form))
    else:
        refused(home(), "sign-up", "often")
    return redirect("sent", lang=lang)


def _asked(name: str, lang: Language, form: SignUpForm) -> Asked:
    given = form.cleaned_data
    language = cast("Language", given.get("language") or lang)
    return Asked(name, language, given["email"], given["notice"], form.given(), form.topics(), form.country(), form.looks())


def _form(
    request: HttpRequest, lang: Language, told: Beside, form: SignUpForm, status: HTTPStatus = HTTPStatus.OK, *, old: bool = False
) -> HttpResponse:
    return page(request, "letters/subscribe", lang, status, offer=told.offer, form=form, old=old)


@require_safe
def snippet(request: HttpRequest, lang: Language, name: str) -> HttpResponse:
    """Give the form as HTML to put on another site: the same fields and words, sent to us."""
    told = beside(name, lang, "embedded")
    form = SignUpForm(lang, told.offer, initial={"notice": told.digest})
    to = signing.address(home(), f"{lang}/subscribe/{name}")
    context = {"lang": lang, "company": home().policy.controller, "offer": told.offer, "form": form, "to": to}
    return render(request, "public/letters/form.html", context, content_type="text/plain; charset=utf-8")


@csrf_exempt  # the secret in the address is the right to do it, and whoever reads their mail needs no cookie of ours
@require_http_methods(["GET", "HEAD", "POST"])
@small
def confirm(request: HttpRequest, lang: Language, secret: str) -> HttpResponse:
    """Open the link of the mail: looking at it confirms nothing, the button does, once."""
    if signing.waiting(home(), secret) is None:
        refused(home(), "confirm", "spent")
        return page(request, "spent", lang, HTTPStatus.GONE)
    if request.method != "POST":
        return page(request, "letters/confirm", lang)
    token = signing.confirm(home(), secret)
    if token is None:
        return page(request, "spent", lang, HTTPStatus.GONE)
    return page(request, "letters/confirmed", lang, token=write(home(), "choose", token))
