"""Answers that no plan makes: a refusal with reason and remedy, an answer in words, a letter that was no request (GDPR Art. 12(4))."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.rights.cases import letters
from ombud.rights.cases.receive import PLANNED, follow
from ombud.rights.cases.states import PROPOSED, State, confirmed, end, move
from ombud.rights.handling import decide
from ombud.rights.models import CaseRow
from ombud.store.home import Home


def refuse(home: Home, case: CaseRow, reason: str, by: str, at: datetime) -> None:
    """Say no, with the reason, the authority and the court (GDPR Art. 12(4)); never to what is followed without judgement.

    Where the home asks for four eyes, this only proposes it.
    """
    follow(home, case)
    if decide.four_eyes(home):
        move(case, "refusing", by, at, _given(reason, case))
    else:
        _end(home, case, "refused", "refused", by, at, reason=_given(reason, case))


def answer(home: Home, case: CaseRow, text: str, by: str, at: datetime) -> None:
    """Answer in words what a person must judge: a complaint, a decision made by a machine, a letter that uses no right.

    Where the home asks for four eyes, this only proposes it: a no can be said in any words.
    """
    if case.right in PLANNED:
        hint = "Carry the plan out; it answers. Or refuse with the reason."
        raise RefusedError("case-planned", "This request is answered by what its plan finds and does.", where=case.number, hint=hint)
    if decide.four_eyes(home):
        move(case, "answering", by, at, _given(text, case))
        return
    with transaction.atomic():
        move(case, "decided", by, at)
        move(case, "acting", by, at)
        _end(home, case, "closed", "answered", by, at, answer=_given(text, case))


def dismiss(home: Home, case: CaseRow, reason: str, by: str, at: datetime) -> None:
    """Close what was no request, with a reason for the record; nobody is written to. Where the home asks for four eyes, propose it."""
    if confirmed(case):  # what only says to be a withdrawal, and nobody stands by, may be dismissed
        follow(home, case)
    if decide.four_eyes(home) and case.state != "passed":  # no case yet: whoever looks says whether it becomes one
        move(case, "dismissing", by, at, _given(reason, case))
    else:
        _dismissed(home, case, _given(reason, case), by, at)


def confirm(home: Home, case: CaseRow, by: str, at: datetime) -> None:
    """Let stand what somebody else proposed: only now the person is written to, or the case is closed without a letter."""
    proposal = decide.last(case, case.state) if case.state in PROPOSED else None
    if proposal is None:
        told = "No refusal, dismissal or answer is proposed in this case."
        raise RefusedError("nothing-proposed", told, where=case.number, hint="Look at it anew.")
    decide.second(home, case, proposal, by)
    if case.state == "refusing":
        follow(home, case)
        _end(home, case, "refused", "refused", by, at, reason=proposal.note)
    elif case.state == "answering":
        _end(home, case, "closed", "answered", by, at, answer=proposal.note)
    else:
        _dismissed(home, case, proposal.note, by, at)


def _dismissed(home: Home, case: CaseRow, reason: str, by: str, at: datetime) -> None:
    with transaction.atomic():
        move(case, "dismissed", by, at, reason)
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
