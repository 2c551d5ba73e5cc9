"""A request comes in, by page, mail, phone, letter or API: a case begins and its deadline is counted (GDPR Art. 12(3))."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args

from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.plan.deadlines.counting import answer_by
from ombud.plan.deadlines.holidays import Country
from ombud.policy.model import Language, Policy
from ombud.rights.cases.states import State, begun, beneath, enter, move
from ombud.rights.models import CaseRow, LetterRow
from ombud.store.home import Home

_OLDEST = timedelta(days=120)
"""How long ago a request may have come that is entered today."""

Channel = Literal["page", "mail", "phone", "letter", "api"]
Asked = Literal["access", "erase", "rectify", "restrict", "port", "object", "withdraw", "automation", "complaint"]
"""The rights of GDPR Art. 15–18, 20–22, withdrawal of consent (Art. 7(3)) and a complaint to the controller."""

ASKED: tuple[Asked, ...] = get_args(Asked)
PLANNED: tuple[Asked, ...] = ("access", "erase", "rectify", "restrict", "port", "object", "withdraw")
"""The rights that the spine plans and carries out; the others are answered by a person."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks, as it came in."""

    right: Asked | Literal["unsorted"]
    language: Language
    channel: Channel
    email: str = ""
    name: str = ""
    wish: str = ""
    purpose: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    identifiers: Mapping[str, str] = field(default_factory=dict)
    direct: bool = False
    """Only what names the address itself, which whoever has it may see and erase alone."""


def receive(home: Home, request: Request, by: str, at: datetime) -> CaseRow:
    """Open a case, whose clock runs from now."""
    with transaction.atomic():
        case = enrol(home, request, begun(request.channel), by, at)
        requested(home, case)
    return case


def enrol(home: Home, request: Request, state: State, by: str, at: datetime) -> CaseRow:
    """Write down what came; whether it is a request is said beside it."""
    day = home.day_of(at)
    with transaction.atomic():
        case = CaseRow.objects.create(
            id=secrets.token_hex(16),
            number=_number(day.year),
            right=request.right,
            purpose=request.purpose,
            changes=dict(request.changes),
            identifiers=dict(request.identifiers),
            wish=request.wish,
            language=request.language,
            channel=request.channel,
            name=request.name,
            email=request.email,
            state=state,
            received_at=at,
            received_on=day,
            answer_by=answer_by(day, country(home)),
            direct=request.direct,
        )
        enter(case, "received", by, at)
        if request.wish:
            LetterRow.objects.create(case=case, at=at, inbound=True, kind="request", subject="", text=request.wish)
    return case


def requested(home: Home, case: CaseRow) -> None:
    """Put on record that somebody asked."""
    home.state.log.append("requested", {"right": case.right, "channel": case.channel, "policy": home.policy.policy.edition}, run=case.id)


def came(home: Home, day: date) -> datetime:
    """Tell the moment from which the deadline of a request is counted that is entered today: now, or noon of the day on which it came."""
    today = home.today()
    if not today - _OLDEST <= day <= today:
        raise BadInputError("case-came", "A request cannot have come then.", hint="Give the day on which it came.")
    return home.now() if day == today else datetime.combine(day, time(12), home.zone).astimezone(UTC)


def confirm(case: CaseRow, at: datetime) -> None:
    """Take note that whoever has the address asked indeed."""
    if beneath(case) in {"unconfirmed", "lapsed"}:
        move(case, "open", "subject", at)


def absolute(case: CaseRow, policy: Policy) -> bool:
    """Tell whether a wish is to be followed without anybody's judgement."""
    return case.direct or unconditional(case, policy)


def unconditional(case: CaseRow, policy: Policy) -> bool:
    """Tell whether nobody may say no: consent is withdrawn, or direct marketing objected to (GDPR Art. 7(3), 21(3))."""
    return case.right == "withdraw" or (case.right == "object" and case.purpose in marketing(policy))


def follow(home: Home, case: CaseRow) -> None:
    """Refuse to turn away a wish to which nobody may say no."""
    if unconditional(case, home.policy):
        told = "A withdrawal of consent and an objection to direct marketing are followed; nobody may refuse them."
        raise RefusedError("withdrawal-refused", told, where=case.number, hint="Carry it out: look at the plan, decide, carry out.")


def marketing(policy: Policy) -> tuple[str, ...]:
    """Name the activities that are direct marketing."""
    return tuple(name for name, one in policy.activities.items() if any(purpose.marketing for purpose in one.purposes.values()))


def country(home: Home) -> Country:
    """Tell whose public holidays move the deadlines of a home."""
    calendar = home.policy.policy.calendar
    if calendar not in get_args(Country):
        raise BadInputError("calendar-unknown", f"There are no holidays of `{calendar}`.", where="policy.yaml", hint="Say DK, SE or NO.")
    return calendar  # type: ignore[return-value] # narrowed by the line above


def _number(year: int) -> str:
    """Draw the number by which letters speak of a case: it tells neither how many there are nor the next one."""
    while True:
        number = f"{year}-{secrets.randbelow(1_000_000):06}"
        if not CaseRow.objects.filter(number=number).exists():
            return number
