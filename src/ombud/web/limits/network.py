"""From where a request comes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def network(request: HttpRequest) -> str:
    """Tell from which network address a request comes: an IPv6 network counts as one, since whoever has it has all of it."""
    address = _address(request)
    return ":".join(address.split(":")[:4]) if ":" in address else address


def _address(request: HttpRequest) -> str:
    """Tell the address: behind a proxy of ours the one that it saw, the last that is written; anybody may write others before it."""
    seen = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip() if settings.SECURE_PROXY_SSL_HEADER else ""
    return seen or str(request.META.get("REMOTE_ADDR", ""))
