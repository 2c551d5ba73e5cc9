"""Joint controllers: named as such on both sides (GDPR Art. 26)."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.finding import Finding


def joint(look: Look) -> Iterator[Finding]:
    """Report joint controllers without an arrangement, and arrangements with parties of another role (GDPR Art. 26(1))."""
    roles = {name: recipient.role for name, recipient in look.policy.recipients.items()}
    for name, activity in look.policy.activities.items():
        parties = set(activity.joint.parties) if activity.joint else set()
        for party in sorted({r for r in activity.recipients if roles.get(r) == "joint_controller"} - parties):
            yield look.error("joint-unsaid", ("activities", name, "joint"), "GDPR Art. 26(2)", party=party, activity=name)
        for party in sorted(one for one in parties if isinstance(roles.get(one), str) and roles[one] != "joint_controller"):
            path = ("activities", name, "joint", "with")
            yield look.error("joint-role-differs", path, "GDPR Art. 26(1)", party=party, role=str(roles[party]))


CHECKS = (joint,)
