"""What a person sees of their case who has proved control of its address: how it stands, and its answer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from ombud.policy.model import Language
from ombud.rights.cases.keys import Known
from ombud.rights.handling import act
from ombud.rights.models import DoorRow, PackageRow
from ombud.web.public import session
from ombud.web.public.page import page
from ombud.web.serving import home


@require_safe
@session.proved
def case(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
    """Show how a case stands and when it is answered."""
    if isinstance(proved, DoorRow):
        return redirect("own", lang=lang)
    ready = PackageRow.objects.filter(case=proved.case).first() if proved.case.state == "closed" else None
    return page(request, "case", lang, case=proved.case, package=ready, state_key=f"state.{proved.case.state}")


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
