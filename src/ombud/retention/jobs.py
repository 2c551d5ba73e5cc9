"""Carrying out a sweep that was shown, outside the page that asked for it."""

from __future__ import annotations

from ombud.jobs import here, job
from ombud.retention import actions
from ombud.store.home import Home

CARRY_OUT = "sweep.carry-out"


@job(CARRY_OUT)
def carry_out(plan: str) -> None:
    """Carry out exactly the plan with this id; a plan that is interrupted goes on when the job is tried again."""
    actions.execute(Home.opened(here()), plan)
