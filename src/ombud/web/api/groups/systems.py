"""Systems by the API: whether each answers, and what it holds otherwise than the inventory says."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Router, Schema

from ombud.policy.telling import told
from ombud.registers import systems
from ombud.registers.compare import Difference
from ombud.store.home import words
from ombud.web.api.document import reads
from ombud.web.serving import home

router = Router(tags=["systems"])


class System(Schema):
    """A system of the inventory."""

    id: str
    kind: str
    datasets: list[str]


class Systems(Schema):
    """All systems."""

    items: list[System]


class Drift(Schema):
    """One thing that is otherwise than the inventory says."""

    code: str
    severity: str
    dataset: str
    column: str | None
    message: str
    hint: str


class Health(Schema):
    """Whether a system answers, and what differs."""

    id: str
    answers: bool
    code: str
    message: str
    drift: list[Drift]


@router.get("", **reads(Systems, "systems:read"))
def list_systems(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """List the systems of the inventory; none of them is asked."""
    found = home().inventory.systems.items()
    return {"items": [{"id": name, "kind": system.kind, "datasets": sorted(system.datasets)} for name, system in found]}


@router.get("/{system}", **reads(Health, "systems:read"))
def health(request: HttpRequest, system: Annotated[str, Path(max_length=100)]) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Ask a system whether it is there, and compare what it holds with the inventory."""
    if system not in home().inventory.systems:
        raise Http404
    seen = systems.look(home(), system)
    code, message = (seen.error.code, seen.error.message) if seen.error else ("", "")
    drift = [_drift(one) for one in seen.differences]
    return {"id": system, "answers": seen.error is None, "code": code, "message": message, "drift": drift}


def _drift(one: Difference) -> dict[str, object]:
    said = told(one.finding, words("en"))
    place = {"dataset": one.dataset, "column": one.column}
    return {"code": said.code, "severity": said.severity, "message": said.message, "hint": said.hint, **place}
