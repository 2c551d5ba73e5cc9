"""What a policy states: each fact that a notice prints, as a kind and typed slots, with what makes it true and who looks whether it is."""

from __future__ import annotations

from ombud.policy.model import Policy
from ombud.policy.statements import care, document, rights, sharing, terms
from ombud.policy.statements.activities import activities
from ombud.policy.statements.kinds import Kind
from ombud.policy.statements.sources import Source, read_sources
from ombud.policy.statements.statement import BACKINGS, Backing, Probe, Statement

__all__ = ["BACKINGS", "Backing", "Kind", "Probe", "Source", "Statement", "read_sources", "statements"]


def statements(policy: Policy) -> tuple[Statement, ...]:
    """Tell everything the policy says; ids are unique where the names of its rules and activities are."""
    of_all = (*document.STATEMENTS, *sharing.STATEMENTS, activities, *rights.STATEMENTS, *care.STATEMENTS, *terms.STATEMENTS)
    return tuple(said for tell in of_all for said in tell(policy))
