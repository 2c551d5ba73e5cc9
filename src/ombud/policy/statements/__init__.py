"""What a policy states: each fact that a notice would print, with what makes it true and who looks whether it is."""

from __future__ import annotations

from dataclasses import replace

from ombud.policy.model import Policy
from ombud.policy.statements import activity, document, retention, rights
from ombud.policy.statements.sources import Source, read_sources
from ombud.policy.statements.statement import BACKINGS, Backing, Probe, Statement, Statements, fact

__all__ = ["BACKINGS", "Backing", "Probe", "Source", "Statement", "read_sources", "statements"]


def statements(policy: Policy) -> tuple[Statement, ...]:
    """Tell everything the policy says; ids are unique where the names of its rules and activities are."""
    of_all = (*document.STATEMENTS, _activities, *rights.STATEMENTS)
    return tuple(said for tell in of_all for said in tell(policy))


def _activities(policy: Policy) -> Statements:
    for name, one in policy.activities.items():
        for tell in (*activity.STATEMENTS, retention.retention):
            for said in tell(("activities", name), one):
                yield replace(said, text=f"{fact(name)}: {said.text}")
