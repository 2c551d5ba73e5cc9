"""Answers that no plan makes: a refusal with reason and remedy, an answer in words, a letter that was no request (GDPR Art. 12(4))."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ombud.errors import BadInputError
from ombud.rights.cases import letters
from ombud.rights.cases.states import State, end, move
from ombud.rights.models import CaseRow
from ombud.store.home import Home


def refuse(home: Home, case: CaseRow, reason: str, by: str, at: datetime) -> None:
    """Say no, with the reason, the authority and the court (GDPR Art. 12(4)); the wish to withdraw consent cannot be refused."""
    if case.right == "withdraw":
        raise BadInputError("withdrawal-refused", "A withdrawal of consent cannot be refused.", where=case.number)
    _end(home, case, "refused", "refused", by, at, reason=_given(reason, case))


def answer(home: Home, case: CaseRow, text: str, by: str, at: datetime) -> None:
    """Answer in words what a person must judge: a complaint, a decision made by a machine."""
    with transaction.atomic():
        move(case, "decided", by, at)
        move(case, "acting", by, at)
        _end(home, case, "closed", "answered", by, at, answer=_given(text, case))


def dismiss(home: Home, case: CaseRow, reason: str, by: str, at: datetime) -> None:
    """Close what was no request, with a reason for the record; nobody is written to."""
    with transaction.atomic():
        move(case, "dismissed", by, at, _given(reason, case))
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
