"""Self-service: what names the address that was proved, told in the person's language; fetched, erased or stopped by a button."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ombud.errors import MisconfiguredError, UnavailableError
from ombud.execute.languages import language_pack, wording
from ombud.notices.language import capital, label
from ombud.notices.letters import copy_blocks, gone_table, review_blocks, stays_list
from ombud.notices.letters.model import Block
from ombud.notices.page import block
from ombud.policy.model import Language
from ombud.rights.cases.keys import Known
from ombud.rights.cases.states import beneath
from ombud.rights.models import DoorRow
from ombud.rights.own import act, held
from ombud.rights.own.choices import Choice
from ombud.rights.own.held import Held, Proposed
from ombud.web.failures import failure
from ombud.web.public import session
from ombud.web.public.forms import ChangeForm
from ombud.web.public.page import page
from ombud.web.serving import home

_LOG = logging.getLogger("ombud.web")


def patient(view: Callable[[HttpRequest, Language, Known], HttpResponse]) -> Callable[[HttpRequest, Language, Known], HttpResponse]:
    """Tell a person that a system is down, or lets us in no more, instead of failing."""

    @wraps(view)
    def guarded(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
        try:
            return view(request, lang, proved)
        except (UnavailableError, MisconfiguredError) as down:
            _LOG.warning("%s", down)
            return failure(request, HTTPStatus.SERVICE_UNAVAILABLE, "away")

    return guarded


@require_safe
@session.proved
@patient
def own(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
    """Show what names the address, or that nothing does, and what can be done about it."""
    if not isinstance(proved, DoorRow):
        return redirect("case", lang=lang)
    found = held.look(home(), proved.email, lang)
    names = wording(lang, home().policy).activities
    choices = [(one, capital(label(names, one.activity)), f"own.stop_{one.right}") for one in found.choices]
    may_change = bool(not found.shared and held.changeable(home(), found))
    shown = {"held": found, "changeable": may_change, "email": proved.email, "told": _told(found, lang), "choices": choices}
    return page(request, "own", lang, HTTPStatus.OK, lately=[(one, f"state.{beneath(one)}") for one in act.lately(proved.email)], **shown)


def _told(found: Held, lang: Language) -> SafeString:
    pack = language_pack(lang)
    return _html((*copy_blocks(pack, found.found.collected.items), *review_blocks(pack, found.found.collected.review)))


def _html(blocks: tuple[Block, ...]) -> SafeString:
    return mark_safe("\n".join(block(one, number) for number, one in enumerate(blocks, 1)))  # noqa: S308 - escaped where it is written


@require_safe
@session.proved
@patient
def export(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:  # noqa: ARG001 - every view has its request
    """Hand what names the address over as files."""
    found = held.look(home(), _alone(proved), lang)
    if found.shared or found.nothing:
        raise Http404
    whole = HttpResponse(act.take_along(home(), found), content_type="application/zip")
    whole.headers["Content-Disposition"] = 'attachment; filename="data.zip"'
    return whole


@require_POST
@session.proved
@patient
def stop(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
    """End a consent, or the marketing somebody objects to, now."""
    asked = [one for one in held.look(home(), _alone(proved), lang).choices if one == Choice(request.POST.get("activity", ""), one.right)]
    if not asked:
        raise Http404
    act.stop(home(), _alone(proved), asked[0], lang, home().now())
    return redirect("own", lang=lang)


@require_http_methods(["GET", "HEAD", "POST"])
@session.proved
@patient
def erase(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
    """Show item by item what would be erased and what stays, with its reason; then, by a button, do it."""
    email = _alone(proved)
    if held.look(home(), email, lang).shared:
        raise Http404
    shown = held.proposed(home(), email, lang)
    if request.method != "POST" or not shown.goes:
        return page(request, "own_erase", lang, HTTPStatus.OK, **_preview(shown, lang))
    if request.POST.get("mark") != shown.mark:
        return page(request, "own_erase", lang, HTTPStatus.CONFLICT, changed=True, **_preview(shown, lang))
    act.erase(home(), email, lang, home().now())
    return redirect("own", lang=lang)


@require_http_methods(["GET", "HEAD", "POST"])
@session.proved
@patient
def change(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
    """Correct what stands beside the address; the address itself is changed by a request, which the old one may stop."""
    email = _alone(proved)
    found = held.look(home(), email, lang)
    data = () if found.shared else held.changeable(home(), found)
    if not data:
        raise Http404
    form = ChangeForm(lang, data, home().policy, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "own_change", lang, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK, form=form)
    act.change(home(), email, {form.cleaned_data["datum"]: form.cleaned_data["value"]}, lang, home().now())
    return redirect("own", lang=lang)


def _preview(shown: Proposed, lang: Language) -> dict[str, object]:
    pack, place = language_pack(lang), home()
    goes = _html((gone_table(pack, shown.goes),)) if shown.goes else ""
    stays = _html((stays_list(place.policy, pack, place.today(), shown.stays),)) if shown.stays else ""
    return {"shown": shown, "goes": goes, "stays": stays}


def _alone(proved: Known) -> str:
    """Give the address of a session that is bound to one."""
    if not isinstance(proved, DoorRow):
        raise Http404
    return proved.email
