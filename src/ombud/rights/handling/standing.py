"""What cases say of processing: who objected, withdrew or had it restricted, while a case stands and when it is done (GDPR Art. 21)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import Q

from ombud.plan.clocks import Scene
from ombud.plan.consent.terms import activity_of
from ombud.plan.reach import fold
from ombud.plan.rights.wish import ended_by
from ombud.rights.cases.states import PROPOSED
from ombud.rights.models import CaseRow
from ombud.store.home import Home
from ombud.store.own.wishes import Against, Wish, tell

AGAINST: Final[Mapping[str, Against]] = {"object": "objected", "withdraw": "withdrawn", "restrict": "restricted"}
UNDONE: Final = ("open", "identity", "decided", *PROPOSED)
"""The states in which a wish waits: once it is carried out the ledger of choices knows it, and what is said later counts."""


def standing(home: Home, purpose: str) -> dict[str, Against]:
    """Gather who objects to a purpose, withdraws or wants it restricted, under every address of a case that waits."""
    scene, spoken = home.scene(), dict[str, Against]()
    name, activity = activity_of(home.policy, purpose)
    named = (name, purpose, *activity.purposes) if purpose == name else (name, purpose)
    ending = [right for right in AGAINST if name in _ended(right, scene)]
    cases = CaseRow.objects.filter(state__in=UNDONE, right__in=AGAINST).filter(Q(purpose__in=named) | Q(purpose="", right__in=ending))
    for right, *addresses in cases.order_by("received_at").values_list("right", "email", "asked_by").iterator():
        spoken |= {fold("email", address, scene): AGAINST[right] for address in addresses if address}
    return spoken


def take_note(home: Home, case: CaseRow, at: datetime) -> None:
    """Tell the desk that keeps choices what a case comes to, so that it counts when the case itself is gone."""
    if case.right in AGAINST and (addresses := _addresses(case)):
        purposes = (case.purpose,) if case.purpose else _ended(case.right, home.scene())
        tell(home, Wish(AGAINST[case.right], purposes, addresses, at))


def _addresses(case: CaseRow) -> tuple[str, ...]:
    return tuple({one for one in (case.email, case.asked_by) if one})


def _ended(right: str, scene: Scene) -> tuple[str, ...]:
    match right:
        case "object":
            return ended_by("object", scene)
        case "withdraw":
            return ended_by("withdraw", scene)
        case _:
            return tuple(scene.policy.activities)
