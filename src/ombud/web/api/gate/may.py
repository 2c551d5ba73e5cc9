"""Whether a purpose is allowed, asked for many people at once before anything is sent or done."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from ombud.consent.gate import asking
from ombud.plan.consent.gate import Question, Why
from ombud.web.api.document import acts
from ombud.web.api.forms import Form, Line, Persons
from ombud.web.serving import home

router = Router(tags=["may"])


class Ask(Form):
    """For what, and about whom."""

    purpose: Line = Field(description="A purpose or activity of the policy.")
    channel: Line | None = Field(default=None, description="By which channel, such as `email`, where that matters.")
    topic: Line | None = Field(default=None, description="About which of the purpose's topics, where that matters.")
    sender: Line | None = Field(default=None, description="From which of the senders the policy names, where that matters.")
    people: Persons


class One(Schema):
    """The answer about one person, in the order of the question."""

    allowed: bool
    why: Why
    basis: str = Field(description="The letter of GDPR Art. 6(1) on which it rests, such as `6.1.f`.")
    until: date | None = Field(description="The day until which the law or a contract keeps it, where that is known.")


class Answers(Schema):
    """One answer for each person asked about."""

    answers: list[One]


@router.post("", **acts(Answers, "may:ask"))
def ask(request: HttpRequest, form: Ask) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Tell for each person whether a purpose is allowed today.

    Yes only if nothing on record is against it and, where it rests on consent, the ledger proves one that covers the topic, channel and
    sender asked about and was to what the policy says today; on another basis, only if a row of the person serves it.
    """
    here = home()
    question = Question(form.purpose, here.today(), form.channel or "", form.topic or "", form.sender or "")
    return {"answers": asking.may(here, question, form.people.subjects(here.policy))}
