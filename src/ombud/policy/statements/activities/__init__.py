"""What a policy states of each activity (GDPR Art. 13 and 14, one activity at a time)."""

from __future__ import annotations

from ombud.policy.model import Policy
from ombud.policy.statements.activities import conduct, data, retention
from ombud.policy.statements.slots import Words
from ombud.policy.statements.statement import Statements


def activities(policy: Policy) -> Statements:
    """Tell every activity; each statement of one names it."""
    for name, one in policy.activities.items():
        for tell in (*data.STATEMENTS, *conduct.STATEMENTS, retention.retention):
            for said in tell(("activities", name), one):
                yield said.with_slot("activity", Words("activities", (name,)))
