"""Sweeps in the console: look at what is due, see the plan, let exactly that plan be carried out."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ombud.errors import OmbudError
from ombud.jobs import defer
from ombud.retention import actions
from ombud.retention.jobs import CARRY_OUT
from ombud.retention.stopped import read
from ombud.store.models import PlanRow
from ombud.systems.refusal import Refusal
from ombud.web.console.page import page
from ombud.web.console.staff.me import may
from ombud.web.serving import home

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan: what was seen when it was shown, and how far it has come."""

    id: str
    due: int
    kept: int
    no_clock: int
    state: str
    done: int | None
    why: Refusal | OmbudError | None
    """Why it could not be looked at or made, at the last try."""


@require_safe
@may("see_systems")
def listed(request: HttpRequest) -> HttpResponse:
    """List the latest sweeps."""
    return page(request, "sweeps", plans=PlanRow.objects.filter(kind="sweep").order_by("-made_at")[:_PAGE])


@require_POST
@may("look_anew")
def look(request: HttpRequest) -> HttpResponse:
    """Look at what is due and show the plan; nothing is changed in any system."""
    try:
        report = actions.show(home())
    except OmbudError as error:
        plans = PlanRow.objects.filter(kind="sweep").order_by("-made_at")[:_PAGE]
        return page(request, "sweeps", HTTPStatus.CONFLICT, plans=plans, error=error)
    plan = PlanRow.objects.get(id=report.plan)
    return page(request, "sweep", plan=plan, steps=_steps(plan), not_swept=report.not_swept, looked=True)


@require_safe
@may("see_systems")
def shown(request: HttpRequest, plan: str) -> HttpResponse:
    """Show a plan and how far it has come."""
    row = get_object_or_404(PlanRow, id=plan, kind="sweep")
    return page(request, "sweep", plan=row, steps=_steps(row), asked=request.GET.get("carry-out") == "asked")


def _steps(plan: PlanRow) -> list[Step]:
    begun = {step.step: step for step in plan.steps.all()}
    steps = []
    for name, seen in plan.body.items():
        mine = begun.get(name)
        done = mine.figures.get("count") if mine else None
        kept, no_clock = seen["kept"] + seen["held"], sum(seen["no_clock"].values())
        why = read(seen["stopped"]) if seen.get("stopped") else None
        if seen["due"] or kept or no_clock or mine or why:
            steps.append(Step(name, seen["due"], kept, no_clock, mine.state if mine else "", done, why))
    return steps


@require_POST
@may("release_sweep")
def carry_out(request: HttpRequest, plan: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Let exactly this plan be carried out, beside the pages."""
    row = get_object_or_404(PlanRow, id=plan, kind="sweep")
    defer(CARRY_OUT, key=f"{CARRY_OUT}:{row.id}", plan=row.id)
    return redirect(f"{reverse('sweep', kwargs={'plan': row.id})}?carry-out=asked")
