"""What whoever looks at promises may ask of choices: what they say to an activity, what forms took in, which purposes were used."""

from __future__ import annotations

from datetime import date
from typing import Final

from ombud.consent.gate.asking import by_choices
from ombud.consent.models import CampaignRow, PendingRow, SubscriberRow
from ombud.consent.subscribing.offer import offered
from ombud.plan.consent.gate import Question, Why
from ombud.promises.choices import Form, People, Uses
from ombud.store.home import Home
from ombud.store.own.tables import NAME

_AT_ONCE: Final = 1000


def gate(home: Home, activity: str, people: People) -> list[Why]:
    """Tell of each person what the choices they made say to an activity."""
    question, told = Question(activity, home.today()), list[Why]()
    for at in range(0, len(people), _AT_ONCE):
        told += [one.why for one in by_choices(home, question, people[at : at + _AT_ONCE])]
    return told


def form(home: Home, activity: str) -> Form | None:
    """Tell what a form took in; where a form of this home is not ours, nothing is known of it."""
    if activity not in offered(home.policy):
        return None
    given, people = set[str](), 0
    for rows in (SubscriberRow.objects, PendingRow.objects):
        for row in rows.filter(purpose=activity).iterator():
            given |= {"email", *(name for name, value in row.given.items() if value)}
            people += 1
    return Form(sorted(given), people, NAME)


def uses(home: Home, activity: str) -> Uses:
    """Count the letters sent for an activity while this policy holds, and those for a purpose that it does not name."""
    known, since = home.policy.activities, home.policy.policy.effective
    letters = CampaignRow.objects.filter(at__date__gte=since) if isinstance(since, date) else CampaignRow.objects.all()
    named = {name for other, one in known.items() for name in (other, *one.purposes)}
    mine = letters.filter(purpose__in={activity, *known[activity].purposes})
    return Uses(mine.count(), letters.exclude(purpose__in=named).count())
