"""Sweeps by the API: what is due is shown as a plan, and exactly that plan is carried out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from ombud.retention import actions
from ombud.retention.report import as_data
from ombud.web.api.document import acts
from ombud.web.api.forms import Form
from ombud.web.api.problems import Because
from ombud.web.serving import home

router = Router(tags=["sweeps"])
PlanId = Annotated[str, Path(pattern="^[0-9a-f]{10}[0-9]{0,5}$")]


class Show(Form):
    """Of which day."""

    as_of: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))] | None = Field(None, description="Today unless said.")


class Kept(Schema):
    """Rows that are due by one rule and kept by another."""

    rule: str
    ground: str
    count: int


class Step(Schema):
    """One step: a dataset, its rules, what is due and what was done."""

    system: str
    dataset: str
    rule: str
    action: str
    due: int | None = Field(description="None where nobody can say.")
    done: int
    left: int
    no_clock: int
    kept: list[Kept]
    held: int


class ByHand(Schema):
    """What no system can do by itself."""

    system: str
    dataset: str
    why: str
    rule: str


class Sweep(Schema):
    """A sweep shown or carried out."""

    plan: str
    as_of: date
    carried_out: bool
    datasets: list[Step]
    by_hand: list[ByHand]
    unavailable: dict[str, str]
    refused: dict[str, str]
    misconfigured: dict[str, str]
    said: dict[str, Because]
    evidence: str
    retained: dict[str, list[str]]


@router.post("", **acts(Sweep, "sweeps:read", "sweeps:write"))
def show(request: HttpRequest, form: Show) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Look at all that is due and keep the plan; no system is changed."""
    return as_data(actions.show(home(), form.as_of))


@router.post("/{plan}/carry-out", **acts(Sweep, "sweeps:write"))
def carry_out(request: HttpRequest, plan: PlanId) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Carry out exactly the plan that was shown; one that was interrupted goes on."""
    return as_data(actions.execute(home(), plan))
