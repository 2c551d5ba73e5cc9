"""How long a session of the staff lasts: eight hours at the most, half an hour without use (OWASP ASVS 3.3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest

WHOLE, IDLE, YOUNG = timedelta(hours=8), timedelta(minutes=30), timedelta(minutes=5)
_BEGAN, _SEEN = "began", "seen"
BROWSER = "browser"
_OFTEN = timedelta(minutes=1)
_BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Macintosh": "Mac", "Linux": "Linux"}
"""By which marks a browser and its system are known; the first that stands in what it says of itself counts."""


def begin(request: HttpRequest, now: datetime) -> None:
    """Note when the session began, and in which browser its owner will know it again."""
    request.session[_BEGAN] = request.session[_SEEN] = now.timestamp()
    agent = request.headers.get("User-Agent", "")
    known = [next((name for mark, name in names.items() if mark in agent), "") for names in (_BROWSERS, _SYSTEMS)]
    request.session[BROWSER] = " · ".join(filter(None, known))


def over(request: HttpRequest, now: datetime) -> bool:
    """Tell whether the session is over; if not, it has been used now."""
    times = lasting(request.session, now)
    if times is None:
        return True
    if now - times[1] > _OFTEN:
        request.session[_SEEN] = now.timestamp()
    return False


def lasting(kept: Mapping[str, Any], now: datetime) -> tuple[datetime, datetime] | None:
    """Tell when a session that lasts began and was used last; of one that is over, nothing."""
    began, seen = (datetime.fromtimestamp(kept.get(name, 0.0), UTC) for name in (_BEGAN, _SEEN))
    return (began, seen) if now - began <= WHOLE and now - seen <= IDLE else None


def young(request: HttpRequest, now: datetime) -> bool:
    """Tell whether somebody has just signed in."""
    began: float = request.session.get(_BEGAN, 0.0)
    return now.timestamp() - began < YOUNG.total_seconds()
