"""A code to contact data on file: never to an address that was first given in the request, and nobody is told where it went."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from ombud.errors import RefusedError
from ombud.rights.cases import keys, letters
from ombud.rights.cases.states import enter
from ombud.rights.identity import ladder
from ombud.rights.models import CaseRow
from ombud.store.home import Home

PER_HOUR = 3
"""How often a code may be asked for in one case."""


def send(home: Home, case: CaseRow, at: datetime) -> None:
    """Send a code to every address on file; whether there is one is not told to who asks."""
    if _lately(case, at) >= PER_HOUR:
        raise RefusedError(
            "code-often", "A code was asked for too often.", where=case.number, hint="Wait an hour, or use the code that came."
        )
    known = ladder.on_file(home, case)
    with transaction.atomic():
        enter(case, "code", "ombud", at)
        code = keys.draw_code(home, at, case)
        for address in sorted(known):
            letters.write_to(home, address, case.language, "code", at, code=code, number=case.number)


def enter_code(home: Home, case: CaseRow, code: str, at: datetime) -> bool:
    """Take a code as proof; a wrong one counts against it, and proves nothing."""
    right = keys.redeem_code(home, code.strip(), case, at)
    if right:
        ladder.decide(home, case, ladder.Shown("code", "proved"), "subject", at)
    return right


def _lately(case: CaseRow, at: datetime) -> int:
    return case.events.filter(what="code", at__gt=at - timedelta(hours=1)).count()
