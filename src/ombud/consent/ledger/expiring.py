"""A yes that was good until a day ends with it, so that the clock of its proof starts."""

from __future__ import annotations

from datetime import date

from ombud.consent.ledger.reading import counting
from ombud.consent.ledger.record import read
from ombud.consent.ledger.recording import prepared_for
from ombud.consent.ledger.writing import write_together
from ombud.consent.models import ChoiceRow
from ombud.consent.sending.forgetting import forget_expired
from ombud.plan.consent.choice import Choice
from ombud.store.home import Home


def expired(home: Home, day: date) -> int:
    """Record as expired each yes whose last day has passed and that no later no has ended; tell how many."""
    ended = [row for row in counting("yes").filter(ended_on=None, record__contains='"until":') if _is_over(row, day)]
    forget_expired(home, ((row.subject, row.purpose) for row in ended))
    write_together([prepared_for(home, row.subject, Choice("expired", row.purpose, home.now(), method="clock")) for row in ended])
    return len(ended)


def _is_over(row: ChoiceRow, day: date) -> bool:
    until = read(row.record).until
    return until is not None and until < day
