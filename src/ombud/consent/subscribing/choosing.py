"""What a reader chooses by the link in a letter: topics, country, permission to look, or nothing any more (GDPR Art. 7(3))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import transaction

from ombud.consent.gate.asking import may
from ombud.consent.ledger.reading import standings
from ombud.consent.ledger.recording import Said, record
from ombud.consent.subscribing.leaving import leave
from ombud.consent.subscribing.models import SubscriberRow
from ombud.consent.subscribing.tokens import Token
from ombud.plan.consent.choice import Choice, Kind, Scope, Standing, answers
from ombud.plan.consent.gate import Question
from ombud.plan.consent.terms import tracking_of
from ombud.store.home import Home


@dataclass(frozen=True, slots=True)
class Chosen:
    """What counts of a reader today: on the list or not, the topics, the country, what may be looked at."""

    listed: bool
    topics: tuple[str, ...] = ()
    country: str = ""
    tracking: tuple[str, ...] = ()


def chosen(home: Home, token: Token) -> Chosen:
    """Tell what a reader has chosen."""
    yes = _yes(_standing(home, token.purpose, token.address))
    looks = tuple(one for one in tracking_of(home.policy, token.purpose) if allows(home, one, token.address))
    return Chosen(yes is not None, yes.scope.topics if yes else (), yes.country if yes else "", looks)


def allows(home: Home, purpose: str, address: str) -> bool:
    """Ask the gate about one reader now."""
    return may(home, Question(purpose, home.today(), "email"), [(("email", address),)])[0].allowed


def change(home: Home, token: Token, wanted: Chosen, notice: str) -> None:
    """Let what a reader chooses count at once; without a topic, where there are topics, it is a withdrawal."""
    if not wanted.listed:
        leave(home, [token], "centre")
        return
    yes = replace(_said(home, "given", token.purpose, wanted, notice), scope=Scope(wanted.topics, ("email",)))
    others = [one for one in tracking_of(home.policy, token.purpose) if one != token.purpose]
    looks = [_said(home, "given" if one in wanted.tracking else "withdrawn", one, wanted, notice) for one in others]
    with transaction.atomic():
        record(home, [Said(("email", token.address), one) for one in (yes, *looks)])
        SubscriberRow.objects.filter(email=token.address, purpose=token.purpose).update(country=wanted.country, left_on=None)


def _said(home: Home, kind: Kind, purpose: str, wanted: Chosen, notice: str) -> Choice:
    return Choice(kind, purpose, home.now(), notice=notice, method="centre", country=wanted.country)


def _standing(home: Home, purpose: str, address: str) -> Standing:
    return standings(home, {purpose}, [(("email", address),)])[0]


def _yes(standing: Standing) -> Choice | None:
    return standing.yes if answers(standing.yes, standing.no) and not next(_objections(standing), False) else None


def _objections(standing: Standing) -> Iterator[bool]:
    if standing.objection and standing.yes and standing.objection.latest >= standing.yes.earliest:
        yield True
