"""How often something may be asked, counted in memory under a key that dies with the process (OWASP ASVS 2.2.1, 11.1.4)."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import deque
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

_KEY = secrets.token_bytes(32)
_SEEN: dict[bytes, deque[float]] = {}
_LOCK = Lock()
_MOST_KEYS = 100_000
HOUR = 3600.0
FORMS, LETTERS, SIGN_INS = 60, 5, 20
"""An hour: forms from one network address, letters to one mailbox, attempts to sign in."""


def allowed(what: str, who: str, most: int, seconds: float = HOUR) -> bool:
    """Count one more, and tell whether it is within the limit."""
    now, key = time.monotonic(), _key(what, who)
    with _LOCK:
        if len(_SEEN) >= _MOST_KEYS:
            _forget(now - seconds)
        times = _SEEN.setdefault(key, deque())
        while times and times[0] <= now - seconds:
            times.popleft()
        if len(times) >= most:
            return False
        times.append(now)
        return True


def forgive(what: str, who: str) -> None:
    """Take back the last that was counted: it turned out well."""
    with _LOCK:
        if times := _SEEN.get(_key(what, who)):
            times.pop()


def _key(what: str, who: str) -> bytes:
    return hmac.digest(_KEY, f"{what}:{who.casefold()}".encode(), "sha256")


def _forget(before: float) -> None:
    for key in [key for key, times in _SEEN.items() if not times or times[-1] <= before]:
        del _SEEN[key]


def network(request: HttpRequest) -> str:
    """Tell from which network address a request comes: an IPv6 network counts as one, since whoever has it has all of it."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:  # there is a proxy before us that we trust: the last address is the one it saw
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    return ":".join(address.split(":")[:4]) if ":" in address else address
