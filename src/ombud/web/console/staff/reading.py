"""Reading about a person: each opening has its reason and leaves its mark; within an hour of the same session it is asked once."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from ombud.errors import BadInputError
from ombud.rights.cases.reading import REASONS, note
from ombud.rights.models import CaseRow
from ombud.staff.roles import allowed
from ombud.web.console.page import page
from ombud.web.console.staff import me
from ombud.web.console.staff.me import may
from ombud.web.serving import home

HOUR = 3600.0
_OPENED = "opened"


def opened(request: HttpRequest, case: CaseRow) -> bool:
    """Tell whether who is signed in may read about the person of a case now: their role may, and they gave a reason within the hour."""
    at = request.session.get(_OPENED, {}).get(case.id, 0.0)
    return "read_person" in allowed(me.role(request)) and home().now().timestamp() - at < HOUR


@require_http_methods(["GET", "HEAD", "POST"])
@may("read_person")
def open_person(request: HttpRequest, number: str) -> HttpResponse:
    """Open the part of a case that is about a person, for a reason."""
    case = get_object_or_404(CaseRow, number=number)
    if request.method != "POST":
        return page(request, "staff/reason", case=case, reasons=REASONS)
    reason, words = request.POST.get("reason", ""), request.POST.get("words", "").strip()[:500]
    try:
        note(home(), case, me.person(request).get_username(), me.role(request), reason, words)
    except BadInputError:
        return page(request, "staff/reason", HTTPStatus.CONFLICT, case=case, reasons=REASONS, missing=True)
    request.session[_OPENED] = request.session.get(_OPENED, {}) | {case.id: home().now().timestamp()}
    return redirect("console-case", number=number)
