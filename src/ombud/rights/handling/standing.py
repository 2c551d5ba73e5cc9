"""What cases say of processing: who objected, withdrew or had it restricted, while a case stands and when it is done (GDPR Art. 21)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from ombud.plan.clocks import Scene
from ombud.plan.consent.terms import activity_of
from ombud.plan.reach import fold
from ombud.plan.rights import ended_by
from ombud.rights.models import CaseRow
from ombud.store.home import Home
from ombud.store.own.wishes import Against, Wish, tell

AGAINST: Final[Mapping[str, Against]] = {"object": "objected", "withdraw": "withdrawn", "restrict": "restricted"}
_STANDING: Final = ("open", "identity", "decided", "acting", "waiting", "closed")
"""The states of a case whose objection counts: not one that nobody confirmed, that was refused or was none."""


def standing(home: Home, purpose: str) -> dict[str, Against]:
    """Gather who objected to a purpose, withdrew or had it restricted, under every address that a case has."""
    scene, spoken = home.scene(), dict[str, Against]()
    name, activity = activity_of(home.policy, purpose)
    named = (name, purpose, *activity.purposes) if purpose == name else (name, purpose)
    for case in CaseRow.objects.filter(right__in=AGAINST, state__in=_STANDING).order_by("received_at").iterator():
        if case.purpose in named or (not case.purpose and name in _ended(case.right, scene)):
            spoken |= {fold("email", address, scene): AGAINST[case.right] for address in _addresses(case)}
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
