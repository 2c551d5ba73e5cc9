"""What every answer carries: a strict content policy, no framing, no referrer to others, nothing kept by caches (OWASP ASVS 14.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",  # `no-referrer` makes browsers send forms from the origin `null`, which is refused
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
"""A page that may be kept says so itself."""

HEALTH = "/health"
"""Asked by machines under whatever name; it tells nothing."""

_STRICT = {"Strict-Transport-Security": f"max-age={365 * 24 * 3600}; includeSubDomains"}


def headers(*, secure: bool) -> Mapping[str, str]:
    """Give what an answer carries; over HTTPS also that nothing else will do from now on."""
    return HEADERS | _STRICT if secure else HEADERS


class Guard:
    """Put the headers on every answer that has not said otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, guarded."""
        response = self._next(request)
        for name, value in headers(secure=request.is_secure()).items():
            response.headers.setdefault(name, value)
        return response


class Named:
    """Answer under the names of this home only: whoever writes another into the request is refused (OWASP ASVS 14.5.4)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, if we are meant."""
        if request.path != HEALTH:
            request.get_host()  # refuses a name that the settings do not know
        return self._next(request)
