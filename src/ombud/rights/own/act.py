"""What whoever proved control of an address has done at once: a case, so that there is evidence, an answer, and recipients are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ombud.policy.model import Language
from ombud.rights.cases.receive import Request, confirm, receive
from ombud.rights.handling import act, at_once
from ombud.rights.models import CaseRow
from ombud.rights.own.choices import Choice
from ombud.rights.own.held import Held
from ombud.store.home import Home


def stop(home: Home, email: str, choice: Choice, language: Language, at: datetime) -> CaseRow:
    """End what the address agreed to or receives (GDPR Art. 7(3), 21(3))."""
    return _at_once(home, Request(choice.right, language, "page", email, purpose=choice.activity, direct=True), at)


def erase(home: Home, email: str, language: Language, at: datetime) -> CaseRow:
    """Erase what names the address and may go; what needs a person waits in the case."""
    return _at_once(home, Request("erase", language, "page", email, direct=True), at)


def change(home: Home, email: str, changes: Mapping[str, str], language: Language, at: datetime) -> CaseRow:
    """Correct what stands beside the address (GDPR Art. 16); recipients are told, and the case waits for them."""
    return _at_once(home, Request("rectify", language, "page", email, changes=changes, direct=True), at)


def _at_once(home: Home, request: Request, at: datetime) -> CaseRow:
    with transaction.atomic():
        case = receive(home, request, "subject", at)
        confirm(case, at)
    at_once.take_effect(home, case, at)
    return CaseRow.objects.get(id=case.id)


def take_along(home: Home, held: Held) -> bytes:
    """Hand over what names the address as files, and put on record that it was."""
    whole = act.zipped(act.handed(home, held.answer), held.answer)
    home.state.log.append("disclosed", {"right": "access"}, run=held.answer.id)
    return whole


def lately(email: str) -> list[CaseRow]:
    """List what was asked last on the page with an address."""
    return list(CaseRow.objects.filter(email=email, channel="page").exclude(state="unconfirmed").order_by("-received_at")[:5])
