"""Reading about a person: each opening has its reason and leaves its mark; within an hour of the same session it is asked once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from ombud.errors import BadInputError
from ombud.rights.cases.reading import REASONS, note, read_hold
from ombud.rights.models import CaseRow
from ombud.staff.roles import allowed
from ombud.store.models import HoldRow
from ombud.web.console.page import page
from ombud.web.console.staff import me
from ombud.web.console.staff.me import may
from ombud.web.serving import home

HOUR = 3600.0
_OPENED = "opened"


def opened(request: HttpRequest, about: CaseRow | HoldRow) -> bool:
    """Tell whether who is signed in may read about the people of a case or a hold now: their role may, and a reason was given lately."""
    at = request.session.get(_OPENED, {}).get(about.id, 0.0)
    return "read_person" in allowed(me.role(request)) and home().now().timestamp() - at < HOUR


@require_http_methods(["GET", "HEAD", "POST"])
@may("read_person")
def open_person(request: HttpRequest, number: str) -> HttpResponse:
    """Open the part of a case that is about a person, for a reason."""
    case = get_object_or_404(CaseRow, number=number)
    return _asked(request, case, partial(note, home(), case)) or redirect("console-case", number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@may("read_person")
def open_hold(request: HttpRequest, hold: str) -> HttpResponse:
    """Open why a hold stands, for a reason."""
    row = get_object_or_404(HoldRow, id=hold, released_at=None)
    return _asked(request, row, partial(read_hold, home(), row.id)) or redirect("holds")


def _asked(request: HttpRequest, about: CaseRow | HoldRow, keep: Callable[[str, str, str, str], object]) -> HttpResponse | None:
    """Ask for a reason until there is one, and keep it."""
    told: dict[str, Any] = {"about": about, "hold": isinstance(about, HoldRow), "reasons": REASONS}
    if request.method != "POST":
        return page(request, "staff/reason", **told)
    reason, words = request.POST.get("reason", ""), request.POST.get("words", "").strip()[:500]
    try:
        keep(me.person(request).get_username(), me.role(request), reason, words)
    except BadInputError:
        return page(request, "staff/reason", HTTPStatus.CONFLICT, missing=True, **told)
    request.session[_OPENED] = request.session.get(_OPENED, {}) | {about.id: home().now().timestamp()}
    return None
