"""Tokens of the API: drawn at random, shown once, kept as digests, with scopes and an end (OWASP ASVS 3.5, 2.10)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, get_args

from django.http import HttpRequest

from ombud.errors import BadInputError
from ombud.rights.cases.keys import digest
from ombud.web.api.models import TokenRow
from ombud.web.serving import home

Scope = Literal[
    "cases:open",  # open cases, and read those that this token opened
    "cases:read",  # read every case
    "cases:vouch",  # say that whoever asks is signed in with the service that sends this
    "cases:write",  # open, decide and carry out cases
    "disclosures:write",  # put on record that data are handed to somebody else
    "evidence:read",
    "evidence:write",  # sign checkpoints
    "holds:read",
    "holds:write",
    "letters:write",  # sign people up to letters, withdraw for them, tell what was sent
    "may:ask",  # ask whether a purpose is allowed
    "policy:read",
    "promises:publish",  # let the public read how a promise stands
    "promises:read",
    "promises:write",  # look at promises now
    "staff:read",
    "staff:write",  # who works in the console, and as what
    "sweeps:read",  # show what is due
    "sweeps:write",  # carry a sweep out
    "systems:read",
]
SCOPES: tuple[Scope, ...] = get_args(Scope)
PREFIX = "ombud_"
"""How every token begins, so that a scanner of leaked secrets knows it."""
_FOUND = "ombud.token"
"""Where a request carries the token that was found; no header is written so."""


def add(name: str, scopes: Iterable[str], expires_on: date, at: datetime) -> str:
    """Make a token and give its secret, which cannot be shown again."""
    wanted = sorted(set(scopes))
    if unknown := sorted(set(wanted) - set(SCOPES)):
        raise BadInputError("scope-unknown", f"There is no scope {', '.join(unknown)}.", hint=f"Known: {', '.join(SCOPES)}.")
    if expires_on <= at.date():
        raise BadInputError("token-ended", "The token would have ended already.", hint="Give a day to come.")
    if TokenRow.objects.filter(name=name).exists():
        raise BadInputError("token-exists", f"There is a token called `{name}` already.", hint="Choose another name.")
    secret = PREFIX + secrets.token_urlsafe(32)
    TokenRow.objects.create(name=name, digest=digest(secret), scopes=wanted, made_at=at, expires_on=expires_on)
    return secret


def revoke(name: str, at: datetime) -> None:
    """End a token now."""
    if not TokenRow.objects.filter(name=name, revoked_at=None).update(revoked_at=at):
        raise BadInputError("token-unknown", f"There is no living token `{name}`.", hint="`ombud token list` shows them.")


def find(secret: str, today: date) -> TokenRow | None:
    """Find a living token by its secret, and note the day on which it was used."""
    token = TokenRow.objects.filter(digest=digest(secret), revoked_at=None, expires_on__gte=today).first()
    if token and token.last_used_on != today:
        TokenRow.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def given(request: HttpRequest) -> str:
    """Tell which secret a request carries (RFC 6750 §2.1)."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def of(request: HttpRequest) -> TokenRow | None:
    """Tell which token a request carries; looked for once a request."""
    if _FOUND not in request.META:
        secret = given(request)
        request.META[_FOUND] = find(secret, home().today()) if secret else None
    found: TokenRow | None = request.META[_FOUND]
    return found


def bearer(request: HttpRequest) -> TokenRow:
    """Give the token of a request that was let in."""
    token = of(request)
    assert token is not None, "an operation without a token"  # noqa: S101 - every operation asks for one
    return token


def name(request: HttpRequest) -> str:
    """Tell as whom a request acts, for the diary."""
    return f"api:{bearer(request).name}"
