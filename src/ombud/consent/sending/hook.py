"""The last day on which something was sent, noted at the yes it rests on: the proof is kept from that day on (GDPR Art. 7(1))."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from ombud.consent.gate.suppression import suppressed
from ombud.consent.ledger.reading import counting
from ombud.consent.ledger.record import read
from ombud.consent.ledger.recording import subject_of
from ombud.consent.models import CampaignRow, ChoiceRow
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
    rows = counting("yes").filter(subject__in=subjects, purpose__in={purpose, name})
    older = rows.filter(sent_on=None) | rows.filter(sent_on__lt=day)
    older.update(sent_on=day)
    return rows.count()


def sent_elsewhere(home: Home, purpose: str, addresses: Sequence[str], when: date | datetime) -> int:
    """Note what another mailer has sent, and count whom it should not have gone to; tell at how many choices it was noted.

    What was sent at a known moment is judged by the moment; of a day alone, whatever held at any time of that day lets it be sent.
    """
    day = home.day_of(when) if isinstance(when, datetime) else when
    if day > home.today() or (isinstance(when, datetime) and when > home.now()):
        raise BadInputError("sent-ahead", "That day or moment is still to come.", hint="Give the one at which it was sent.")
    people, told = list(dict.fromkeys(addresses)), (lambda at: at) if isinstance(when, datetime) else home.day_of
    said, on = _yes(home, purpose, people, when), {one: told(since) for one, since in suppressed(home, people).items()}
    listed = [one for one, since in on.items() if since < when and (one not in said or told(said[one]) <= since)]
    counts = {"noted": len(people), "without": _without(home, purpose, people, said), "listed": len(listed)}
    CampaignRow.objects.create(purpose=purpose, at=home.now(), counts=counts)
    return sent(home, purpose, people, day)


def _without(home: Home, purpose: str, people: Collection[str], said: Mapping[str, datetime]) -> int:
    """Count those who had not agreed, where that is what it rests on."""
    _, activity = activity_of(home.policy, purpose)
    return len(set(people) - said.keys()) if basis_of(activity, purpose) == "6.1.a" else 0


def _yes(home: Home, purpose: str, people: Collection[str], when: date | datetime) -> Mapping[str, datetime]:
    """Tell since when each of some people had agreed then; whoever was taken over without a proof had not."""
    name, _ = activity_of(home.policy, purpose)
    key = home.state.keys.links()
    whose = {subject_of(key, "email", one): one for one in people}
    rows = list(ChoiceRow.objects.filter(subject__in=list(whose), purpose__in={purpose, name}).order_by("at", "leaf_id"))
    stood = (row for row in rows if row.kind in _GRANTING and _holds(home, row, rows, when))
    return {whose[row.subject]: row.at for row in stood if read(row.record).proven}


def _holds(home: Home, row: ChoiceRow, rows: Sequence[ChoiceRow], when: date | datetime) -> bool:
    """Tell whether a yes held then: it had been said, and nothing that ended it had."""
    if not isinstance(when, datetime):
        return home.day_of(row.at) <= when and (row.ended_on is None or row.ended_on >= when)
    ends = (no.at for no in rows if (no.subject, no.purpose) == (row.subject, row.purpose) and no.kind not in _GRANTING and no.at >= row.at)
    return row.at <= when and (row.ended_on is None or when < min(ends, default=when))
