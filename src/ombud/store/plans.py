"""Plans and how far their steps have come; a plan is found again by what it asks, and runs once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ombud.errors import BadInputError, RefusedError
from ombud.store.models import PlanRow, StepRow


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan asks: the same question on the same day over the same promises is the same plan."""

    kind: str
    as_of: date
    policy: str
    inventory: str
    about: str = ""

    def digest(self) -> str:
        """Digest the question; `about` must already be keyed or sealed, never a person's data."""
        parts = [self.kind, self.as_of.isoformat(), self.policy, self.inventory, self.about]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def show(asked: Asked, body: dict[str, Any], now: datetime, sealed: bytes = b"") -> PlanRow:
    """Keep a plan that is being shown; an unfinished one for the same question is shown again under its id."""
    digest = asked.digest()
    same = PlanRow.objects.filter(digest=digest)
    plan = same.exclude(state="done").first()
    if plan is None:
        plan = PlanRow(
            id=f"{digest[:10]}{same.count() or ''}",
            kind=asked.kind,
            as_of=asked.as_of,
            digest=digest,
            made_at=now,
            body=body,
            sealed=sealed,
        )
    elif plan.state == "shown":
        plan.body, plan.sealed = body, sealed or plan.sealed
    plan.save()
    return plan


def find(plan_id: str, kind: str) -> PlanRow:
    """Find a plan by its id; refuse one that is not there, of another kind, or done."""
    plan = PlanRow.objects.filter(id=plan_id).first()
    if plan is None or plan.kind != kind:
        raise BadInputError(
            "plan-unknown", f"There is no {kind} plan `{plan_id}` in this home.", hint="Show the plan first and use its id."
        )
    if plan.state == "done":
        raise RefusedError("plan-done", f"Plan {plan_id} was carried out already.", hint="Show a new plan.")
    return plan


def same_question(plan: PlanRow, asked: Asked) -> None:
    """Refuse to carry out a plan whose promises or systems have changed since it was shown."""
    if plan.digest != asked.digest():
        hint = "Show the plan again, read it, and carry out the new one."
        raise RefusedError("plan-stale", "The policy or the inventory has changed since this plan was shown.", hint=hint)


def begin(plan: PlanRow) -> None:
    """Mark that a plan is being carried out."""
    plan.state = "running"
    plan.save(update_fields=["state"])


def finish(plan: PlanRow, *, complete: bool) -> None:
    """Mark a plan as done, or as partial so that the same command continues it; a done plan keeps nothing sealed."""
    plan.state = "done" if complete else "partial"
    plan.sealed = b"" if complete else plan.sealed
    plan.save(update_fields=["state", "sealed"])


def step_state(plan: PlanRow, step: str) -> str:
    """Tell how far a step has come: nothing, `intended` or `done`."""
    row = plan.steps.filter(step=step).first()
    return row.state if row else ""


def step_figures(plan: PlanRow, step: str) -> dict[str, Any]:
    """Tell the figures of a step."""
    row = plan.steps.filter(step=step).first()
    return dict(row.figures) if row else {}


def mark(plan: PlanRow, step: str, state: str, **figures: object) -> None:
    """Keep how far a step has come."""
    StepRow.objects.update_or_create(plan=plan, step=step, defaults={"state": state, "figures": figures})
