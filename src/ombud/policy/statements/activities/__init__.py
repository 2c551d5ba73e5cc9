"""What a policy states of each activity (GDPR Art. 13 and 14, one activity at a time)."""

from __future__ import annotations

from ombud.policy.model import Policy
from ombud.policy.statements.activities import conduct, cookies, data, others, places, reaching, retention
from ombud.policy.statements.slots import Words
from ombud.policy.statements.statement import Statements

_TELLING = (
    *data.STATEMENTS,
    *others.STATEMENTS,
    *conduct.STATEMENTS,
    *cookies.STATEMENTS,
    *reaching.STATEMENTS,
    *places.STATEMENTS,
    retention.retention,
)


def activities(policy: Policy) -> Statements:
    """Tell every activity; each statement of one names it."""
    for name, one in policy.activities.items():
        for tell in _TELLING:
            for said in tell(("activities", name), one):
                yield said.with_slot("activity", Words("activities", (name,)))
