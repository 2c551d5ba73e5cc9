"""The addresses of the API, each behind idempotency keys; what is not there answers with a problem too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt

from ombud.web.api.cases.routes import router as cases
from ombud.web.api.document import Described
from ombud.web.api.groups import evidence, files, holds, may, overview, promises, staff, sweeps, systems
from ombud.web.api.letters.routes import router as letters
from ombud.web.api.once import once
from ombud.web.api.problems import away, handled_by, missing, problem

api = Described(
    title="Ombud",
    version="1",
    description="What the console does, for programs. Errors are problems (RFC 9457); every POST takes an idempotency key.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
handled_by(api)
GROUPS = {
    "cases": cases,
    "holds": holds.router,
    "sweeps": sweeps.router,
    "promises": promises.router,
    "systems": systems.router,
    "evidence": evidence.router,
    "policy": files.router,
    "may": may.router,
    "overview": overview.router,
    "staff": staff.router,
    "letters": letters,
}
for name, router in GROUPS.items():
    api.add_router(f"/{name}", router)

View = Callable[..., HttpResponse]


def _answered(view: View) -> View:
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **parts: object) -> HttpResponse:
        try:
            response = once(request, lambda: view(request, **parts))
        except OperationalError:
            return away(request)
        return _not_allowed(response) if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED else response

    return answer


def _not_allowed(response: HttpResponse) -> HttpResponse:
    told = problem(HTTPStatus.METHOD_NOT_ALLOWED, "method-unknown", "This address does not take this method.", hint="Look at Allow.")
    told.headers["Allow"] = response.headers["Allow"]
    return told


@csrf_exempt
def _missing(request: HttpRequest) -> HttpResponse:
    return missing(request)


def _patterns() -> list[URLPattern]:
    found = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in found:
        one.callback = _answered(one.callback)
    return found


urlpatterns = [*_patterns(), re_path("", _missing)]
