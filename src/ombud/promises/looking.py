"""What the probes look with: the promises, the open systems, what the state holds; and what a look can answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from ombud.errors import MisconfiguredError, UnavailableError
from ombud.execute.join import Join
from ombud.inventory.drift import Drift, Exists, drift
from ombud.plan.clocks import Scene
from ombud.policy.finding import Finding
from ombud.policy.statements import Statement
from ombud.promises.overdue import Tallies, tally
from ombud.systems.connector import Connector

Status = Literal["kept", "broken", "unproven", "waived"]


@dataclass(frozen=True, slots=True)
class Check:
    """What one look at a promise found: status, figure, and where it is not kept, the cause and what to do."""

    status: Status
    figure: str = ""
    cause: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A role's signature under a promise, with its document and end; one made for a demonstration never counts."""

    role: str
    until: date
    demo: bool


@dataclass(frozen=True, slots=True)
class Proofs:
    """What the proof dataset holds of one rule: how many, in which data and forms, the oldest."""

    count: int
    data: Collection[str]
    forms: Collection[str]
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What the state of a home tells the probes."""

    findings: Sequence[Finding]
    signatures: Mapping[str, Signature]
    proofs: Callable[[str], Proofs]
    exceptions: Mapping[str, Sequence[date]]
    log: Callable[[], str]
    held: Mapping[str, Collection[tuple[object, ...]]] = field(default_factory=dict)


@dataclass
class Looking:
    """One round of looking; what several probes need is read once."""

    scene: Scene
    systems: Mapping[str, Connector]
    join: Join
    kept: Kept

    @cached_property
    def unavailable(self) -> dict[str, str]:
        """Name the systems that do not answer, each with why."""
        return {name: why for name in self.systems if (why := self._down(name))}

    def _down(self, name: str) -> str:
        try:
            self.systems[name].probe()
        except (UnavailableError, MisconfiguredError) as error:
            return error.message
        return ""

    @cached_property
    def drifts(self) -> tuple[Drift, ...]:
        """List every difference between the systems that answer and the inventory."""
        return tuple(
            d for name in self.systems if name not in self.unavailable for d in drift(self.scene.inventory, name, self._exists(name))
        )

    def _exists(self, name: str) -> list[Exists]:
        found = self.systems[name].describe()
        return [Exists(d.name, d.dataset, tuple(shape.name for shape in d.columns)) for d in found]

    @cached_property
    def tallies(self) -> Tallies:
        """Count rows by rule in all systems that answer."""
        return tally(self.scene, self.systems, self.join, self.kept.held, frozenset(self.unavailable))

    def serving(self, activity: str) -> tuple[str, ...]:
        """List the datasets that serve an activity."""
        return tuple(p.id for p in self.scene.inventory.datasets() if activity in p.dataset.activities)


Probe = Callable[[Statement, Looking], Check]


def unproven(cause: str, action: str) -> Check:
    """Say that nothing is known, why, and what would make it known."""
    return Check("unproven", "", cause, action)
