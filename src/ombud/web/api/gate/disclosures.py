"""Data handed to somebody else: asked before, refused where policy or person say no, and each time put on record."""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from ombud.consent.gate.disclosing import disclose, refused
from ombud.plan.consent.handing import Ground, Handing
from ombud.web.api.document import acts
from ombud.web.api.forms import Form, Line, Persons
from ombud.web.serving import home

router = Router(tags=["disclosures"])


class Disclose(Form):
    """Whose data are handed to whom, of which activity, and on which ground."""

    people: Persons
    activity: Line = Field(description="The activity of the policy whose data it is.")
    to: Line = Field(description="The recipient or company, as the policy names it.")
    ground: Ground
    law: Line | None = Field(default=None, description="The law that it rests on, as the policy names it.")
    already: bool = Field(default=False, description="It has happened: it is noted, also where it should not have.")


class Noted(Schema):
    """What is on record now."""

    outcome: Literal["allowed", "undeclared", "law_unnamed", "no_consent"] = Field(description="`allowed`, or why it should not have been.")
    people: int


@router.post("", **acts(Noted, "disclosures:write", status=HTTPStatus.CREATED))
def note(request: HttpRequest, form: Disclose) -> Status[dict[str, object]]:  # noqa: ARG001 - every operation has it
    """Put on record that data of these people are handed over, or refuse it for all (409 `disclosure-refused`): then hand nothing over.

    What was handed over stands in the answer when one of them asks for access (GDPR Art. 15(1)(c)).
    """
    handing, them = Handing(form.activity, form.to, form.ground, form.law or ""), form.people.subjects(home().policy)
    outcome = disclose(home(), handing, them, already=form.already)
    if outcome != "allowed" and not form.already:
        raise refused(handing, outcome)
    return Status(HTTPStatus.CREATED, {"outcome": outcome, "people": len(them)})
