"""What the probes look with: the promises, the open systems, what the state holds; and what a look can answer."""

from __future__ import annotations

from collections import Counter
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
from ombud.promises.asked import Asked, Word
from ombud.promises.choices import Choices
from ombud.promises.desks.facts import Desk, Handed
from ombud.promises.editions import Editions
from ombud.promises.overdue import Tallies, tally
from ombud.promises.rehearsal import Rehearsal, rehearse
from ombud.promises.saying.phrase import Phrase, phrase
from ombud.systems.connector import Connector

Status = Literal["kept", "broken", "unproven", "waived"]


@dataclass(frozen=True, slots=True)
class Check:
    """What one look at a promise found: status, figure, and where it is not kept, the cause and what to do.

    `owner` is the role that has taken it on, where one has (a gap, a signature, an exception); `until` is when it must be closed.
    """

    status: Status
    figure: Phrase | None = None
    cause: Phrase | None = None
    action: Phrase | None = None
    owner: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A role's signature under a promise, with its document and end; one made for a demonstration never counts."""

    role: str
    until: date
    demo: bool


@dataclass(frozen=True, slots=True)
class Proofs:
    """What the proof dataset holds of one rule: how many (`bare`: readable where they must not be), in which data and forms, the oldest."""

    count: int
    data: Collection[str]
    forms: Collection[str]
    oldest: date | None
    bare: int = 0


@dataclass(frozen=True, slots=True)
class Exempt:
    """A weighed exception in force: the role that decided it, and its end."""

    owner: str
    until: date


@dataclass(frozen=True, slots=True)
class Verified:
    """Our own log, verified: how many entries it holds, and the code of what is wrong with it, or nothing."""

    entries: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Went:
    """One letter to many: about what, by which channel, from whom, to how many."""

    topic: str
    channel: str
    sender: str
    count: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """How many agreed in one country to be written to by the same companies."""

    country: str
    senders: frozenset[str]
    count: int


@dataclass(frozen=True, slots=True)
class Letters:
    """What our own tables hold of letters for one activity: sent, agreed to, looked at (`unasked`: without a yes), and what of that."""

    sent: Sequence[Went]
    agreed: Sequence[Agreed]
    looked: int = 0
    unasked: int = 0
    held: Sequence[str] = ()


def _no_letters(_activity: str) -> Letters | None:
    return None


@dataclass(frozen=True, slots=True)
class Kept:
    """What the state of a home tells the probes."""

    findings: Sequence[Finding]
    signatures: Mapping[str, Signature]
    proofs: Callable[[str], Proofs]
    exceptions: Mapping[str, Sequence[Exempt]]
    log: Callable[[], Verified]
    held: Mapping[str, Collection[tuple[object, ...]]] = field(default_factory=dict)
    letters: Callable[[str], Letters | None] = _no_letters
    choices: Choices | None = None
    editions: Callable[[], Editions] = Editions
    desk: Desk | None = None
    handed: Callable[[], Sequence[Handed]] = tuple


@dataclass
class Looking:
    """One round of looking; what several probes need is read once."""

    scene: Scene
    systems: Mapping[str, Connector]
    join: Join
    kept: Kept

    @cached_property
    def unavailable(self) -> dict[str, str]:
        """Name the systems that do not answer, each with the code of its error."""
        return {name: why for name in self.systems if (why := self._down(name))}

    def _down(self, name: str) -> str:
        try:
            self.systems[name].probe()
        except (UnavailableError, MisconfiguredError) as error:
            return error.code
        return ""

    @cached_property
    def drifts(self) -> tuple[Drift, ...]:
        """List every difference between the systems that answer and the inventory; a file set without files is empty, not gone."""
        answering = (name for name in self.systems if name not in self.unavailable)
        found = (d for name in answering for d in drift(self.scene.inventory, name, self._exists(name)))
        return tuple(d for d in found if d.kind != "gone_dataset" or self.scene.inventory.systems[d.system].kind != "files")

    def _exists(self, name: str) -> list[Exists]:
        found = self.systems[name].describe()
        return [Exists(d.name, d.dataset, tuple(shape.name for shape in d.columns)) for d in found]

    @cached_property
    def tallies(self) -> Tallies:
        """Count rows by rule in all systems that answer."""
        return tally(self.scene, self.systems, self.join, self.kept.held, frozenset(self.unavailable), self.asked)

    @cached_property
    def asked(self) -> Asked:
        """Hold what was asked about the people in rows while they were counted."""
        return Asked(self.scene, self.systems, self.kept.choices)

    @cached_property
    def handed(self) -> Sequence[Handed]:
        """Read what was handed to others, as it was put on record."""
        return self.kept.handed()

    def agreeing(self, activity: str) -> Counter[Word]:
        """Count the rows of an activity by what their people chose; the rows are read first."""
        _ = self.tallies
        return self.asked.counts.get(activity, Counter())

    @cached_property
    def rehearsal(self) -> Rehearsal:
        """Find some people of every dataset, activity and rule, so that each right can be rehearsed on them."""
        return rehearse(self.tallies.people.values(), self.scene, self.systems, self.kept.held)

    def undeclared(self, *, columns: bool = False) -> tuple[Drift, ...]:
        """List the places, and if asked the columns, that nobody declared."""
        kinds = ("undeclared_dataset", "undeclared_column") if columns else ("undeclared_dataset",)
        return tuple(d for d in self.drifts if d.kind in kinds)

    def silent(self, systems: Collection[str], places: Collection[str] = ()) -> Check | None:
        """Say which of these systems and datasets could not be looked at, if any."""
        down = {name: why for name, why in self.unavailable.items() if name in systems}
        if down or (places and (down := {place: why for place, why in self.tallies.failed.items() if place in places})):
            return unproven(phrase("silent", places=down, why=dict.fromkeys(down.values())), phrase("mend-or-again"))
        gone = [d for d in self.drifts if d.kind.startswith("gone") and d.system in systems]
        if gone := [d for d in gone if not places or f"{d.system}.{d.name}" in places]:
            return unproven(phrase("gone", places=map(named, gone)), phrase("correct-inventory"))
        return None


Probe = Callable[[Statement, Looking], Check]


def named(drift: Drift) -> str:
    """Name the place of a difference."""
    return f"{drift.system}.{drift.name}{'.' + drift.column if drift.column else ''}"


def unproven(cause: Phrase, action: Phrase) -> Check:
    """Say that nothing is known, why, and what would make it known."""
    return Check("unproven", None, cause, action)
