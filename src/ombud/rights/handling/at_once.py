"""What takes effect at once and has no override: withdrawal of consent, objection to direct marketing (GDPR Art. 7(3), 21(3))."""

from __future__ import annotations

from datetime import datetime

from ombud.errors import MisconfiguredError, RefusedError, UnavailableError
from ombud.rights.cases.receive import absolute
from ombud.rights.cases.states import enter
from ombud.rights.handling import act, decide
from ombud.rights.models import CaseRow
from ombud.store.home import Home


def take_effect(home: Home, case: CaseRow, at: datetime) -> None:
    """Carry the wish out now; while a system is down, or the plan needs a person, the case stays where it is and is tried again."""
    try:
        if case.state == "open":
            decide.preview(home, case)
            decide.decide(home, case, decide.LAW, at, {})
        act.carry_out(home, case, decide.LAW, at)
    except (UnavailableError, MisconfiguredError) as down:  # a system that lets us in no more is as good as down to whoever asks
        _note(case, "unavailable", down.message, at)
    except RefusedError as refused:
        _note(case, "by_hand", refused.message, at)


def _note(case: CaseRow, what: str, message: str, at: datetime) -> None:
    """Tell once in the diary what a person must look at, however often it is tried."""
    last = case.events.order_by("-at", "-pk").first()
    if last is None or (last.what, last.note) != (what, message):
        enter(case, what, "ombud", at, message)


def waiting(home: Home) -> list[CaseRow]:
    """List the wishes that should have taken effect and have not, because a system was down."""
    cases = CaseRow.objects.filter(state__in=("open", "decided", "acting"), right__in=("withdraw", "object", "erase"))
    return [case for case in cases if absolute(case, home.policy)]
