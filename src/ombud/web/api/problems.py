"""One shape for everything that goes wrong (RFC 9457): what happened, what to do, a stable code; never anybody's data."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from ombud.errors import BadInputError, MisconfiguredError, OmbudError, RefusedError, UnavailableError
from ombud.rights.wishes.wish import PlanRefusedError

MEDIA_TYPE = "application/problem+json"
RETRY = "30"
"""Seconds after which it is worth asking again."""


class Fault(Schema):
    """One thing that is wrong with what was sent."""

    where: str = Field(description="The place in the request, such as `body.email`.")
    detail: str


class Because(Schema):
    """Why something does not go, without a language: its code, and the names in it."""

    code: str
    slots: dict[str, int | str]


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="`urn:ombud:error:` and the code.")
    title: str = Field(description="The status in words.")
    status: int
    code: str = Field(description="Stable; programs may rely on it.")
    detail: str = Field(description="What happened.")
    where: str = Field("", description="Where it happened, as far as that is known.")
    hint: str = Field("", description="What to do.")
    faults: list[Fault] = Field(default_factory=list, description="What is wrong with the request, part by part.")
    said: dict[str, Because] = Field(default_factory=dict, description="By dataset, why its system refuses a plan.")


class Refusal(Exception):  # noqa: N818 - the answer to a request, no fault of ours
    """A request that the API itself does not let through."""

    def __init__(self, status: HTTPStatus, code: str, message: str, *, hint: str = "") -> None:
        """Keep what is answered."""
        super().__init__(message)
        self.status, self.code, self.message, self.hint = status, code, message, hint


def problem(status: HTTPStatus, code: str, message: str, **more: Any) -> HttpResponse:  # noqa: ANN401 - where, hint, faults
    """Answer with a problem."""
    told = Problem(type=f"urn:ombud:error:{code}", title=status.phrase, status=status, code=code, detail=message, **more)
    response = HttpResponse(json.dumps(told.model_dump(), ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        response.headers["Retry-After"] = RETRY
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="ombud"'
    return response


def handled_by(api: NinjaAPI) -> None:
    """Let an API answer with problems, whatever goes wrong."""
    api.add_exception_handler(Exception, broken)
    api.add_exception_handler(OmbudError, told)
    api.add_exception_handler(Refusal, refused)
    api.add_exception_handler(Http404, missing)
    api.add_exception_handler(HttpError, unreadable)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(RequestDataTooBig, large)
    api.add_exception_handler(OperationalError, away)


def told(_request: HttpRequest, error: object) -> HttpResponse:
    """Tell an error of the product: refused is a conflict with how things are, bad input is unprocessable."""
    assert isinstance(error, OmbudError)  # noqa: S101 - registered for nothing else
    refused = error.refused if isinstance(error, PlanRefusedError) else {}
    said = {place: Because(code=why.code, slots=dict(why.values)) for place, why in refused.items()}
    return problem(_status(error), error.code, error.message, where=error.where, hint=error.hint, said=said)


def _status(error: OmbudError) -> HTTPStatus:
    match error:
        case RefusedError():
            return HTTPStatus.CONFLICT
        case BadInputError():
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case UnavailableError() | MisconfiguredError():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR


def unwelcome(_request: HttpRequest) -> HttpResponse:
    """Tell a request that is stopped before any address of the API is looked for."""
    hint = "Look at the name in `Host`: it is one of `hosts` in ombud.toml."
    return problem(
        HTTPStatus.BAD_REQUEST, "request-unwelcome", "The request is not understood, or calls this home by another name.", hint=hint
    )


def refused(_request: HttpRequest, error: object) -> HttpResponse:
    """Tell a request that it is not let through."""
    assert isinstance(error, Refusal)  # noqa: S101 - registered for nothing else
    return problem(error.status, error.code, error.message, hint=error.hint)


def missing(_request: HttpRequest, _error: object = None) -> HttpResponse:
    """There is nothing here, or nothing for this token."""
    return problem(
        HTTPStatus.NOT_FOUND, "not-found", "There is nothing here that this token may see.", hint="Look at /api/v1/openapi.json."
    )


def unreadable(_request: HttpRequest, error: object) -> HttpResponse:
    """The request itself is not understood, or carries no token."""
    assert isinstance(error, HttpError)  # noqa: S101 - registered for nothing else
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        hint = "Send `Authorization: Bearer TOKEN`; `ombud token add` makes one."
        return problem(HTTPStatus.UNAUTHORIZED, "token-missing", "The request has no valid token.", hint=hint)
    return problem(HTTPStatus.BAD_REQUEST, "body-unreadable", "The body is not JSON.", hint="Send UTF-8 JSON.")


def invalid(_request: HttpRequest, error: object) -> HttpResponse:
    """Name the parts that are wrong, without repeating what was sent."""
    assert isinstance(error, ValidationError)  # noqa: S101 - registered for nothing else
    faults = [Fault(where=_place(one["loc"], one["type"]), detail=str(one["msg"])) for one in error.errors]
    hint = "Look at the description of this request in /api/v1/openapi.json."
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "request-invalid", "The request is not as described.", hint=hint, faults=faults)


def _place(parts: tuple[object, ...], kind: str) -> str:
    """Name a place; a name that the sender invented is left out, since it may be anything."""
    known = parts[:-1] if kind == "extra_forbidden" else parts
    return ".".join(str(part) for at, part in enumerate(known) if at != 1 or part != "form")


def large(_request: HttpRequest, _error: object = None) -> HttpResponse:
    """The body is larger than anything we take."""
    hint = "Send less than a million bytes."
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body-large", "The body is too large.", hint=hint)


def away(_request: HttpRequest, _error: object = None) -> HttpResponse:
    """The store cannot be used for now, such as on a full disk."""
    hint = "Nothing is lost; send it again in a while, and tell whoever runs Ombud if it lasts."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "state-unavailable", "The state of this home cannot be written for now.", hint=hint)


def broken(_request: HttpRequest, error: object) -> HttpResponse:
    """Something of ours went wrong: the log has its kind and place, never what was in it."""
    at = error.__traceback__ if isinstance(error, Exception) else None
    while at and at.tb_next:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at else "unknown"
    logging.getLogger("ombud.api").error("%s at %s", type(error).__name__, place)
    hint = "Nothing is half done that the same request does not continue. Tell whoever runs Ombud."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "broken", "Something of ours went wrong.", hint=hint)
