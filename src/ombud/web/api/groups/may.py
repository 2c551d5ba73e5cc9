"""Whether a purpose is allowed, asked for many people at once before anything is sent or done."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from ombud.rights.handling import may
from ombud.web.api.document import acts
from ombud.web.api.forms import Form, Line, Persons
from ombud.web.serving import home

router = Router(tags=["may"])


class Ask(Form):
    """For what, and about whom."""

    purpose: Line = Field(description="A purpose or activity of the policy.")
    people: Persons


class One(Schema):
    """The answer about one person, in the order of the question."""

    allowed: bool
    why: may.Why
    basis: str = Field(description="The letter of GDPR Art. 6(1) on which it rests, such as `6.1.f`.")
    until: date | None = Field(description="The day until which the law or a contract keeps it, where that is known.")


class Answers(Schema):
    """One answer for each person asked about."""

    answers: list[One]


@router.post("", **acts(Answers, "may:ask"))
def ask(request: HttpRequest, form: Ask) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Tell for each person whether a purpose is allowed today.

    Yes only if its basis is known and is not consent, a row of the person serves it, and nothing on record is against it. What rests on
    consent is `no_proof_of_consent` while no ledger of consents proves one.
    """
    return {"answers": may.may(home(), form.purpose, form.people.subjects(home().policy))}
