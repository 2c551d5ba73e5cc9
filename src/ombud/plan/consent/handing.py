"""Whether the policy lets data be handed to somebody else: to whom, on which ground, under which law (GDPR Art. 4(9), 13(1)(e))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from ombud.policy.model import Policy

Ground = Literal["consent", "service_asked_for", "legal_duty", "legal_claims", "crime_solving", "referral"]
Outcome = Literal["allowed", "undeclared", "law_unnamed", "no_consent"]
"""What is to be said of it: allowed, not in the policy, without the law it rests on, without the yes of the person."""

GROUNDS: Final[tuple[Ground, ...]] = get_args(Ground)
_BY_LAW: Final = frozenset({"legal_duty", "legal_claims", "crime_solving"})


@dataclass(frozen=True, slots=True)
class Handing:
    """Data of an activity handed to somebody: on which ground, under which law where there is one."""

    activity: str
    to: str
    ground: Ground
    law: str = ""


def told(policy: Policy, handing: Handing) -> Outcome:
    """Tell whether the policy says that it may be handed over; whether the person agreed is the gate's to tell."""
    who, activity = policy.recipients.get(handing.to), policy.activities[handing.activity]
    declared = any(handing.to in one.to and handing.ground in one.when for one in activity.disclosures)
    referred = handing.ground == "referral" and activity.shares == "referrals"
    by_law = handing.ground in _BY_LAW and who is not None and who.only_if is not None
    if not (declared or referred or by_law):
        return "undeclared"
    needs_law = handing.ground == "legal_duty" or (who is not None and who.only_if == "named_law") or (by_law and not declared)
    return "law_unnamed" if needs_law and not handing.law else "allowed"
