"""Links and codes that are sent to people: random, kept as digests, single-use, short-lived, bound to one case or address."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import F

from ombud.rights.models import CaseRow, DoorRow, KeyRow
from ombud.store.home import Home

Use = Literal["confirm", "open", "code", "session", "stop"]
LIFE = {
    "confirm": timedelta(days=7),
    "open": timedelta(hours=24),
    "code": timedelta(minutes=10),
    "session": timedelta(minutes=30),
    "stop": timedelta(hours=72),
}
TRIES = 5
"""Wrong guesses after which a code is void."""


def draw(use: Use, now: datetime, to: CaseRow | str) -> str:
    """Draw a secret for a case or for an address; only its digest is kept."""
    secret = secrets.token_urlsafe(32)
    kept = {"digest": digest(secret), "use": use, "expires": now + LIFE[use]}
    if isinstance(to, CaseRow):
        KeyRow.objects.create(case=to, **kept)
    else:
        DoorRow.objects.create(email=to, **kept)
    return secret


def draw_code(home: Home, now: datetime, case: CaseRow) -> str:
    """Draw a code of six figures for one case; an older one is void from now on."""
    code = f"{secrets.randbelow(1_000_000):06}"
    KeyRow.objects.filter(case=case, use="code", used_at=None).delete()
    KeyRow.objects.create(digest=_of_code(home, code, case), use="code", case=case, expires=now + LIFE["code"])
    return code


LINKS: tuple[Use, ...] = ("confirm", "open", "stop")
"""What stands behind a link in a mail."""

Known = KeyRow | DoorRow


def known(secret: str, now: datetime, uses: tuple[Use, ...] = LINKS) -> Known | None:
    """Look at a secret without using it up."""
    living = {"digest": digest(secret), "use__in": uses, "used_at": None, "expires__gt": now}
    return KeyRow.objects.filter(**living).select_related("case").first() or DoorRow.objects.filter(**living).first()


def redeem(secret: str, now: datetime) -> Known | None:
    """Use a link up: whoever is second gets nothing."""
    key = known(secret, now)
    return key if key and type(key).objects.filter(pk=key.pk, used_at=None).update(used_at=now) else None


def redeem_code(home: Home, code: str, case: CaseRow, now: datetime) -> bool:
    """Use the code of a case up; every wrong guess counts against it."""
    waiting = KeyRow.objects.filter(case=case, use="code", used_at=None, expires__gt=now, tries__lt=TRIES)
    if waiting.filter(digest=_of_code(home, code, case)).update(used_at=now):
        return True
    waiting.update(tries=F("tries") + 1)
    return False


def end(secret: str) -> None:
    """Make a secret void."""
    for rows in (KeyRow.objects, DoorRow.objects):
        rows.filter(digest=digest(secret)).delete()


def digest(secret: str) -> str:
    """Give what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _of_code(home: Home, code: str, case: CaseRow) -> str:
    """Give what is kept of a code: six figures are soon tried out, unless a key outside the database is needed (OWASP ASVS 2.7.5)."""
    return hmac.digest(home.state.keys.desk().secret, f"code:{case.id}:{code}".encode(), "sha256").hex()
