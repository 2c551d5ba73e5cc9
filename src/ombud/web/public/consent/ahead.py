"""What people press by the thousand is taken ahead of Django's chain, all that wait at once; what cannot be taken goes on to the views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from django.http import HttpRequest
from django.http.cookie import parse_cookie

from ombud.store.engine.together import Together
from ombud.web.serving import Application

WHY: Final = "ombud.why"
"""Where the view behind finds why nothing was taken; nobody outside can write there."""
LARGEST: Final = 2048
"""Bytes of a form that can be taken; a larger one is left unread."""

Answered = tuple[str, list[tuple[str, str]]]
"""A status and headers; no answer has a body."""


class Head(HttpRequest):
    """A request of which only the head is looked at: Django's own reads an empty query and an empty form for each."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self.META = environ
        self.COOKIES = parse_cookie(environ.get("HTTP_COOKIE", ""))

    @property
    def is_form(self) -> bool:
        """Tell whether what is sent is a form as browsers and mail programs write it, without files."""
        kind, _, _ = str(self.META.get("CONTENT_TYPE", "")).partition(";")
        return kind.strip().lower() == "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a program sends: the request, of which little is asked, and the form in it."""

    request: Head
    body: bytes


def ahead(
    serve: Application, ours: Callable[[dict[str, Any]], bool], take: Callable[[Sequence[Sent]], Sequence[Answered | Exception]]
) -> Application:
    """Take what is ours in front of what else is served, all that wait at once; what is not taken goes on to the view behind, with why."""
    together = Together(take)

    def answering(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if not ours(environ):
            return serve(environ, start)
        try:
            answer = together(_sent(environ))
        except Exception as why:  # noqa: BLE001 - the view behind raises it again where failures are told
            answer = why
        if isinstance(answer, Exception):
            environ[WHY] = answer
            return serve(environ, start)
        start(*answer)
        return [b""]

    return answering


def _sent(environ: dict[str, Any]) -> Sent:
    """Read what is sent, and let whoever comes behind read it again."""
    size = int(environ.get("CONTENT_LENGTH") or 0)
    if size > LARGEST:
        return Sent(Head(environ), b"")
    body = environ["wsgi.input"].read(size)
    environ["wsgi.input"] = BytesIO(body)
    return Sent(Head(environ), body)
