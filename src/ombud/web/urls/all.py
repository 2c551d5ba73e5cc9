"""The addresses when everything is mounted together; those of the API stand apart and are loaded when the first program asks it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ombud.web.failures import API
from ombud.web.urls import console, public

urlpatterns = [*console.urlpatterns, *public.urlpatterns]
handler400 = "ombud.web.failures.unwelcome"
handler403 = "ombud.web.failures.refused"
handler404 = "ombud.web.failures.missing"
handler500 = "ombud.web.failures.broken"


class ApiApart:
    """Answer programs from the addresses of the API, so that nobody waits for them who reads pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say whose addresses are meant."""
        if request.path_info.startswith(API):
            request.urlconf = "ombud.web.urls.api"
        return self._next(request)
