"""Cases in the console: the list by deadline, one case with its preview, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from ombud.errors import OmbudError
from ombud.rights.cases.receive import PLANNED
from ombud.rights.cases.states import LIVING
from ombud.rights.handling import act, decide, told
from ombud.rights.models import CaseRow
from ombud.staff.roles import Verb
from ombud.web.console.page import page
from ombud.web.console.staff import reading
from ombud.web.console.staff.me import may
from ombud.web.serving import home

_PAGE = 50


@require_safe
@may("read_case")
def listed(request: HttpRequest) -> HttpResponse:
    """List the cases in which an answer is owed, the most urgent first."""
    return page(request, "cases", cases=CaseRow.objects.filter(state__in=LIVING).order_by("answer_by", "number")[:_PAGE])


@require_safe
@may("read_case")
def shown(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case."""
    return _shown(request, get_object_or_404(CaseRow, number=number))


def _shown(request: HttpRequest, case: CaseRow, error: OmbudError | None = None) -> HttpResponse:
    more = {
        "items": case.items.order_by("place", "pk"),
        "events": case.events.order_by("at"),
        "tasks": case.tasks.order_by("due"),
        "told": case.told.order_by("recipient"),
        "opened": reading.opened(request, case),
    }
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return page(request, "case", status, case=case, error=error, planned=case.right in PLANNED, verbs=VERBS_IN.get(case.state, ()), **more)


def _preview(request: HttpRequest, case: CaseRow) -> None:  # noqa: ARG001 - every verb has the request
    decide.preview(home(), case)


def _decide(request: HttpRequest, case: CaseRow) -> None:
    against = {
        item.pk: ("keep", request.POST.get(f"reason-{item.pk}", ""))
        for item in case.items.filter(proposed="erase")
        if request.POST.get(f"item-{item.pk}") == "keep"
    }
    decide.decide(home(), case, request.user.get_username(), home().now(), against)


def _carry_out(request: HttpRequest, case: CaseRow) -> None:
    act.carry_out(home(), case, request.user.get_username(), home().now())


def _task(request: HttpRequest, case: CaseRow) -> None:
    task = get_object_or_404(case.tasks, pk=_number(request, "task"))
    told.task_done(task, request.POST.get("note", ""), request.user.get_username(), home().now())
    act.finish(home(), case, request.user.get_username(), home().now())


def _told(request: HttpRequest, case: CaseRow) -> None:
    row = get_object_or_404(case.told, pk=_number(request, "recipient"))
    told.recipient_told(home(), row, home().now())


def _answered(request: HttpRequest, case: CaseRow) -> None:
    row = get_object_or_404(case.told, pk=_number(request, "recipient"))
    told.recipient_answered(row, home().now(), request.POST.get("reason", ""))
    act.finish(home(), case, request.user.get_username(), home().now())


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    if not given.isascii() or not given.isdigit():
        raise Http404
    return int(given)


VERBS: dict[str, Callable[[HttpRequest, CaseRow], None]] = {
    "preview": _preview,
    "decide": _decide,
    "carry-out": _carry_out,
    "task": _task,
    "told": _told,
    "answered": _answered,
}
NEEDS: dict[str, Verb] = {
    "preview": "decide",
    "decide": "decide",
    "carry-out": "carry_out",
    "task": "carry_out",
    "told": "carry_out",
    "answered": "carry_out",
}
VERBS_IN = {"open": ("preview", "decide"), "decided": ("carry-out",), "acting": ("carry-out",)}


@require_POST
@may(NEEDS)
def done(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do something with a case; what cannot be done is told beside it, and nothing is changed."""
    case = get_object_or_404(CaseRow, number=number)
    try:
        VERBS[verb](request, case)
    except OmbudError as error:
        return _shown(request, case, error)
    return redirect("console-case", number=number)
