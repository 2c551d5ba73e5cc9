"""Asking: a form, a mail to the address given, and the link in it; the answer is the same whether or not the address is known."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from ombud.errors import MisconfiguredError, UnavailableError
from ombud.execute.languages import language_pack
from ombud.policy.model import Language
from ombud.rights.cases import keys, letters
from ombud.rights.cases.receive import ASKED, Asked, Request, absolute, confirm, receive
from ombud.rights.handling import at_once
from ombud.rights.identity import address
from ombud.rights.models import CaseRow, DoorRow
from ombud.web.failures import failure
from ombud.web.limits.network import network
from ombud.web.limits.tries import FORMS, LETTERS, allowed
from ombud.web.public import session
from ombud.web.public.forms import AskForm, LinkForm
from ombud.web.public.page import page
from ombud.web.serving import home


@require_safe
def rights(request: HttpRequest, lang: Language) -> HttpResponse:
    """List what a person may ask."""
    return page(request, "rights", lang, rights=ASKED)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, lang: Language, right: str) -> HttpResponse:
    """Take a request: a case begins, its clock runs, and a mail goes to the address given."""
    if right not in ASKED:
        raise Http404
    form = AskForm(lang, right, home().policy, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return page(request, "ask", lang, status, right=right, form=form, title_key=f"right.{right}.title", text_key=f"right.{right}.text")
    if not allowed("form", network(request), FORMS):
        return failure(request, HTTPStatus.TOO_MANY_REQUESTS, "often")
    if allowed("letter", form.cleaned_data["email"], LETTERS):
        _receive(right, lang, form)
    return redirect("sent", lang=lang)


def _receive(right: Asked, lang: Language, form: AskForm) -> None:
    place, given = home(), form.cleaned_data
    now = place.now()
    with transaction.atomic():
        case = receive(
            place,
            Request(
                right, lang, "page", given["email"], purpose=given.get("purpose", ""), wish=given.get("wish", ""), changes=form.changes()
            ),
            "subject",
            now,
        )
        secret = keys.draw("confirm", now, case)
        until = language_pack(lang).day(place.day_of(now + keys.LIFE["confirm"]))
        letters.write_to(place, case.email, lang, "confirm", now, link=letters.link(place, lang, secret), until=until)


@require_safe
def sent(request: HttpRequest, lang: Language) -> HttpResponse:
    """Tell that a mail is on its way."""
    return page(request, "sent", lang)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, lang: Language) -> HttpResponse:
    """Send a link to whoever has the address: behind it stands what is held, or that nothing is."""
    form = LinkForm(lang, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "link", lang, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK, form=form)
    if not allowed("form", network(request), FORMS):
        return failure(request, HTTPStatus.TOO_MANY_REQUESTS, "often")
    if allowed("letter", form.cleaned_data["email"], LETTERS):
        _send_link(lang, form.cleaned_data["email"])
    return redirect("sent", lang=lang)


def _send_link(lang: Language, email: str) -> None:
    now = home().now()
    with transaction.atomic():
        secret = keys.draw("open", now, email)
        letters.write_to(home(), email, lang, "open", now, link=letters.link(home(), lang, secret))


@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, lang: Language, secret: str) -> HttpResponse:
    """Open a link: looking at it changes nothing, so that a mail program that looks ahead uses nothing up; the button does."""
    now = home().now()
    known = keys.known(secret, now)
    if known is None:
        return page(request, "spent", lang, HTTPStatus.GONE)
    if request.method != "POST":
        return page(request, "key", lang, use=known.use)
    used = keys.redeem(secret, now)
    if used is None:
        return page(request, "spent", lang, HTTPStatus.GONE)
    if isinstance(used, DoorRow):
        return session.begin(redirect("own", lang=lang), used, now)
    if used.use == "stop":
        address.stop(used.case, now)
        return page(request, "stopped", lang)
    if used.use == "confirm":
        _confirmed(used.case, now)
    return session.begin(redirect("case", lang=lang), used, now)


def _confirmed(case: CaseRow, now: datetime) -> None:
    with transaction.atomic():
        confirm(case, now)
        letters.write(home(), case, "received", now)
    if absolute(case, home().policy):
        at_once.take_effect(home(), case, now)
    with suppress(UnavailableError, MisconfiguredError):  # told before the change is made, at the latest
        address.tell(home(), case, now)
