"""What was stopped: requests that were too many, or that nobody may make, are counted by day; whose they were is not kept (ASVS 8.1.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from ombud.store.engine import tally
from ombud.web.limits.jobs import UNUSUAL
from ombud.web.limits.models import StoppedRow
from ombud.web.serving import home

_LATELY = timedelta(days=7)
_KINDS: dict[int, str] = {HTTPStatus.TOO_MANY_REQUESTS: "often", HTTPStatus.FORBIDDEN: "refused"}
_PLACES = {"/console/": "console", "/api/": "api"}
_COUNT = (
    'INSERT INTO limits_stoppedrow (day, place, kind, told, "count") VALUES (%s, %s, %s, false, %s)'
    ' ON CONFLICT (day, place, kind) DO UPDATE SET "count" = limits_stoppedrow."count" + excluded."count"'
)


class Noticing:
    """Count what was stopped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and count an answer that stops somebody."""
        response = self._next(request)
        if kind := _KINDS.get(response.status_code):
            place = next((place for path, place in _PLACES.items() if request.path.startswith(path)), "public")
            tally.count(_COUNT, home().now().date().isoformat(), place, kind)
        return response


def unusual(today: date) -> list[StoppedRow]:
    """List what was stopped unusually often lately, newest first."""
    tally.write()
    return list(StoppedRow.objects.filter(day__gt=today - _LATELY, count__gte=UNUSUAL).order_by("-day", "place", "kind"))
