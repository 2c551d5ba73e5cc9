"""What was handed to others about a person, as the log has it under their pseudonyms (GDPR Art. 15(1)(c))."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from ombud.evidence.entry import Entry, legible
from ombud.notices.letters.model import Handed
from ombud.plan.consent.handing import Ground
from ombud.policy.model import Policy
from ombud.store.home import Home
from ombud.store.models import EntryRow
from ombud.store.own.known import Identified

UNSAID: Ground = "crime_solving"
"""On which ground the law may forbid to tell that something was handed over, so that a person decides it (GDPR Art. 23(1)(d))."""


def tellable(every: Iterable[Handed]) -> tuple[Handed, ...]:
    """Give those of which the person is told without anybody having to decide it."""
    return tuple(one for one in every if one.ground != UNSAID)


def disclosed(told: Callable[[bytes], bool] = lambda _body: True) -> Iterator[Entry]:
    """Read what the log says of data that were handed out, the oldest first, or those whose bytes tell; what cannot be read is left out."""
    bodies = EntryRow.objects.filter(kind="disclosed").order_by("id").values_list("body", flat=True).iterator()
    yield from (entry for body in map(bytes, bodies) if told(body) and (entry := legible(body)))


def handed(home: Home, person: Iterable[Identified]) -> tuple[Handed, ...]:
    """List each time at which data of a person were handed over, the oldest first; whoever is forgotten has none any more."""
    subjects = home.state.known(person)
    if not subjects:
        return ()
    # an entry has one form, so that its bytes tell before it is read
    mine = disclosed(lambda body: b'"recipient":' in body and any(one.encode() in body for one in subjects))
    named = ((entry.at, *(str(entry.facts[fact]) for fact in ("recipient", "activity", "ground"))) for entry in mine)
    return tuple(_handed(home, *one) for one in named)


def _handed(home: Home, at: str, to: str, activity: str, ground: str) -> Handed:
    return Handed(home.day_of(datetime.fromisoformat(at)), to, activity, ground, _data(home.policy, activity, to))


def _data(policy: Policy, activity: str, to: str) -> tuple[str, ...]:
    """Name the data of an activity that somebody may be given; where the policy does not say which, all that it has."""
    every = tuple(policy.activities[activity].data) if activity in policy.activities else ()
    named = policy.recipients[to].data if to in policy.recipients else ()
    return tuple(datum for datum in every if datum in named) or every
