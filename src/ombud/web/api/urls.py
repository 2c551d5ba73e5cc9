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
from ombud.web.api.gate import disclosures, may
from ombud.web.api.groups import evidence, files, holds, overview, promises, staff, sweeps, systems
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
    "disclosures": disclosures.router,
    "overview": overview.router,
    "staff": staff.router,
    "letters": letters,
}
for name, router in GROUPS.items():
    api.add_router(f"/{name}", router)

View = Callable[..., HttpResponse]
_DOWNLOAD = 'attachment; filename="answer.json"'
"""No browser shows an answer as a page (OWASP ASVS 14.4.2); one that is a file has a name of its own."""


def _answered(view: View) -> View:
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **parts: object) -> HttpResponse:
        if _of_another_type(request):
            return _unread()
        try:
            response = once(request, lambda: view(request, **parts))
        except OperationalError:
            return away(request)
        response.headers.setdefault("Content-Disposition", _DOWNLOAD)
        return _not_allowed(response) if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED else response

    return answer


def _of_another_type(request: HttpRequest) -> bool:
    """Tell whether there is a body that does not say it is JSON (OWASP ASVS 13.1.5, 13.2.5)."""
    return bool(int(request.META.get("CONTENT_LENGTH") or 0)) and request.content_type != "application/json"


def _unread() -> HttpResponse:
    hint = "Send it as `Content-Type: application/json`."
    return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "body-type", "The body does not say that it is JSON.", hint=hint)


def _not_allowed(response: HttpResponse) -> HttpResponse:
    told = problem(HTTPStatus.METHOD_NOT_ALLOWED, "method-unknown", "This address does not take this method.", hint="Look at Allow.")
    told.headers["Allow"] = response.headers["Allow"]
    return told


@csrf_exempt
def _missing(request: HttpRequest) -> HttpResponse:
    response = missing(request)
    response.headers["Content-Disposition"] = _DOWNLOAD
    return response


def _patterns() -> list[URLPattern]:
    found = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in found:
        one.callback = _answered(one.callback)
    return found


urlpatterns = [*_patterns(), re_path("", _missing)]
