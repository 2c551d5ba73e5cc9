"""Readers leave lists, many at once: it counts from this moment, also for somebody we do not know (GDPR Art. 7(3))."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from ombud.consent.ledger.reading import standings
from ombud.consent.ledger.recording import Said, record
from ombud.consent.subscribing.models import SubscriberRow
from ombud.consent.subscribing.tokens import Token
from ombud.plan.consent.choice import Choice, Standing, answers
from ombud.plan.consent.terms import activity_of, tracking_of
from ombud.policy.spelling import spelled
from ombud.store.home import Home


def leave(home: Home, tokens: Sequence[Token], method: str) -> None:
    """Take readers off lists, and let nothing more be looked at of what they do there."""
    leaving: dict[str, set[str]] = {}
    for token in tokens:
        leaving.setdefault(token.purpose, set()).add(token.address)
    said = list(_said(home, _also(home, leaving), method))
    record(home, said, partial(_listed, home, leaving))  # thousands may leave at once: they are written together


def _also(home: Home, leaving: dict[str, set[str]]) -> dict[str, set[str]]:
    """Add what goes with each list: whatever looks at its readers."""
    every: dict[str, set[str]] = {}
    for purpose, readers in leaving.items():
        name, _ = activity_of(home.policy, purpose)
        for one in (purpose, *tracking_of(home.policy, name)):
            every.setdefault(one, set()).update(readers)
    return every


def _said(home: Home, leaving: dict[str, set[str]], method: str) -> Iterator[Said]:
    """Say no for whoever has not said it already: the same link pressed again adds nothing to the ledger."""
    for purpose, readers in leaving.items():
        people = [("email", one) for one in sorted(readers)]
        for whose, standing in zip(people, standings(home, {purpose}, [(one,) for one in people]), strict=True):
            if not _has_left(standing):
                yield Said(whose, Choice("withdrawn", purpose, home.now(), method=method))


def _has_left(standing: Standing) -> bool:
    return standing.no is not None and not answers(standing.yes, standing.no)


def _listed(home: Home, leaving: dict[str, set[str]]) -> None:
    """Note at whoever is on one of our own lists that they have left it."""
    for purpose, readers in leaving.items():
        name, _ = activity_of(home.policy, purpose)
        rows = SubscriberRow.objects.filter(email__in={spelled(one, casefold=True) for one in readers}, purpose=name, left_on=None)
        rows.update(left_on=home.today())
