"""Answers that no plan makes: a refusal with reason and remedy, an answer in words, a letter that was no request (GDPR Art. 12(4))."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.rights.cases import letters
from ombud.rights.cases.receive import PLANNED, follow
from ombud.rights.cases.states import State, confirmed, end, move
from ombud.rights.models import CaseRow
from ombud.store.home import Home


def refuse(home: Home, case: CaseRow, reason: str, by: str, at: datetime) -> None:
    """Say no, with the reason, the authority and the court (GDPR Art. 12(4)); never to what is followed without judgement."""
    follow(home, case)
    _end(home, case, "refused", "refused", by, at, reason=_given(reason, case))


def answer(home: Home, case: CaseRow, text: str, by: str, at: datetime) -> None:
    """Answer in words what a person must judge: a complaint, a decision made by a machine, a letter that uses no right."""
    if case.right in PLANNED:
        hint = "Carry the plan out; it answers. Or refuse with the reason."
        raise RefusedError("case-planned", "This request is answered by what its plan finds and does.", where=case.number, hint=hint)
    with transaction.atomic():
        move(case, "decided", by, at)
        move(case, "acting", by, at)
        _end(home, case, "closed", "answered", by, at, answer=_given(text, case))


def dismiss(home: Home, case: CaseRow, reason: str, by: str, at: datetime) -> None:
    """Close what was no request, with a reason for the record; nobody is written to."""
    if confirmed(case):  # what only says to be a withdrawal, and nobody stands by, may be dismissed
        follow(home, case)
    with transaction.atomic():
        move(case, "dismissed", by, at, _given(reason, case))
        case.documents.all().delete()
        end(case, home.day_of(at), "dismissed")


def _end(home: Home, case: CaseRow, state: State, kind: str, by: str, at: datetime, **said: str) -> None:
    day = home.day_of(at)
    with transaction.atomic():
        move(case, state, by, at)
        CaseRow.objects.filter(id=case.id).update(decided_on=day)
        end(case, day, state)
        case.documents.all().delete()
        letters.write(home, case, kind, at, **said)
        home.state.log.append("refused" if state == "refused" else "answered", {"case": case.number, "right": case.right}, run=case.id)


def _given(text: str, case: CaseRow) -> str:
    if not text.strip():
        raise BadInputError(
            "answer-empty", "There is no reason or answer.", where=case.number, hint="Write it; the person or the record gets it."
        )
    return text.strip()
