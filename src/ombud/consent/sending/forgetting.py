"""What a reader did is erased the moment they no longer allow it to be looked at: a no stops profiling at once (GDPR Art. 7(3), 21(3))."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from ombud.consent.models import BehaviourRow
from ombud.evidence.entry import Fact
from ombud.evidence.pseudonym import link
from ombud.plan.consent.choice import Choice
from ombud.plan.consent.terms import activity_of
from ombud.policy.spelling import spelled
from ombud.store.home import Home
from ombud.store.own.tables import NAME


def forget(home: Home, said: Iterable[tuple[tuple[str, str], Choice]]) -> None:
    """Erase it for whoever says no to the activity that looks at readers."""
    if not _looking(home):
        return
    noes = [(value, choice.purpose) for (kind, value), choice in said if kind == "email" and choice.slot in {"no", "objection"}]
    looking = {purpose for purpose in {purpose for _, purpose in noes} if _about_looking(home, purpose)}
    _erase(home, [value for value, purpose in noes if purpose in looking])


def forget_reader(home: Home, address: str) -> None:
    """Erase it for whoever wishes no contact at all."""
    if _looking(home):
        _erase(home, [address])


def forget_expired(home: Home, ended: Iterable[tuple[str, str]]) -> None:
    """Erase it for those whose yes has ended by itself, given as pseudonym and purpose."""
    subjects = {subject for subject, purpose in ended if _looking(home) and _about_looking(home, purpose)}
    key = home.state.keys.links()
    readers = BehaviourRow.objects.values_list("email", flat=True).distinct() if subjects else ()
    _erase(home, [one for one in readers if link(key, "email", spelled(one, casefold=True)) in subjects])


def _looking(home: Home) -> str:
    """Name the activity by whose rules what readers do is kept here; nothing where none is."""
    section = home.settings.get("consent")
    return str(section.get("behaviour", "")) if isinstance(section, Mapping) else ""


def _about_looking(home: Home, purpose: str) -> bool:
    return activity_of(home.policy, purpose)[0] == _looking(home)


def _erase(home: Home, addresses: Iterable[str]) -> None:
    """Erase what is held of each and put on record how much it was; most were never looked at, and nothing is written for them."""
    wanted = {one for address in addresses for one in (address, spelled(address, casefold=True))}
    for held in list(BehaviourRow.objects.filter(email__in=wanted).values_list("email", flat=True).distinct()):
        with transaction.atomic():
            count, _ = BehaviourRow.objects.filter(email=held).delete()
            facts: dict[str, Fact] = {"system": NAME, "dataset": "mail_behaviour", "activity": _looking(home), "count": count}
            home.state.log.append("withdrawn", facts)
