"""Idempotency keys: the same key and body gives the same answer, also when asked twice at once; kept for a day."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from ombud.evidence.pseudonym import open_sealed, seal
from ombud.web.api import tokens
from ombud.web.api.jobs import sweep
from ombud.web.api.models import OnceRow
from ombud.web.api.problems import problem
from ombud.web.serving import home

HEADER = "Idempotency-Key"
_KEY = re.compile("[!-~]{1,255}")
Run = Callable[[], HttpResponse]


def once(request: HttpRequest, run: Run) -> HttpResponse:
    """Run a request, or give the answer that was given to the same one before."""
    key, token = request.headers.get(HEADER), tokens.of(request)
    if request.method != "POST" or key is None or token is None:
        return run()
    if not _KEY.fullmatch(key):
        hint = "Give 1 to 255 characters of ASCII without spaces, such as a UUID."
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "key-wrong", "The idempotency key cannot be used.", hint=hint)
    try:
        asked = _digest(request.path, request.body)
    except RequestDataTooBig:
        return run()
    row, fresh = _taken(token.pk, _digest(key, b""), asked)
    return _first(row, run) if fresh else _again(row, asked)


def _digest(text: str, more: bytes) -> str:
    return hashlib.sha256(text.encode() + b"\n" + more).hexdigest()


def _taken(token: int, key: str, asked: str) -> tuple[OnceRow, bool]:
    """Take a key; whoever is second finds it taken."""
    now = home().now()
    sweep(now)
    try:
        with transaction.atomic():
            return OnceRow.objects.create(token_id=token, key=key, request=asked, begun_at=now), True
    except IntegrityError:
        return OnceRow.objects.get(token_id=token, key=key), False


def _first(row: OnceRow, run: Run) -> HttpResponse:
    """Run and keep the answer; one that changed nothing frees its key, so that it can be asked anew."""
    response = run()
    if HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES:
        row.status, row.sealed = response.status_code, seal(home().state.keys.desk(), response.content, about(row))
        row.save(update_fields=["status", "sealed"])
    else:
        row.delete()
    return response


def _again(row: OnceRow, asked: str) -> HttpResponse:
    if row.request != asked:
        hint = "Use a new key for another request."
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "key-other", "This key was used for another request.", hint=hint)
    if row.status is None:
        hint = "Wait for it to end; if it never answers, look at what it was to change before you ask with a new key."
        return problem(HTTPStatus.CONFLICT, "key-busy", "The same request was begun and has not ended.", hint=hint)
    content = open_sealed(home().state.keys.desk(), bytes(row.sealed), about(row))
    return HttpResponse(content, status=row.status, content_type="application/json; charset=utf-8", headers={"Idempotent-Replayed": "true"})


def about(row: OnceRow) -> bytes:
    """Tell what an answer is bound to."""
    return f"once:{row.pk}".encode()
