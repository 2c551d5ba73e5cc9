"""What the rights desk lets go by itself: requests nobody confirmed, used links, answers nobody fetches any more."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import transaction

from ombud.errors import RefusedError
from ombud.rights.cases.keys import LIFE
from ombud.rights.cases.states import beneath, move, passed
from ombud.rights.models import CaseRow, DoorRow, KeyRow, PackageRow
from ombud.store.home import Home

PASSED = timedelta(days=30)
"""How long mail that was passed over waits for a look: an answer to it would be due by then."""


def tidy(home: Home, at: datetime) -> None:
    """Let go of all that has had its time; running it again does nothing more."""
    today = home.day_of(at)
    for case in CaseRow.objects.filter(state__in=("unconfirmed", "dismissing"), received_at__lt=at - LIFE["confirm"]):
        if beneath(case) == "unconfirmed":
            _lapse(case, today, at)
    forget([event.case for event in passed().filter(at__lt=at - PASSED)], at)
    for rows in (KeyRow.objects, DoorRow.objects):
        rows.filter(expires__lt=at).delete()
    PackageRow.objects.filter(until__lt=today).delete()


def forget(cases: Iterable[CaseRow], at: datetime) -> None:
    """Delete mail that was passed over, unless somebody takes it for a request at this very moment: no case was opened, nobody was told."""
    for case in cases:
        with suppress(RefusedError), transaction.atomic():
            move(case, "lapsed", "ombud", at)
            case.delete()


def _lapse(case: CaseRow, today: date, at: datetime) -> None:
    """Let a request go that nobody stood by, with all that it said; who confirms at this very moment keeps it."""
    with suppress(RefusedError), transaction.atomic():
        move(case, "lapsed", "ombud", at)
        CaseRow.objects.filter(id=case.id).update(email="", name="", wish="", identifiers={}, changes={}, closed_on=today)
        case.letters.all().delete()
