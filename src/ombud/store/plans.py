"""Plans and how far their steps have come; a plan is found again by what it asks, and runs once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.db import transaction

from ombud.errors import BadInputError, RefusedError, UnavailableError
from ombud.store.database import ask, tell
from ombud.store.engine.locks import alone, in_turn
from ombud.store.models import PlanRow, StepRow

_ID = re.compile("[0-9a-f]{10}[0-9]*")
"""The beginning of a digest, and which of the plans that began so it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan asks: the same question on the same day over the same promises is the same plan."""

    kind: str
    as_of: date
    policy: str
    inventory: str
    about: str = ""

    @property
    def id(self) -> str:
        """Name the question by the beginning of its digest."""
        return self.digest()[:10]

    def digest(self) -> str:
        """Digest the question; `about` must already be keyed or sealed, never a person's data."""
        parts = [self.kind, self.as_of.isoformat(), self.policy, self.inventory, self.about]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def show(asked: Asked, body: dict[str, Any], now: datetime, sealed: bytes = b"") -> PlanRow:
    """Keep a plan that is being shown; an unfinished one for the same question is shown again under its id."""
    digest = asked.digest()
    with transaction.atomic(savepoint=False):
        in_turn("plans")
        same = ask("SELECT id, state FROM store_planrow WHERE digest = %s", digest)
        plan = next((PlanRow.objects.get(id=one) for one, state in same if state != "done"), None)
        if plan is None:
            number = f"{asked.id}{len(same) or ''}"
            plan = PlanRow(id=number, kind=asked.kind, as_of=asked.as_of, digest=digest, made_at=now, body=body, sealed=sealed)
            plan.save(force_insert=True)
        elif plan.state == "shown":
            plan.body, plan.sealed = body, sealed or plan.sealed
            plan.save(update_fields=["body", "sealed"])  # never the state: another process may be carrying it out by now
    return plan


def keep(plan: PlanRow, sealed: bytes) -> None:
    """Keep what a shown plan is about; one that another process has begun meanwhile keeps its own."""
    tell("UPDATE store_planrow SET sealed = %s WHERE id = %s AND state = %s", sealed, plan.id, plan.state)


def begun(asked: Asked) -> PlanRow | None:
    """Find the plan for a question that was begun and is not done."""
    found = ask("SELECT id FROM store_planrow WHERE digest = %s AND state IN ('running', 'partial')", asked.digest())
    return next((PlanRow.objects.get(id=plan) for (plan,) in found), None)


def unfinished(kind: str) -> list[PlanRow]:
    """List the plans of a kind that were begun and are not done, the oldest first."""
    found = ask("SELECT id FROM store_planrow WHERE kind = %s AND state IN ('running', 'partial') ORDER BY made_at", kind)
    return [PlanRow.objects.get(id=plan) for (plan,) in found]


def done(plan_ids: list[str]) -> list[str]:
    """Tell which of some plans are done."""
    return list(PlanRow.objects.filter(id__in=plan_ids, state="done").values_list("id", flat=True)) if plan_ids else []


def find(plan_id: str, kind: str) -> PlanRow:
    """Find a plan by its id; refuse one that is not there, of another kind, or done."""
    plan = next(iter(PlanRow.objects.raw("SELECT * FROM store_planrow WHERE id = %s AND kind = %s", [plan_id, kind])), None)
    if plan is None:
        raise _unknown(plan_id, kind)
    if plan.state == "done":
        raise RefusedError("plan-done", f"Plan {plan_id} was carried out already.", hint="Show a new plan.")
    return plan


def _unknown(plan_id: str, kind: str) -> BadInputError:
    return BadInputError("plan-unknown", f"There is no {kind} plan `{plan_id}` in this home.", hint="Show the plan first and use its id.")


@contextmanager
def taken(plan_id: str, kind: str, folder: Path) -> Iterator[PlanRow]:
    """Take a plan to carry it out: one process at a time, and whoever is killed has let go."""
    if not _ID.fullmatch(plan_id):
        raise _unknown(plan_id, kind)
    with alone(f"plan-{plan_id}", folder) as mine:
        if not mine:
            hint = "Let it end, then run the same command again."
            raise UnavailableError("plan-running", "Another process is carrying out this plan.", where=f"plan-{plan_id}", hint=hint)
        yield find(plan_id, kind)


def same_question(plan: PlanRow, asked: Asked) -> None:
    """Refuse to carry out a plan whose promises or systems have changed since it was shown; tell how far it had come."""
    if plan.digest != asked.digest():
        told = "The policy or the inventory has changed since this plan was shown."
        hint = "Show the plan again, read it, and carry out the new one."
        if plan.state != "shown":
            told, hint = f"{told} The plan is half done: {_so_far(plan)}.", f"{hint} It takes up what is left."
        raise RefusedError("plan-stale", told, where=plan.id, hint=hint)


def _so_far(plan: PlanRow) -> str:
    words = {"done": "done", "intended": "begun"}
    return ", ".join(f"{step.step} {words[step.state]}" for step in plan.steps.order_by("id")) or "nothing is changed yet"


def begin(plan: PlanRow, sealed: bytes = b"") -> None:
    """Mark that a plan is being carried out, and keep what it needs to go on after an interruption."""
    plan.state, plan.sealed = "running", sealed or plan.sealed
    _keep_state(plan)


@dataclass(frozen=True, slots=True)
class Step:
    """How far one step of a plan has come, and its figures."""

    state: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


def steps(plan: PlanRow) -> dict[str, Step]:
    """Tell how far the steps have come that were intended, in the order in which they were."""
    if plan.state == "shown":
        return {}  # a plan is begun together with its first step
    return {row.step: Step(row.state, row.figures) for row in plan.steps.order_by("id")}


LATELY = 30
"""How many earlier runs tell what is usual."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A step that was done in some run: how many rows went, and by which digest of its rules."""

    count: int
    asks: str


def runs(step: str) -> list[Ran]:
    """Tell the latest runs of sweeps in which a step was done."""
    rows = StepRow.objects.filter(step=step, state="done", plan__kind="sweep").select_related("plan").order_by("-id")[:LATELY]
    return [Ran(row.figures.get("count", 0), row.plan.body.get(step, {}).get("asks", "")) for row in rows]


def open_steps(plan: PlanRow) -> list[str]:
    """List the steps that were intended and are not done."""
    return [name for name, step in steps(plan).items() if step.state == "intended"]


def finish(plan: PlanRow, *, complete: bool, stopped: Mapping[str, object] = MappingProxyType({})) -> None:
    """Mark a plan as done, or as partial so that the same command continues it; a done plan keeps nothing sealed.

    Which steps stopped, and why, takes the place of what was kept of them so far.
    """
    if stopped:
        plan.body = {step: {**shown, "stopped": stopped.get(step)} for step, shown in plan.body.items()}
        PlanRow.objects.filter(id=plan.id).update(body=plan.body)
    plan.state = "done" if complete else "partial"
    plan.sealed = b"" if complete else plan.sealed
    _keep_state(plan)


def _keep_state(plan: PlanRow) -> None:
    tell("UPDATE store_planrow SET state = %s, sealed = %s WHERE id = %s", plan.state, bytes(plan.sealed), plan.id)


_MARK = """
    INSERT INTO store_steprow (plan_id, step, state, figures) VALUES (%s, %s, %s, %s)
    ON CONFLICT (plan_id, step) DO UPDATE SET state = excluded.state, figures = excluded.figures
"""


def mark(plan: PlanRow, step: str, state: str, **figures: object) -> None:
    """Keep how far a step has come."""
    tell(_MARK, plan.id, step, state, json.dumps(figures))
