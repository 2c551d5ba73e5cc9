"""Runs that were begun and are not done: what they knew, who takes it over, and how they end (DESIGN §6)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from django.db import transaction

from ombud.errors import MisconfiguredError, UnavailableError
from ombud.evidence.entry import Fact
from ombud.evidence.pseudonym import open_sealed
from ombud.rights.wishes.wish import Sealed
from ombud.store import plans
from ombud.store.home import Home
from ombud.store.models import PlanRow


def unsealed(home: Home, row: PlanRow) -> Sealed:
    """Open what a plan keeps under its key; without the key nobody knows whom it is about."""
    if not home.state.keys.has_run(row.id):
        told, hint = "Whom this plan is about is sealed, and the key is gone.", "Show the request again, and carry out what it plans."
        raise MisconfiguredError("plan-sealed", told, where=row.id, hint=hint)
    return Sealed.read(open_sealed(home.state.keys.run(row.id), bytes(row.sealed), row.id.encode()))


def begun(home: Home, asked: plans.Asked) -> Sealed | None:
    """Tell what an interrupted run of the same question knew, as long as its key is there."""
    row = plans.begun(asked)
    return unsealed(home, row) if row and home.state.keys.has_run(row.id) else None


def inheriting(home: Home, sealed: Sealed) -> Sealed:
    """Take over what interrupted runs of the same wish knew: the rows that led to others may be gone since."""
    for _, theirs in _same_wish(home, sealed):
        sealed = replace(sealed, resolved=theirs.resolved, rows=theirs.rows, stood=theirs.stood)
    return sealed


def close_older(home: Home, row: PlanRow, sealed: Sealed) -> None:
    """End interrupted plans whose wish a newer one has carried out, except one that a process is at just now."""
    for older in [other.id for other, _ in _same_wish(home, sealed) if other.id != row.id]:
        with suppress(UnavailableError), plans.taken(older, row.kind, home.folder / "var") as other:
            with transaction.atomic():
                for step in plans.open_steps(other):
                    facts: dict[str, Fact] = {"system": step, "right": row.kind, "count": 0, "plan": row.id}
                    home.state.log.append("done", facts, run=other.id, step=step)
                plans.finish(other, complete=True)
            home.state.keys.forget(other.id)


def _same_wish(home: Home, sealed: Sealed) -> list[tuple[PlanRow, Sealed]]:
    """Find the begun plans for the same wish, of other days or of another policy, the oldest first."""
    rows = [row for row in plans.unfinished(sealed.wish.right) if home.state.keys.has_run(row.id)]
    opened = [(row, unsealed(home, row)) for row in rows]
    return [(row, theirs) for row, theirs in opened if theirs.question() == sealed.question()]
