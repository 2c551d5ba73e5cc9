"""The way out of a letter as mail programs press it, thousands after a mailing: all that wait leave at once (RFC 8058 §3.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from django.core.exceptions import DisallowedHost
from django.db import close_old_connections

from ombud.consent.subscribing import tokens
from ombud.consent.subscribing.leaving import leave
from ombud.consent.subscribing.tokens import Token
from ombud.errors import BadInputError
from ombud.plan.consent.terms import activity_of
from ombud.store.home import Home
from ombud.web import guard
from ombud.web.public.consent.ahead import Answered, Head, Sent
from ombud.web.public.consent.letters.leaving import ONE_CLICK
from ombud.web.serving import renewed

_PATH: Final = "/letters/"


def is_pressed(environ: Mapping[str, str]) -> bool:
    """Tell whether a request may be a mail program's; a browser is shown a page by the view behind."""
    return (
        environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith(_PATH) and "text/html" not in environ.get("HTTP_ACCEPT", "")
    )


def take(sent: Sequence[Sent]) -> list[Answered | Exception]:
    """Take readers off their lists, all in one transaction; whoever sent something else is answered by the view behind."""
    close_old_connections()
    home = renewed()
    found = [_leaving(home, one) for one in sent]
    leave(home, [one for one in found if isinstance(one, Token)], "link")
    return [_done(of.request) if isinstance(one, Token) else one for of, one in zip(sent, found, strict=True)]


def _leaving(home: Home, sent: Sent) -> Token | Exception:
    """Tell who leaves which list of today."""
    try:
        sent.request.get_host()  # refuses a name that the settings do not know
        if not sent.request.is_form or ONE_CLICK not in parse_qsl(sent.body.decode("ascii", "replace")):
            return ValueError("no press of a mail program")
        known = tokens.read(home, "leave", sent.request.META["PATH_INFO"].removeprefix(_PATH))
        activity_of(home.policy, known.purpose)
    except (BadInputError, DisallowedHost) as why:
        return why
    return known


def _done(request: Head) -> Answered:
    """A mail program shows nobody a page."""
    return "200 OK", [("Content-Type", "text/plain"), ("Content-Length", "0"), *guard.headers(secure=request.is_secure()).items()]
