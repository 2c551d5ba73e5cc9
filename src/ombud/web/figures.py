"""What the console draws and the API tells: where data go, rows overdue by day, cases against their deadlines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from ombud.inventory.model import Inventory
from ombud.notices.language import LanguagePack, capital, label, of_people, with_own_words
from ombud.policy.model import Policy
from ombud.rights.cases.states import LIVING
from ombud.rights.models import CaseRow
from ombud.store.models import DayRow

DAYS, WEEKS = 30, 8
"""How far back rows overdue are told, and how far ahead deadlines."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What one activity ties together, by name."""

    activity: str
    people: tuple[str, ...]
    systems: tuple[str, ...]
    recipients: tuple[str, ...]
    hosts: tuple[tuple[str, str], ...]
    """Of a system, who runs it and so has what lies in it."""

    @property
    def receivers(self) -> tuple[str, ...]:
        """Name all who get these data: those they are given to and those who host them."""
        return tuple(dict.fromkeys([*self.recipients, *(host for _, host in self.hosts)]))


def flows(policy: Policy, inventory: Inventory, pack: LanguagePack) -> list[Flow]:
    """Tell of each activity whose data it uses, where they lie and who gets them; a system's host gets what lies in it."""
    told = with_own_words(of_people(pack), policy)
    found = []
    for name, activity in policy.activities.items():
        systems = dict.fromkeys([*(p.system for p in inventory.datasets() if name in p.dataset.activities), *activity.systems])
        hosts = [(one, host) for one in systems if one in inventory.systems and (host := inventory.systems[one].recipient)]
        found.append(
            Flow(
                capital(label(told.activities, name)),
                tuple(capital(label(told.people, one)) for one in activity.people),
                tuple(capital(label(told.systems, one)) for one in systems),
                tuple(recipient(one, policy, told) for one in activity.recipients),
                tuple((capital(label(told.systems, system)), recipient(host, policy, told)) for system, host in hosts),
            )
        )
    return found


def recipient(name: str, policy: Policy, told: LanguagePack) -> str:
    """Name somebody who gets data: as the policy calls them, else by their category."""
    known = policy.recipients.get(name)
    return known.name if known and known.name else capital(label(told.parties, (known and known.category) or name))


def overdue(today: date) -> list[tuple[date, int | None]]:
    """Count the rows overdue at the last look of each day; none where nobody looked at all of them."""
    first = today - timedelta(days=DAYS - 1)
    seen = dict(DayRow.objects.filter(day__gte=first, overdue__isnull=False).values_list("day", "overdue"))
    return [(day, seen.get(day)) for day in (first + timedelta(days=at) for at in range(DAYS))]


def deadlines(today: date) -> tuple[int, list[tuple[date, int]]]:
    """Count the open cases that are late, and those due in each week to come; the last one holds all that are due later."""
    counted = CaseRow.objects.values_list("answer_by").annotate(count=Count("*")).order_by("answer_by")
    weeks: Counter[int] = Counter()
    for day, count in (due for state in LIVING for due in counted.filter(state=state)):  # one by one, as in `states.first`
        weeks[min((day - today).days // 7, WEEKS - 1) if day >= today else -1] += count
    return weeks[-1], [(today + timedelta(weeks=week), weeks[week]) for week in range(WEEKS)]
