"""Holds in the console: place one, release it, see which must be looked at again; never whom they freeze."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from ombud.errors import BadInputError, OmbudError
from ombud.registers import freezing
from ombud.rights.wishes.wish import read_subjects
from ombud.store.models import HoldRow
from ombud.web.console.page import day, page
from ombud.web.console.staff import reading
from ombud.web.console.staff.me import may
from ombud.web.serving import home


@require_safe
@may("read_case")
def listed(request: HttpRequest) -> HttpResponse:
    """List the holds that stand, those to be reviewed first."""
    return _listed(request)


def _listed(request: HttpRequest, error: OmbudError | None = None) -> HttpResponse:
    standing = HoldRow.objects.filter(released_at=None).order_by("review_on", "placed_at").prefetch_related("reads")
    told = [(hold, reading.opened(request, hold)) for hold in standing]
    rules = sorted({declared.rule for _, declared in home().policy.rules()})
    kinds = sorted(home().policy.identifiers)
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return page(request, "holds", status, holds=told, rules=rules, kinds=kinds, error=error, given=request.POST)


@require_POST
@may("hold")
def add(request: HttpRequest) -> HttpResponse:
    """Place a hold."""
    given = request.POST
    try:
        subjects = read_subjects(given.get("subject", ""), home().policy.identifiers)
        wanted = freezing.Wanted(_filled(request, "reason"), _filled(request, "owner"), _review(request), given.get("rule", ""))
        freezing.place(home(), subjects, wanted)
    except OmbudError as error:
        return _listed(request, error)
    return redirect("holds")


def _filled(request: HttpRequest, name: str) -> str:
    value = request.POST.get(name, "").strip()
    if not value:
        raise BadInputError("hold-reason", "A hold needs a reason and an owner.", hint="Fill both in.")
    return value


def _review(request: HttpRequest) -> date:
    return day(request.POST.get("review", ""))


@require_POST
@may("hold")
def release(request: HttpRequest, hold: str) -> HttpResponse:
    """End a hold."""
    try:
        freezing.release(home(), hold)
    except OmbudError as error:
        return _listed(request, error)
    return redirect("holds")
