"""What a person sees of their case who has proved control of its address: how it stands, and its answer."""

from __future__ import annotations

import os
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from ombud.policy.model import Language
from ombud.rights.cases import keys
from ombud.rights.cases.keys import Known
from ombud.rights.cases.states import LIVING, beneath
from ombud.rights.handling import act
from ombud.rights.identity import address
from ombud.rights.identity.oidc.provider import configured
from ombud.rights.models import CaseRow, DoorRow, LetterRow, PackageRow
from ombud.web.public import session
from ombud.web.public.page import page
from ombud.web.serving import home


@require_safe
@session.proved
def case(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
    """Show how a case stands and when it is answered."""
    if isinstance(proved, DoorRow):
        return redirect("own", lang=lang)
    return shown(request, lang, proved.case)


def shown(request: HttpRequest, lang: Language, case: CaseRow, error: str = "", status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Write the page of a case, with what went wrong just now if anything did."""
    ready = PackageRow.objects.filter(case=case).first() if case.state == "closed" else None
    waits = case.waits_until.astimezone(home().zone) if case.waits_until and case.state in LIVING else None
    written = _written(case) if case.state in {"closed", "refused"} else None
    told = {"state_key": f"state.{beneath(case)}", "waits": waits, "stopped": address.stopped(case), "identity": _identity(case)}
    return page(request, "case", lang, status, case=case, package=ready, written=written, error=error, away=_away(case), **told)


def _written(case: CaseRow) -> LetterRow | None:
    """Give the answer that was written in words, or the reason for a no."""
    return case.letters.filter(inbound=False, kind__in=("answered", "refused")).order_by("at", "pk").last()


def _away(case: CaseRow) -> bool:
    """Tell whether the case waits for a system that is down."""
    last = case.events.order_by("-at", "-pk").first()
    return bool(last and last.what == "unavailable")


def _identity(case: CaseRow) -> dict[str, object] | None:
    """Tell why proof is asked for and what has been shown so far."""
    if beneath(case) != "identity":
        return None
    asked = case.proofs.filter(result="").order_by("asked_at").first()
    provider = configured(home().settings, os.environ, home().policy.identifiers)
    sent = case.events.filter(what="code", at__gt=home().now() - keys.LIFE["code"]).exists()
    return {"reason": asked.reason if asked else "", "sent": sent, "documents": case.documents.count(), "provider": provider}


@require_safe
@session.proved
def answer(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:  # noqa: ARG001 - every view has its language
    """Hand the answer over."""
    if isinstance(proved, DoorRow) or proved.case.state != "closed" or not PackageRow.objects.filter(case=proved.case).exists():
        raise Http404
    whole = HttpResponse(act.fetched(home(), proved.case, home().now()), content_type="application/zip")
    whole.headers["Content-Disposition"] = f'attachment; filename="{proved.case.number}.zip"'
    return whole


@require_POST
def leave(request: HttpRequest, lang: Language) -> HttpResponse:
    """End the session."""
    return session.end(redirect("centre", lang=lang), request)
