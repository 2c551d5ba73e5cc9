"""The first page: what is red first, then cases by deadline."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ombud.rights.cases.states import LIVING
from ombud.rights.models import CaseRow
from ombud.web.console.page import page, staff


@require_safe
@staff
def overview(request: HttpRequest) -> HttpResponse:
    """Show how things stand."""
    return page(request, "overview", cases=CaseRow.objects.filter(state__in=LIVING).order_by("answer_by")[:20])
