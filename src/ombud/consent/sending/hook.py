"""The last day on which something was sent, noted at the yes it rests on: the proof is kept from that day on (GDPR Art. 7(1))."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ombud.consent.ledger.recording import subject_of
from ombud.consent.models import ChoiceRow, StandingRow
from ombud.errors import BadInputError
from ombud.plan.consent.terms import activity_of
from ombud.store.home import Home


def sent(home: Home, purpose: str, addresses: Sequence[str], day: date) -> int:
    """Note that something was sent to some people on a day; an earlier day than the one that is noted changes nothing. Tell how many."""
    if day > home.today():
        raise BadInputError("sent-ahead", "That day is still to come.", hint="Give the day on which it was sent.")
    name, _ = activity_of(home.policy, purpose)
    key = home.state.keys.links()
    subjects = [subject_of(key, "email", one) for one in addresses]
    leaves = StandingRow.objects.filter(subject__in=subjects, purpose__in={purpose, name}, slot="yes").values_list("leaf", flat=True)
    rows = ChoiceRow.objects.filter(leaf_id__in=list(leaves))
    older = rows.filter(sent_on=None) | rows.filter(sent_on__lt=day)
    older.update(sent_on=day)
    return rows.count()
