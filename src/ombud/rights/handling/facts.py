"""What a handler adds to a case before it is decided: who handles it, and by what else the person is known."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.rights.cases.states import enter
from ombud.rights.models import CaseRow
from ombud.store.home import Home

UNDECIDED = frozenset({"unconfirmed", "open", "identity"})


def take(case: CaseRow, by: str, at: datetime) -> None:
    """Make somebody the handler of a case: tasks by hand are theirs unless given to others."""
    with transaction.atomic():
        case.handler = by
        case.save(update_fields=["handler"])
        enter(case, "taken", by, at)


def add_identifier(home: Home, case: CaseRow, known: tuple[str, str], by: str, at: datetime) -> None:
    """Add an identifier by which the person is looked for; the plan is to be shown anew."""
    kind, value = known[0], known[1].strip()
    _undecided(case)
    if kind not in home.policy.identifiers or not value:
        raise BadInputError("identifier-unknown", "This is no identifier the policy knows.", where=case.number, hint="Choose its kind.")
    with transaction.atomic():
        case.identifiers, case.plan = {**case.identifiers, kind: value}, ""
        case.save(update_fields=["identifiers", "plan"])
        case.items.all().delete()
        enter(case, "identifier", by, at, kind)


def add_change(home: Home, case: CaseRow, datum: str, value: str, by: str, at: datetime) -> None:
    """Say what is to be corrected, and how, where a letter or a call told it (GDPR Art. 16); the plan is to be shown anew."""
    _undecided(case)
    if case.right != "rectify" or datum not in home.policy.data or not value.strip():
        told, hint = (
            "This is no correction of data the policy knows.",
            "Sort the case as a correction, and give the data and what is right.",
        )
        raise BadInputError("change-unknown", told, where=case.number, hint=hint)
    with transaction.atomic():
        case.changes, case.plan = {**case.changes, datum: value.strip()}, ""
        case.save(update_fields=["changes", "plan"])
        case.items.all().delete()
        enter(case, "change", by, at, datum)


def _undecided(case: CaseRow) -> None:
    if case.state not in UNDECIDED:
        raise RefusedError("case-decided", "The case is decided already.", where=case.number, hint="Take the decision back first.")
