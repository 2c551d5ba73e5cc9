"""Reading about a person in a case: who did it, in which role and why is kept, what they read is not (GDPR Art. 5(2), 32(1)(b))."""

from __future__ import annotations

from ombud.errors import BadInputError
from ombud.rights.cases.states import enter, heard
from ombud.rights.models import CaseRow
from ombud.store.home import Home

OTHER = "other"
REASONS = ("handling", "question", "mistake", "oversight", OTHER)


def note(home: Home, case: CaseRow, by: str, role: str, reason: str, words: str = "") -> None:
    """Note in the diary and in the evidence that somebody reads; a reason that is on no list is told in words, which stay in the diary."""
    if reason not in REASONS or (reason == OTHER and not words):
        hint = "Choose a reason, or write one."
        raise BadInputError("reason-missing", "Reading about a person needs a reason.", where=case.number, hint=hint)
    enter(case, "read", by, home.now(), f"{reason}: {words}" if words else reason)
    heard(case)
    home.state.log.append("recorded", {"action": "read", "role": role, "case": case.number, "reason": reason})
