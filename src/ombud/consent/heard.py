"""Wishes that other desks heard are recorded as choices, so that they count when the case itself is gone (GDPR Art. 7(3), 18, 21)."""

from __future__ import annotations

from ombud.consent.ledger.recording import Said, record
from ombud.plan.consent.choice import Choice
from ombud.store.home import Home
from ombud.store.own.wishes import Wish


def heard(home: Home, wish: Wish) -> None:
    """Record a wish under each address and for each purpose it names."""
    choices = [Choice(wish.against, purpose, wish.at, method="case") for purpose in wish.purposes]
    record(home, [Said(("email", address), choice) for address in wish.addresses for choice in choices])
