"""Sweeps outside the pages: one that was asked for, and the one that comes round each night."""

from __future__ import annotations

from ombud.errors import UnavailableError
from ombud.jobs import every, here, job
from ombud.retention import actions, standing
from ombud.store.home import Home

CARRY_OUT = "sweep.carry-out"
STANDING = "sweep.standing"


@job(CARRY_OUT)
def carry_out(plan: str) -> None:
    """Carry out exactly the plan with this id; a plan that is interrupted goes on when the job is tried again."""
    actions.execute(Home.opened(here()), plan)


@job(STANDING)
def come_round() -> None:
    """Sweep what may go by itself; where a system is away the job is tried again, and does what is left."""
    told = standing.come_round(Home.opened(here()))
    if told.unavailable:
        raise UnavailableError("sweep-unavailable", "A system did not answer.", hint="The sweep is tried again by itself.")


every(STANDING, daily_at="02:30")
