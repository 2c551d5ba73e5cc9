"""What the rights desk lets go by itself: requests nobody confirmed, used links, answers nobody fetches any more."""

from __future__ import annotations

from datetime import datetime

from ombud.rights.cases.keys import LIFE
from ombud.rights.cases.states import move
from ombud.rights.models import CaseRow, DoorRow, KeyRow, PackageRow
from ombud.store.home import Home


def tidy(home: Home, at: datetime) -> None:
    """Let go of all that has had its time; running it again does nothing more."""
    today = home.day_of(at)
    for case in CaseRow.objects.filter(state="unconfirmed", received_at__lt=at - LIFE["confirm"]):
        move(case, "lapsed", "ombud", at)
        CaseRow.objects.filter(id=case.id).update(email="", name="", wish="", identifiers={}, changes={}, closed_on=today)
        case.letters.all().delete()
    for rows in (KeyRow.objects, DoorRow.objects):
        rows.filter(expires__lt=at).delete()
    PackageRow.objects.filter(until__lt=today).delete()
