"""Joint controllers: named as such on both sides (GDPR Art. 26)."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.finding import Finding
from ombud.policy.model import known


def unsaid(look: Look) -> Iterator[Finding]:
    """Report joint controllers of whom no activity tells the arrangement (GDPR Art. 26(2))."""
    told = {party for activity in look.policy.activities.values() if activity.joint for party in activity.joint.parties}
    for name, activity in look.policy.activities.items():
        for party in (one for one in activity.recipients if one not in told and _role(look, one) == "joint_controller"):
            yield look.error("joint-unsaid", ("activities", name, "joint"), "GDPR Art. 26(2)", party=party, activity=name)


def roles(look: Look) -> Iterator[Finding]:
    """Report arrangements with parties that have another role among the recipients (GDPR Art. 26(1))."""
    for name, activity in look.policy.activities.items():
        for party in activity.joint.parties if activity.joint else ():
            if (role := _role(look, party)) and role != "joint_controller":
                path = ("activities", name, "joint", "with")
                yield look.error("joint-role-differs", path, "GDPR Art. 26(1)", party=party, role=role)


def _role(look: Look, party: str) -> str | None:
    recipient = look.policy.recipients.get(party)
    return known(recipient.role) if recipient else None


CHECKS = (unsaid, roles)
