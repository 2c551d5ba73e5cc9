"""What goes on by itself: wishes without override take effect at once (GDPR Art. 7(3), 21(3)), and what a system held up is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from ombud.errors import MisconfiguredError, RefusedError, UnavailableError
from ombud.rights.cases.receive import absolute
from ombud.rights.cases.states import enter_once
from ombud.rights.handling import act, decide
from ombud.rights.models import CaseRow
from ombud.store.home import Home

SELDOM = timedelta(hours=6)
"""How long a case that was begun waits at the most before it is tried again: twice as long each time."""


def take_effect(home: Home, case: CaseRow, at: datetime) -> None:
    """Carry the wish out now; while a system is down, or the plan needs a person, the case stays where it is and is tried again."""
    try:
        if case.state == "open":
            decide.preview(home, case)
            decide.decide(home, case, decide.LAW, at, {})
        act.carry_out(home, case, decide.LAW, at)
    except (UnavailableError, MisconfiguredError) as down:  # a system that lets us in no more is as good as down to whoever asks
        enter_once(case, "unavailable", "ombud", at, down.code)
    except RefusedError as refused:
        enter_once(case, "by_hand", "ombud", at, refused.code)


def go_on(home: Home, case: CaseRow, at: datetime) -> None:
    """Carry on with a case whose carrying out was interrupted; the next try waits longer each time."""
    again = at + min(act.AGAIN * 2**case.tries, SELDOM)
    if not CaseRow.objects.filter(id=case.id, state="acting", tries=case.tries).update(tries=min(case.tries + 1, 16), again_at=again):
        return  # another worker was quicker
    take_effect(home, case, at)


def waiting(home: Home) -> list[CaseRow]:
    """List the wishes that should have taken effect and have not, because a system was down."""
    cases = CaseRow.objects.filter(state__in=("open", "decided"), right__in=("withdraw", "object", "erase", "rectify"))
    return [case for case in cases if absolute(case, home.policy)]


def interrupted(at: datetime) -> list[CaseRow]:
    """List the cases whose carrying out was begun and not ended, and whose time has come."""
    return list(CaseRow.objects.filter(Q(again_at=None) | Q(again_at__lte=at), state="acting").order_by("answer_by"))
