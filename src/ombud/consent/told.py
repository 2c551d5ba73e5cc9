"""What the board of promises asks: who agreed to what, who is not to be contacted, what was sent to whom without a yes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from django.db.models import F, QuerySet

from ombud.consent.gate.renewing import current
from ombud.consent.gate.suppression import suppressed
from ombud.consent.ledger.reading import counting, standings
from ombud.consent.ledger.record import read
from ombud.consent.models import CampaignRow, ChoiceRow, SuppressedRow
from ombud.consent.sending.asked import form, gate, uses
from ombud.plan.consent.choice import Standing, answers
from ombud.plan.consent.gate import Question, verdict
from ombud.plan.consent.terms import basis_of, terms_of
from ombud.policy.model import Policy, known
from ombud.promises.choices import Answer, Choices, People, Sends
from ombud.store.home import Home

_LOOKED_BACK: Final = timedelta(days=366)
"""How far back what was sent is judged: a promise that was broken once can be kept again."""


def choices(home: Home) -> Choices:
    """Give the answers of one home."""
    return Choices(
        partial(_agreed, home),
        partial(_said, home),
        partial(_sends, home),
        lambda: SuppressedRow.objects.filter(lifted_on=None).count(),
        partial(_recorded, home),
        _ages,
        partial(gate, home),
        partial(form, home),
        partial(uses, home),
    )


def _purposes(policy: Policy, activity: str) -> tuple[str, ...]:
    """Name what a yes to an activity may have been said to: the activity, or one of its purposes that rests on consent."""
    one = policy.activities[activity]
    return (activity, *(purpose for purpose in one.purposes if basis_of(one, purpose) == "6.1.a"))


def _agreed(home: Home, activity: str) -> int:
    return counting("yes").filter(purpose__in=_purposes(home.policy, activity)).count()


# ------------------------------------------------------------------ people


def _said(home: Home, activity: str, people: People) -> Sequence[Answer]:
    """Tell what counts of people: a yes to the activity or one of its purposes, else the no to the activity itself."""
    listed, day = _listed(home, people), home.today()
    found: list[Answer] = []
    for purpose in _purposes(home.policy, activity):
        terms = terms_of(home.policy, purpose, current(home, activity))
        said = standings(home, {purpose, activity}, people)
        mine = [(verdict(Question(purpose, day), terms, one), one) for one in said]
        some = [Answer(it.why, _no(home, one), _still(home, one, since)) for (it, one), since in zip(mine, listed, strict=True)]
        found = [two if two.why == "allowed" else one for one, two in zip(found, some, strict=True)] if found else some
    return found


def _no(home: Home, standing: Standing) -> date | None:
    nos = [one.at for one in (standing.no, standing.objection) if one is not None]
    return home.day_of(max(nos)) if nos else None


def _listed(home: Home, people: People) -> list[date | None]:
    on = suppressed(home, {value for person in people for kind, value in person if kind == "email"})
    days = ([home.day_of(on[value]) for kind, value in person if kind == "email" and value in on] for person in people)
    return [max(some, default=None) for some in days]


def _still(home: Home, standing: Standing, since: date | None) -> date | None:
    """Tell since when somebody is on the list who has not agreed on a later day."""
    yes = standing.yes
    later = since and yes and yes.proven and home.day_of(yes.at) > since and answers(yes, standing.no)
    return None if later else since


# ------------------------------------------------------------------ what was sent


def _sends(home: Home, activity: str, purposes: Collection[str]) -> Sends:
    """Sum up what was sent in a year for some purposes of an activity, from here or as another mailer told."""
    since = home.now() - _LOOKED_BACK
    rows = list(CampaignRow.objects.filter(purpose__in=purposes, at__gte=since))
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row.counts)
    sent = ChoiceRow.objects.filter(purpose__in=purposes, sent_on__gte=home.day_of(since))
    looked = sum(int(row.counts.get("sent", 0)) for row in rows if "linked" in row.counts)
    return Sends(
        counts["sent"] + counts["noted"],
        counts["without"],
        counts["listed"],
        sent.filter(sent_on__gt=F("ended_on")).count(),
        _outdated(home, activity, sent.filter(kind__in=("given", "renewed"))),
        looked,
        counts["linked"],
        frozenset(row.channel for row in rows if row.counts.get("sent")),
    )


def _outdated(home: Home, activity: str, rows: QuerySet[ChoiceRow]) -> int:
    """Count each yes on which something was sent since what it was said to became another thing."""
    since = known(home.policy.policy.effective)
    if since is None:
        return 0
    for version in current(home, activity):
        rows = rows.exclude(record__contains=f'"policy":{json.dumps(version, ensure_ascii=False)}')
    return rows.filter(sent_on__gte=since).count()


# ------------------------------------------------------------------ what the records hold


def _recorded(home: Home, activity: str) -> Mapping[str, int]:
    """Count the choices about an activity, and those whose record tells what was chosen, when, and which words were shown."""
    counts: Counter[str] = Counter()
    for record in ChoiceRow.objects.filter(purpose__in=_purposes(home.policy, activity)).values_list("record", flat=True).iterator():
        choice = read(record)
        counts.update({"all": 1, "choice": 1, "time": 1, "version": bool(choice.policy and choice.notice)})
    return counts


def _ages(country: str) -> Mapping[bool | None, int]:
    """Count each yes that counts in a country, or in all, by whether whoever gave it was told to be old enough."""
    rows = counting("yes").values_list("record", flat=True).iterator()
    return Counter(one.of_age for one in map(read, rows) if country in {"", one.country})
