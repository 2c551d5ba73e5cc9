"""What a person sees when something cannot be done: what happened, and what to do next."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ombud.web.words import LANGUAGES, preferred

API = "/api/v1/"
"""Where programs ask, who are told of failures in a shape of their own."""


def failure(request: HttpRequest, status: HTTPStatus, kind: str) -> HttpResponse:
    """Tell a failure in the language of the address, else the reader's, with the words of its kind."""
    named = next((one for one in LANGUAGES if request.path_info.startswith(f"/{one}/")), None)
    context = {"lang": named or preferred(request, LANGUAGES), "title_key": f"failure.{kind}.title", "text_key": f"failure.{kind}.text"}
    return render(request, "failure.html", context, status=status)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """There is nothing here."""
    return failure(request, HTTPStatus.NOT_FOUND, "missing")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """What was asked does not fit how things stand: a sign-in that was not begun here, a step that was skipped."""
    return failure(request, HTTPStatus.FORBIDDEN, "refused")


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form came from somewhere else, or is too old."""
    return failure(request, HTTPStatus.FORBIDDEN, "forged")


def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours went wrong; a store that cannot be written, such as on a full disk, is one that will be back."""
    away = isinstance(sys.exc_info()[1], OperationalError)
    return failure(request, HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.INTERNAL_SERVER_ERROR, "broken")


def unwelcome(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that is too large, that is not understood, or that calls us by another name."""
    if request.path_info.startswith(API):
        from ombud.web.api.problems import unwelcome as told  # loaded by the first program that asks

        return told(request)
    if isinstance(exception, RequestDataTooBig):
        return failure(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "large")
    return failure(request, HTTPStatus.BAD_REQUEST, "bad")
