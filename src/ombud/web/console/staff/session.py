"""How long a session of the staff lasts: eight hours at the most, half an hour without use (OWASP ASVS 3.3.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest

WHOLE, IDLE, YOUNG = timedelta(hours=8), timedelta(minutes=30), timedelta(minutes=5)
_BEGAN, _SEEN = "began", "seen"
_OFTEN = timedelta(minutes=1)


def begin(request: HttpRequest, now: datetime) -> None:
    """Note when the session began."""
    request.session[_BEGAN] = request.session[_SEEN] = now.timestamp()


def over(request: HttpRequest, now: datetime) -> bool:
    """Tell whether the session is over; if not, it has been used now."""
    began, seen = request.session.get(_BEGAN, 0.0), request.session.get(_SEEN, 0.0)
    if now.timestamp() - began > WHOLE.total_seconds() or now.timestamp() - seen > IDLE.total_seconds():
        return True
    if now.timestamp() - seen > _OFTEN.total_seconds():
        request.session[_SEEN] = now.timestamp()
    return False


def young(request: HttpRequest, now: datetime) -> bool:
    """Tell whether somebody has just signed in."""
    began: float = request.session.get(_BEGAN, 0.0)
    return now.timestamp() - began < YOUNG.total_seconds()
