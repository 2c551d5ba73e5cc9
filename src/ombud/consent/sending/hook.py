"""The last day on which something was sent, noted at the yes it rests on: the proof is kept from that day on (GDPR Art. 7(1))."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from ombud.consent.gate.suppression import suppressed
from ombud.consent.ledger.record import read
from ombud.consent.ledger.recording import subject_of
from ombud.consent.models import CampaignRow, ChoiceRow, StandingRow
from ombud.errors import BadInputError
from ombud.plan.consent.terms import activity_of, basis_of
from ombud.store.home import Home

_GRANTING: Final = ("given", "renewed", "customer")
"""What lets something be sent to somebody."""


def sent(home: Home, purpose: str, addresses: Sequence[str], day: date) -> int:
    """Note that something was sent to some people on a day; an earlier day than the one that is noted changes nothing. Tell how many."""
    name, _ = activity_of(home.policy, purpose)
    key = home.state.keys.links()
    subjects = [subject_of(key, "email", one) for one in addresses]
    leaves = StandingRow.objects.filter(subject__in=subjects, purpose__in={purpose, name}, slot="yes").values_list("leaf", flat=True)
    rows = ChoiceRow.objects.filter(leaf_id__in=list(leaves))
    older = rows.filter(sent_on=None) | rows.filter(sent_on__lt=day)
    older.update(sent_on=day)
    return rows.count()


def sent_elsewhere(home: Home, purpose: str, addresses: Sequence[str], day: date) -> int:
    """Note what another mailer has sent, and count whom it should not have gone to; tell at how many choices it was noted."""
    if day > home.today():
        raise BadInputError("sent-ahead", "That day is still to come.", hint="Give the day on which it was sent.")
    people = list(dict.fromkeys(addresses))
    said, on = _yes(home, purpose, people, day), suppressed(home, people)
    listed = [one for one, since in on.items() if said.get(one, date.min) <= home.day_of(since) < day]
    counts = {"noted": len(people), "without": _without(home, purpose, people, said), "listed": len(listed)}
    CampaignRow.objects.create(purpose=purpose, at=home.now(), counts=counts)
    return sent(home, purpose, people, day)


def _without(home: Home, purpose: str, people: Collection[str], said: Mapping[str, date]) -> int:
    """Count those who had not agreed, where that is what it rests on."""
    _, activity = activity_of(home.policy, purpose)
    return len(set(people) - said.keys()) if basis_of(activity, purpose) == "6.1.a" else 0


def _yes(home: Home, purpose: str, people: Collection[str], day: date) -> Mapping[str, date]:
    """Tell since when each of some people had agreed on a day; whoever was taken over without a proof had not."""
    name, _ = activity_of(home.policy, purpose)
    key = home.state.keys.links()
    whose = {subject_of(key, "email", one): one for one in people}
    rows = ChoiceRow.objects.filter(subject__in=list(whose), purpose__in={purpose, name}, kind__in=_GRANTING)
    stood = (row for row in rows.order_by("at") if home.day_of(row.at) <= day and (row.ended_on is None or row.ended_on >= day))
    return {whose[row.subject]: home.day_of(row.at) for row in stood if read(row.record).proven}
