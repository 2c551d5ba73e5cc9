"""Roles as data: what each may do. Nothing else in the house decides that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

Verb = Literal[
    "look",  # the first page: how things stand, without anybody's data
    "read_case",  # cases as matters: number, right, state, deadline, decision
    "read_person",  # whose case it is and what they wrote; each opening needs a reason
    "decide",  # plan a case and decide it
    "carry_out",  # carry a decision out and note what was done by hand
    "look_anew",  # have promises, systems or what is due looked at now; that leaves entries
    "release_sweep",  # let a rule or a run go ahead
    "hold",  # place and release legal holds
    "sign",  # attest a promise, publish, accept a gap
    "manage_staff",  # who works here, and as what
    "see_systems",  # systems, their health, drift and the findings of the checks
    "see_evidence",  # the log and its verification
]
VERBS: Final = frozenset(get_args(Verb))

Role = Literal["officer", "handler", "developer", "auditor"]

ROLES: Final[Mapping[Role, frozenset[Verb]]] = {
    "officer": VERBS,
    "handler": frozenset({"look", "read_case", "read_person", "decide", "carry_out"}),
    "developer": frozenset({"look", "look_anew", "see_systems"}),
    "auditor": frozenset({"look", "read_case", "see_systems", "see_evidence"}),
}
"""The auditor only reads, and reads nobody's data: what is checked is the matter, not the person (GDPR Art. 5(1)(c))."""


def allowed(role: str) -> frozenset[Verb]:
    """Tell what a role may do; an unknown one may do nothing."""
    return next((verbs for name, verbs in ROLES.items() if name == role), frozenset())
