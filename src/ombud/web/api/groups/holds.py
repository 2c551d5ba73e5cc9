"""Holds by the API: placed, listed, released; never told whom they freeze (GDPR Art. 17(3)(e))."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status
from pydantic import Field

from ombud.registers import freezing
from ombud.rights.cases import reading
from ombud.store import holds
from ombud.web.api import tokens
from ombud.web.api.document import acts, reads
from ombud.web.api.forms import Done, Form, Line, Persons, Why, why
from ombud.web.serving import home

router = Router(tags=["holds"])


Standing = Annotated[str, Path(pattern="^[0-9a-f]{8}$")]


class Hold(Schema):
    """That something is frozen, who decided it and when it is looked at again; never whom, and why only for a reason."""

    id: str
    kind: str
    rule: str
    owner: str
    review_on: date


class Holds(Schema):
    """The holds that stand, the oldest first."""

    items: list[Hold]


class Reason(Schema):
    """Why something is frozen, in the words of who decided it."""

    reason: str


class Place(Form):
    """Whom to freeze, why, who decided it, and when it is looked at again."""

    people: Persons
    reason: Line
    owner: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,99}$", description="The role that decided it.")]
    review: date
    rule: Line | None = Field(None, description="For a weighed exception: the retention rule it prolongs.")


@router.get("", **reads(Holds, "holds:read", "holds:write"))
def list_holds(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """List the holds that stand."""
    return {"items": home().state.holds()}


@router.post("", **acts(Hold, "holds:write", status=HTTPStatus.CREATED))
def place(request: HttpRequest, form: Place) -> Status[holds.Hold]:  # noqa: ARG001 - every operation has it
    """Place a hold: nothing of these people is erased or emptied until it is released."""
    subjects = form.people.subjects(home().policy)
    return Status(
        HTTPStatus.CREATED, freezing.place(home(), subjects, freezing.Wanted(form.reason, form.owner, form.review, form.rule or ""))
    )


@router.get("/{hold}/reason", **reads(Reason, "holds:read"))
def read(request: HttpRequest, hold: Standing, reason: Why) -> dict[str, str]:
    """Read why a hold stands, which may name people; the reading is put on record with its reason."""
    return {"reason": reading.read_hold(home(), hold, tokens.name(request), "program", *why(reason))}


@router.post("/{hold}/release", **acts(Done, "holds:write"))
def release(request: HttpRequest, hold: Standing) -> Done:  # noqa: ARG001 - every operation has it
    """Release a hold: the clocks go on, and whom it froze is forgotten with it."""
    freezing.release(home(), hold)
    return Done(done=True)
