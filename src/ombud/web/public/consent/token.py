"""The token that says what somebody was shown: signed by us, and wanted back with the choice."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from django.conf import settings

_PARTS = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody was shown: in which language, of which edition of the facts, and the digest of its content."""

    language: str
    edition: str
    digest: str


def of(shown: Shown) -> str:
    """Sign what is shown."""
    told = f"{shown.language}.{shown.edition}.{shown.digest}"
    return f"{told}.{_signature(told)}"


def read(token: str) -> Shown | None:
    """Tell what was shown, or nothing where the token is not ours."""
    told, _, signature = token.rpartition(".")
    parts = told.split(".")
    if len(parts) != _PARTS or not hmac.compare_digest(_signature(told).encode(), signature.encode()):
        return None
    return Shown(*parts)


def _signature(told: str) -> str:
    key = f"ombud.consent.shown:{settings.SECRET_KEY}".encode()
    return urlsafe_b64encode(hmac.digest(key, told.encode(), "sha256")[:18]).decode()
