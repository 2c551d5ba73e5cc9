"""All that one organisation promises, and the few questions that are asked of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ombud.policy.model.activity import Activity
from ombud.policy.model.document import Breach, Changes, Children, Document, Storage, Version
from ombud.policy.model.fact import Gap, GapNote, Language, Says
from ombud.policy.model.ground import Datum, Event, Identifier, Law, Measure, Place
from ombud.policy.model.party import ActsFor, Authority, Controller, Entity, Officer, Recipient, Transfers
from ombud.policy.model.retention import RetentionRule
from ombud.policy.model.rights import Rights


@dataclass(frozen=True, slots=True)
class Policy:
    """All that one organisation promises about personal data.

    `principles` are what it holds itself to in everything, `terms` what it says of responsibility, `glossary` its words in its own
    words, `links` where more is told, by what it is about.
    """

    ombud: Literal["1"]
    policy: Document
    controller: Controller
    officer: Officer | Gap
    authorities: Mapping[str, Authority]
    recipients: Mapping[str, Recipient]
    transfers: Transfers
    laws: Mapping[str, Law]
    data: Mapping[str, Datum]
    people: tuple[str, ...]
    systems: Mapping[str, Place]
    events: Mapping[str, Event]
    activities: Mapping[str, Activity]
    storage: Storage
    rights: Rights
    changes: Changes
    texts: Mapping[str, Mapping[Language, str]]
    gaps: Mapping[str, GapNote] = field(default_factory=dict)
    identifiers: Mapping[str, Identifier] = field(default_factory=dict)
    acts_for: Mapping[str, ActsFor] = field(default_factory=dict)
    entities: Mapping[str, Entity] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    breach: Breach | None = None
    children: Children | None = None
    translated: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)
    versions: tuple[Version, ...] = ()
    principles: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    glossary: Mapping[str, Says] = field(default_factory=dict)
    links: Mapping[str, str | Gap] = field(default_factory=dict)

    def rules(self) -> tuple[tuple[str, RetentionRule], ...]:
        """List every retention rule with the id of its activity; gaps in its place are left out."""
        return tuple((name, rule) for name, act in self.activities.items() for rule in act.retention if isinstance(rule, RetentionRule))


def covered(activity: Activity, rule: RetentionRule) -> frozenset[str]:
    """Tell which data a rule covers: those it names; else all, less those that another ceiling of the activity names."""
    if rule.data:
        return frozenset(rule.data)
    others = (r for r in activity.retention if isinstance(r, RetentionRule) and r.data and r.limit != "at_least")
    named = frozenset(d for r in others for d in r.data) if rule.limit != "at_least" else frozenset()
    return frozenset(activity.data) - named


def law_of(citation: str) -> str:
    """Tell which law a citation names: `gdpr 82.1-3` names `gdpr`, a bare id names itself."""
    return citation.split(" ", 1)[0]
