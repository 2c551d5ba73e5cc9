"""How often something may be tried in an hour, over all processes and restarts of a home (OWASP ASVS 2.2.1, 11.1.4)."""

from __future__ import annotations

import hmac

from django.conf import settings

from ombud.web.limits.jobs import HOUR, sweep
from ombud.web.limits.models import TriedRow
from ombud.web.serving import home

FORMS, LETTERS, SIGN_INS = 60, 5, 20
"""An hour: forms from one network address, letters to one mailbox, attempts to sign in."""


def allowed(what: str, who: str, most: int) -> bool:
    """Count one more, and tell whether it is within the limit. It is counted before it is judged: of many at once none is overlooked.

    Who has had all of it already is told so without a write.
    """
    now, digest = home().now(), _digest(what, who)
    lately = TriedRow.objects.filter(digest=digest, at__gt=now - HOUR)
    if lately.count() >= most:
        return False
    sweep(now)
    mine = TriedRow.objects.create(digest=digest, at=now)
    if lately.count() <= most:
        return True
    mine.delete()
    return False


def known(what: str, who: str) -> bool:
    """Tell whether it was tried within the hour, without counting it."""
    return TriedRow.objects.filter(digest=_digest(what, who), at__gt=home().now() - HOUR).exists()


def forgive(what: str, who: str) -> None:
    """Take back the last that was counted: it turned out well."""
    last = TriedRow.objects.filter(digest=_digest(what, who)).order_by("-at", "-pk").first()
    if last is not None:
        last.delete()


def _digest(what: str, who: str) -> str:
    """Digest under the home's own key, which is in no database: nobody learns from the table who was tried."""
    return hmac.digest(str(settings.SECRET_KEY).encode(), f"tried:{what}:{who.casefold()}".encode(), "sha256").hex()
