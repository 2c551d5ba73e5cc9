"""People and roles by the API: who works in the console, and as what."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from ombud.staff import accounts
from ombud.staff.roles import Role
from ombud.web.api.document import acts, reads
from ombud.web.api.forms import Done, Email, Form, Id, Line
from ombud.web.serving import home

router = Router(tags=["staff"])


class Worker(Schema):
    """Somebody who may sign in."""

    id: int
    name: str
    email: str
    role: str
    second_factor: bool


class Added(Worker):
    """Who was added, and the password with which they come in once to choose their own."""

    first_password: str | None = Field(description="Told this once; it ends after a week.")


class Workers(Schema):
    """Everybody who may sign in."""

    items: list[Worker]


class Add(Form):
    """Somebody new, or somebody known with another role."""

    name: Line
    role: Role
    email: Email | None = Field(None, description="By which a sign-in through your own provider finds them.")
    provider: bool = Field(default=False, description="They sign in through your own provider and get no password.")


class As(Form):
    """Which role."""

    role: Role


def _who(number: int) -> User:
    return get_object_or_404(User, pk=number, is_active=True)


@router.get("", **reads(Workers, "staff:read", "staff:write"))
def list_staff(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """List who may sign in."""
    return {"items": list(accounts.workers())}


@router.post("", **acts(Added, "staff:write", status=HTTPStatus.CREATED))
def add(request: HttpRequest, form: Add) -> Status[dict[str, object]]:  # noqa: ARG001 - every operation has it
    """Add somebody; the first password is told in the answer and changed at the first sign-in."""
    drawn = None
    if form.provider:
        accounts.add_by_provider(home(), form.name, form.role, form.email or "")
    else:
        drawn = accounts.invite(home(), form.name, form.role, form.email or "")
    added = accounts.named(form.name)
    worker = next(one for one in accounts.workers() if one.id == added.pk)
    return Status(HTTPStatus.CREATED, asdict(worker) | {"first_password": drawn})


@router.post("/{number}/role", **acts(Done, "staff:write"))
def role(request: HttpRequest, number: Id, form: As) -> dict[str, bool]:  # noqa: ARG001 - every operation has it
    """Give somebody another role; it holds from their next page on."""
    accounts.give_role(home(), _who(number), form.role)
    return {"done": True}


@router.post("/{number}/reset", **acts(Done, "staff:write"))
def reset(request: HttpRequest, number: Id) -> dict[str, bool]:  # noqa: ARG001 - every operation has it
    """Forget the second factor of somebody who lost it."""
    accounts.forget_second_factor(home(), _who(number))
    return {"done": True}


@router.post("/{number}/remove", **acts(Done, "staff:write"))
def remove(request: HttpRequest, number: Id) -> dict[str, bool]:  # noqa: ARG001 - every operation has it
    """Take an account away; its name stays where cases and diary tell who did what."""
    accounts.remove(home(), _who(number))
    return {"done": True}
