"""The clock of a case: extended with reasons that are sent in time, stopped while identity is awaited (GDPR Art. 12(3), 12(6))."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.plan.deadlines.counting import answer_by, waited
from ombud.rights.cases import letters
from ombud.rights.cases.receive import country
from ombud.rights.cases.states import LIVING, enter
from ombud.rights.models import CaseRow
from ombud.store.home import Home


def extend(home: Home, case: CaseRow, reason: str, by: str, at: datetime) -> None:
    """Take two further months, once, with reasons that reach the person inside the first (GDPR Art. 12(3))."""
    if not reason.strip():
        raise BadInputError("extension-reason", "An extension needs a reason.", where=case.number, hint="Say why the request takes longer.")
    if case.extended or case.state not in LIVING:
        raise RefusedError("extension-twice", "This case cannot be extended, or not again.", where=case.number)
    if home.day_of(at) > case.answer_by:
        raise RefusedError("extension-late", "The first month is over: the reasons had to be sent inside it.", where=case.number)
    case.extended = True
    with transaction.atomic():
        _count_anew(home, case)
        enter(case, "extended", by, at, reason.strip())
        letters.write(home, case, "extended", at, reason=reason.strip())
        home.state.log.append("recorded", {"case": case.number, "right": case.right, "until": case.answer_by.isoformat()}, run=case.id)


def waited_for(home: Home, case: CaseRow, asked: datetime, proved: datetime) -> None:
    """Stop the clock for the days that proof of identity was awaited, if it was asked for at once."""
    days = waited(case.received_on, home.day_of(asked), home.day_of(proved), country(home)).days
    if days > 0:
        case.waited_days += days
        _count_anew(home, case)


def _count_anew(home: Home, case: CaseRow) -> None:
    case.answer_by = answer_by(case.received_on, country(home), extended=case.extended, waited=timedelta(case.waited_days))
    case.save(update_fields=["answer_by", "extended", "waited_days"])
