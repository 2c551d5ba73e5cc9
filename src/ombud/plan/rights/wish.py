"""Which activities a person's wish ends (GDPR Art. 7(3), 17(1), 21)."""

from __future__ import annotations

from typing import Literal

from ombud.plan.clocks import Scene
from ombud.policy.model import Activity, Gap, Letter, known

Right = Literal["access", "erase", "rectify", "restrict", "port", "object", "withdraw"]


def ended_by(right: Right, scene: Scene, purpose: str | None = None) -> tuple[str, ...]:
    """Name what a wish ends: erasure all, withdrawal those on consent, objection those on interest or a public task, and marketing."""
    named = {name: act for name, act in scene.policy.activities.items() if purpose in (None, name) or purpose in act.purposes}
    return tuple(name for name, act in named.items() if _ends(right, act))


def _ends(right: Right, activity: Activity) -> bool:
    match right:
        case "withdraw":
            return rests_on(activity) == "6.1.a"
        case "object":  # direct marketing has no override, whatever it rests on (GDPR Art. 21(3))
            markets = any(purpose.marketing for purpose in activity.purposes.values())
            return rests_on(activity) in {"6.1.e", "6.1.f"} or (markets and rests_on(activity) == "6.1.a")
        case _:
            return True


def rests_on(activity: Activity) -> Letter | None:
    """Tell the letter of GDPR Art. 6(1) that an activity rests on: its first basis; the others are for some data or purposes."""
    return None if isinstance(activity.basis, Gap) or not activity.basis else known(activity.basis[0].gdpr)
