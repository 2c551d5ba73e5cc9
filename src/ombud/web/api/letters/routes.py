"""Letters that people ask for, by the API: sign up, withdraw, and tell what another mailer has sent (GDPR Art. 7)."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from ombud.consent.ledger.recording import Said, record
from ombud.consent.sending.hook import sent_elsewhere
from ombud.consent.subscribing import signing
from ombud.consent.subscribing.counting import refused
from ombud.consent.subscribing.leaving import leave
from ombud.consent.subscribing.offer import offer_of
from ombud.consent.subscribing.tokens import Token
from ombud.errors import BadInputError
from ombud.plan.consent.choice import Choice
from ombud.plan.consent.gate import Condition
from ombud.plan.consent.terms import tracking_of
from ombud.policy.model import Language
from ombud.web.api.document import acts, reads
from ombud.web.api.forms import Done, Email, Form, Line
from ombud.web.api.problems import Refusal
from ombud.web.limits.tries import LETTERS, allowed
from ombud.web.public.consent.letters.words import Beside, beside
from ombud.web.serving import home

router = Router(tags=["letters"])


class Words(Schema):
    """What whoever signs up must be shown, and its digest, which comes back with the sign-up."""

    notice: str = Field(description="The digest of the words.")
    text: str = Field(description="The words: every company that may write, the topics, the right to stop.")
    asks: list[str] = Field(description="The data that the form asks for, and no others.")
    needed: list[str]
    topics: list[str]
    countries: list[str]
    tracking: list[str] = Field(description="What else may be allowed, each by a box of its own.")


class SignUp(Form):
    """What somebody asks for."""

    purpose: Line
    language: Language
    email: Email
    notice: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="The digest of the words they were shown.")]
    topics: list[Line] = Field(default_factory=list, max_length=100)
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    tracking: list[Line] = Field(default_factory=list, max_length=20)
    given: dict[Line, Line] = Field(default_factory=dict, max_length=50)


class Withdrawal(Form):
    """Who agrees no longer, and to what."""

    purpose: Line
    email: Email


class Sent(Form):
    """What another mailer has sent."""

    purpose: Line
    day: date | None = Field(default=None, description="On which day it was sent, where the moment is not known.")
    at: AwareDatetime | None = Field(default=None, description="At which moment (RFC 3339): a withdrawal on that day counts from its own.")
    emails: Annotated[list[Email], Field(min_length=1, max_length=1000)]


class Sale(Form):
    """Who bought something, and what was so."""

    purpose: Line
    email: Email
    met: list[Condition] = Field(description="Which conditions of the exception for customers were met; it takes all of them.")


@router.get("/words", **reads(Words, "letters:write"))
def words(
    request: HttpRequest,  # noqa: ARG001 - every operation has it
    purpose: Annotated[str, Query(max_length=100, pattern=r"^[a-z][a-z0-9_]*$")],
    language: Language,
) -> dict[str, Any]:
    """Give the words for a form of your own."""
    told = _beside(purpose, language)
    offer = told.offer
    return {
        "notice": told.digest,
        "text": told.shown.text,
        "asks": offer.asks,
        "needed": sorted(offer.needed),
        "topics": [one for one, _ in offer.topics],
        "countries": [code for code, _ in offer.countries],
        "tracking": [one.name for one in offer.tracking if one.name != offer.name],
    }


def _beside(purpose: str, language: Language) -> Beside:
    offer_of(home().policy, purpose, language)
    return beside(purpose, language, "embedded")


@router.post("", **acts(Done, "letters:write", status=HTTPStatus.ACCEPTED))
def sign_up(request: HttpRequest, form: SignUp) -> tuple[HTTPStatus, dict[str, bool]]:  # noqa: ARG001 - every operation has it
    """Ask for letters: a mail asks the person to confirm, and nothing counts before. The answer tells nothing of who is known."""
    told = _beside(form.purpose, form.language)
    if wrong := _wrong(form, told):
        refused(home(), "sign-up", wrong)
        hint = "Look at `GET /letters/words`, and show its words."
        raise BadInputError(f"sign-up-{wrong}", "The sign-up is not what this list asks for.", hint=hint)
    if not allowed("letter", form.email, LETTERS):
        refused(home(), "sign-up", "often")
        raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too-often", "Too many mails to one address.", hint="Wait an hour.")
    chosen = (tuple(form.topics), form.country, tuple(form.tracking))
    signing.ask(home(), signing.Asked(form.purpose, form.language, form.email, form.notice, form.given, *chosen))
    return HTTPStatus.ACCEPTED, {"done": True}


def _wrong(form: SignUp, told: Beside) -> str:
    """Name what does not fit the list, if anything."""
    offer, given = told.offer, {*form.given, "email", "language", *(["country"] if form.country else [])}
    checks = {
        "words": form.notice != told.digest,
        "data": not set(form.given) <= set(offer.asks) - {"email", "language", "country"} or not offer.needed <= given,
        "topics": bool(offer.topics) and (not form.topics or not set(form.topics) <= {one for one, _ in offer.topics}),
        "tracking": not set(form.tracking) <= set(tracking_of(home().policy, form.purpose)),
        "country": bool(form.country) and form.country not in {code for code, _ in offer.countries},
    }
    return next((what for what, is_wrong in checks.items() if is_wrong), "")


@router.post("/withdraw", **acts(Done, "letters:write"))
def withdraw(request: HttpRequest, form: Withdrawal) -> dict[str, bool]:  # noqa: ARG001 - every operation has it
    """Withdraw: it counts from this moment, also for somebody we do not know, and nothing they do is looked at any more."""
    leave(home(), [Token(form.email, form.purpose)], "api")
    return {"done": True}


@router.post("/sent", **acts(Done, "letters:write"))
def sent(request: HttpRequest, form: Sent) -> dict[str, bool]:  # noqa: ARG001 - every operation has it
    """Tell that letters were sent: the proof of each yes is kept from the last of them on."""
    when = form.at or form.day
    if when is None or (form.at and form.day):
        raise BadInputError("sent-when", "It needs the moment or the day on which it was sent.", hint="Give `at` or `day`, not both.")
    sent_elsewhere(home(), form.purpose, form.emails, when)
    return {"done": True}


@router.post("/sale", **acts(Done, "letters:write"))
def sale(request: HttpRequest, form: Sale) -> dict[str, bool]:  # noqa: ARG001 - every operation has it
    """Record a sale, so that a customer may be written to where the policy says so and every condition was met (ePrivacy Art. 13(2))."""
    choice = Choice("customer", form.purpose, home().now(), method="api", conditions=tuple(form.met))
    record(home(), [Said(("email", form.email), choice)])
    return {"done": True}
