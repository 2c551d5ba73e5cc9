"""What a reader did is erased the moment they no longer allow it to be looked at: a no stops profiling at once (GDPR Art. 7(3), 21(3))."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from ombud.consent.models import BehaviourRow
from ombud.evidence.entry import Fact
from ombud.plan.consent.choice import Choice
from ombud.plan.consent.terms import activity_of
from ombud.policy.spelling import spelled
from ombud.store.home import Home
from ombud.store.own.tables import NAME


def forget(home: Home, said: Iterable[tuple[tuple[str, str], Choice]]) -> None:
    """Erase it for whoever says no to the activity that looks at readers, and put on record how much it was."""
    section = home.settings.get("consent")
    looking = section.get("behaviour") if isinstance(section, Mapping) else None
    for (kind, value), choice in said if looking else ():
        if kind == "email" and choice.slot in {"no", "objection"} and activity_of(home.policy, choice.purpose)[0] == looking:
            _erase(home, str(looking), value)


def _erase(home: Home, activity: str, address: str) -> None:
    with transaction.atomic():
        count, _ = BehaviourRow.objects.filter(email__in={address, spelled(address, casefold=True)}).delete()
        if count:
            facts: dict[str, Fact] = {"system": NAME, "dataset": "mail_behaviour", "activity": activity, "count": count}
            home.state.log.append("withdrawn", facts)
