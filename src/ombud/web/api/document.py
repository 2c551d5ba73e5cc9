"""The API described by itself (OpenAPI 3.1): every operation with its scopes, its answers and its problems."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.security import HttpBearer

from ombud.web.api import tokens
from ombud.web.api.models import TokenRow
from ombud.web.api.once import HEADER
from ombud.web.api.problems import MEDIA_TYPE, Problem, Refusal
from ombud.web.api.tokens import Scope
from ombud.web.limits.network import network
from ombud.web.limits.pace import allowed

PREFIX = "api/v1/"
"""Where the API is mounted."""
_PER_MINUTE, _STRANGERS = 1200, 600
"""Requests a minute of one token, and requests with a token that is none from one network address."""
_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
_READING = dict.fromkeys((*_REFUSED, *_LATER), Problem)
_ACTING = {
    **_READING,
    HTTPStatus.BAD_REQUEST: Problem,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Problem,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: Problem,
}
_KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "The same key and body within a day gives the same answer; the same key with another body is refused.",
}


class Token(HttpBearer):
    """Let a request in whose token is alive and has one of the scopes."""

    def __init__(self, *scopes: Scope) -> None:
        """Keep what is asked for."""
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> TokenRow | None:  # noqa: ARG002 - read by `tokens.of`
        """Let in, or tell why not."""
        known = tokens.of(request)
        if known is None:
            _within("api-stranger", network(request), _STRANGERS)
            return None
        _within("api", str(known.pk), _PER_MINUTE)
        require(known, *self.scopes)
        return known


def require(token: TokenRow, *scopes: Scope) -> None:
    """Refuse what a token has none of the scopes for."""
    if not set(scopes) & set(token.scopes):
        hint = f"Ask for a token with the scope {' or '.join(scopes)}."
        raise Refusal(HTTPStatus.FORBIDDEN, "scope-missing", "The token may not do this.", hint=hint)


def _within(what: str, who: str, most: int) -> None:
    if not allowed(what, who, most):
        raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too-often", "Too many requests.", hint="Wait as long as Retry-After says.")


def reads(answer: object, *scopes: Scope) -> dict[str, Any]:
    """Describe an operation that changes nothing."""
    return {"auth": Token(*scopes), "response": {HTTPStatus.OK: answer, **_READING}, "openapi_extra": {"x-scopes": list(scopes)}}


def acts(answer: object, *scopes: Scope, status: HTTPStatus = HTTPStatus.OK) -> dict[str, Any]:
    """Describe an operation that changes something, or that asks with a body."""
    extra = {"x-scopes": list(scopes), "parameters": [_KEY]}
    return {"auth": Token(*scopes), "response": {status: answer, **_ACTING}, "openapi_extra": extra}


class Described(NinjaAPI):
    """An API whose description names the scopes and tells problems in their own media type."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation by its group and what it does."""
        return f"{(operation.tags or ['api'])[0]}_{operation.view_func.__name__}"

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        """Describe the API."""
        schema = super().get_openapi_schema(path_prefix=path_prefix or PREFIX, path_params=path_params)
        for operation in _operations(schema):
            if scopes := operation.pop("x-scopes", None):
                operation["security"] = [{"Token": scopes}]
                operation["description"] = f"{operation.get('description', '')}\n\nScope: {' or '.join(f'`{s}`' for s in scopes)}.".strip()
            for status, response in operation["responses"].items():
                if status >= HTTPStatus.BAD_REQUEST:
                    response["content"] = {MEDIA_TYPE: next(iter(response["content"].values()))}
        return schema


def _operations(schema: OpenAPISchema) -> Iterator[dict[str, Any]]:
    for path in schema["paths"].values():
        yield from path.values()
