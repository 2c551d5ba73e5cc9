"""The organisation's own service vouches that somebody is signed in with it; only a sign-in of just now proves it (GDPR Art. 12(6))."""

from __future__ import annotations

from datetime import datetime, timedelta

from ombud.errors import BadInputError, RefusedError
from ombud.rights.cases.states import LIVING
from ombud.rights.identity import ladder
from ombud.rights.models import CaseRow
from ombud.store.home import Home

LIFE = timedelta(minutes=30)
"""Whoever signed in longer ago may have left the screen to somebody else."""


def fresh(since: datetime, at: datetime) -> None:
    """Refuse a sign-in that is too long ago, or still to come."""
    if since > at:
        clocks = "Give the moment at which the person signed in, with its zone; look at both clocks."
        raise BadInputError("session-future", "The person has not signed in yet.", where="session.since", hint=clocks)
    if at - since > LIFE:
        anew = "Let the person sign in again, or leave `session` out: the proof is then asked for otherwise."
        raise BadInputError("session-stale", "The person signed in more than half an hour ago.", where="session.since", hint=anew)


def vouch(home: Home, case: CaseRow, since: datetime, by: str, at: datetime) -> None:
    """Take the word of a service for who asks, while an answer is owed; when they signed in is not kept."""
    fresh(since, at)
    if case.state not in LIVING:
        over = "Open a new case if the person asks again."
        raise RefusedError("session-late", "This case needs no proof any more.", where=case.number, hint=over)
    ladder.decide(home, case, ladder.Shown("session", "proved"), by, at)
