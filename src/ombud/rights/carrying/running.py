"""What carrying out one plan needs, and how far it has come, put on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction

from ombud.evidence.entry import Fact
from ombud.plan.clocks import Scene
from ombud.rights.wishes.wish import Case, Plan, Systems
from ombud.store import plans
from ombud.store.home import Home
from ombud.store.models import PlanRow


def pseudonym(home: Home, case: Case) -> str:
    return home.state.pseudonym(sorted(case.person.identifiers))


@dataclass(slots=True)
class Run:
    """What carrying out one plan needs; `sealed` is what it keeps, until it is begun."""

    home: Home
    row: PlanRow
    planned: Plan
    scene: Scene
    systems: Systems
    begun: Mapping[str, plans.Step]
    sealed: bytes
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def begin(self) -> None:
        """Mark the plan as begun, once, and keep what it needs to go on after an interruption."""
        if self.sealed:
            plans.begin(self.row, self.sealed)
            self.sealed = b""

    def write(self) -> None:
        """Put on record what waits for it; killed before this, a step that is done is repeated and finds nothing."""
        while self.waiting:
            self.waiting.pop(0)()


def note(run: Run, kind: str, system: str, figures: dict[str, int], before: Mapping[str, int]) -> dict[str, int]:
    """Put a fact on record together with how far the system has come, and tell all its figures; what is done waits for the next note."""
    known = {**before, **figures}
    run.waiting.append(partial(_write, run, kind, system, figures, known))
    if kind != "done":
        with transaction.atomic():
            run.begin()
            run.write()
    return known


def _write(run: Run, kind: str, system: str, figures: Mapping[str, int], known: Mapping[str, int]) -> None:
    facts: dict[str, Fact] = {"system": system, "right": run.row.kind, "policy": run.home.policy.policy.edition, **figures}
    run.home.state.log.append(kind, facts, run=run.row.id, step=system)
    plans.mark(run.row, system, "done" if kind == "done" else "intended", **known)
