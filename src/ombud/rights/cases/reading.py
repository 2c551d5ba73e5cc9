"""Reading about a person in a case or a hold: who did it, as what and why is kept, what they read is not (GDPR Art. 5(2), 32(1)(b))."""

from __future__ import annotations

from django.db import transaction

from ombud.errors import BadInputError
from ombud.rights.cases.states import enter, heard
from ombud.rights.models import CaseRow
from ombud.store import holds
from ombud.store.home import Home

OTHER = "other"
REASONS = ("handling", "question", "mistake", "oversight", OTHER)


def note(home: Home, case: CaseRow, by: str, role: str, reason: str, words: str = "") -> None:
    """Note in the diary and in the evidence that somebody reads; a reason that is on no list is told in words, which stay in the diary."""
    enter(case, "read", by, home.now(), _said(reason, words, case.number))
    heard(case)
    home.state.log.append("recorded", {"action": "read", "role": role, "case": case.number, "reason": reason})


def read_hold(home: Home, hold: str, by: str, role: str, reason: str, words: str = "") -> str:
    """Give why a hold stands, which may name people, and note who reads it as for a case."""
    said = _said(reason, words, hold)
    with transaction.atomic():
        why = holds.read(hold, by, said, home.now())
        home.state.log.append("recorded", {"action": "read", "role": role, "hold": hold, "reason": reason})
    return why


def _said(reason: str, words: str, where: str) -> str:
    if reason not in REASONS or (reason == OTHER and not words):
        hint = "Choose a reason, or write one."
        raise BadInputError("reason-missing", "Reading about a person needs a reason.", where=where, hint=hint)
    return f"{reason}: {words}" if words else reason
