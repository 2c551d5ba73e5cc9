"""The first page: the promises, what is red first, then cases by deadline."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ombud.jobs import parked
from ombud.messages import outbox
from ombud.rights.cases.states import LIVING, first, passed
from ombud.rights.models import CaseRow
from ombud.staff.roles import allowed
from ombud.web.console import promises
from ombud.web.console.page import page, staff
from ombud.web.console.registers import charts
from ombud.web.console.staff.me import role
from ombud.web.limits.stopped import unusual
from ombud.web.serving import home


@require_safe
@staff
def overview(request: HttpRequest) -> HttpResponse:
    """Show how things stand."""
    cases = first(CaseRow.objects.order_by("answer_by", "number"), 20, LIVING)
    news = CaseRow.objects.filter(news=True).order_by("answer_by", "number")[:20]
    failures = len(outbox.failed()) + len(parked())
    day = home().today()
    charted = {"overdue": charts.overdue(day), "deadlines": charts.deadlines(day)}
    stopped = unusual(day) if "manage_staff" in allowed(role(request)) else []
    asked = request.GET.get("look") == "asked"
    return page(
        request,
        "overview",
        HTTPStatus.OK,
        cases=cases,
        news=news,
        passed=passed(),
        failures=failures,
        asked=asked,
        stopped=stopped,
        **charted,
        **promises.board(request, ("broken", "waived")),
    )
