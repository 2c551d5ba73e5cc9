"""People and roles by the API: who works in the console, and as what."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

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


class Workers(Schema):
    """Everybody who may sign in."""

    items: list[Worker]


class Add(Form):
    """Somebody new, or somebody known with another role."""

    name: Line
    role: Role
    email: Email | None = Field(None, description="By which a sign-in through your own provider finds them.")
    password: Annotated[str, Field(min_length=1, max_length=128)] | None = Field(None, description="Changed at the first sign-in.")


class As(Form):
    """Which role."""

    role: Role


def _who(number: int) -> User:
    return get_object_or_404(User, pk=number, is_active=True)


@router.get("", **reads(Workers, "staff:read", "staff:write"))
def list_staff(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """List who may sign in."""
    return {"items": list(accounts.workers())}


@router.post("", **acts(Worker, "staff:write", status=HTTPStatus.CREATED))
def add(request: HttpRequest, form: Add) -> Status[accounts.Worker]:  # noqa: ARG001 - every operation has it
    """Add somebody; a password set here is changed at the first sign-in."""
    accounts.add(home().state.log, form.name, form.role, form.password or "", form.email or "", first=True)
    added = accounts.named(form.name)
    return Status(HTTPStatus.CREATED, next(one for one in accounts.workers() if one.id == added.pk))


@router.post("/{number}/role", **acts(Done, "staff:write"))
def role(request: HttpRequest, number: Id, form: As) -> dict[str, bool]:  # noqa: ARG001 - every operation has it
    """Give somebody another role; it holds from their next page on."""
    accounts.give_role(home().state.log, _who(number), form.role)
    return {"done": True}


@router.post("/{number}/reset", **acts(Done, "staff:write"))
def reset(request: HttpRequest, number: Id) -> dict[str, bool]:  # noqa: ARG001 - every operation has it
    """Forget the second factor of somebody who lost it."""
    accounts.forget_second_factor(home().state.log, _who(number))
    return {"done": True}


@router.post("/{number}/remove", **acts(Done, "staff:write"))
def remove(request: HttpRequest, number: Id) -> dict[str, bool]:  # noqa: ARG001 - every operation has it
    """Take an account away; its name stays where cases and diary tell who did what."""
    accounts.remove(home().state.log, _who(number))
    return {"done": True}
