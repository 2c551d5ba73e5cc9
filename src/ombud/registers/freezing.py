"""Placing and releasing holds (GDPR Art. 17(3)(e), 18(1)(c)); whom they freeze is sealed, and each is on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from ombud.errors import BadInputError
from ombud.store import holds
from ombud.store.home import Home


@dataclass(frozen=True, slots=True)
class Wanted:
    """Why something is to be frozen, which role decided it, when it is looked at again; for an exception also which rule it prolongs."""

    reason: str
    owner: str
    review: date
    rule: str = ""


def place(home: Home, subjects: Iterable[tuple[tuple[str, str], ...]], wanted: Wanted) -> holds.Hold:
    """Place a hold: nothing of these persons is erased or emptied until it is released."""
    rules = {declared.rule for _, declared in home.policy.rules()}
    if wanted.rule and wanted.rule not in rules:
        hint = f"Known: {', '.join(sorted(rules))}."
        raise BadInputError("unknown-rule", f"The policy has no retention rule `{wanted.rule}`.", hint=hint)
    if wanted.review <= home.today():
        raise BadInputError("hold-ended", "The review date has passed already.", hint="Give a day to come with --review.")
    kind: holds.HoldKind = "exception" if wanted.rule else "hold"
    hold = holds.Hold(holds.new_id(), kind, wanted.rule, wanted.reason, wanted.owner, wanted.review)
    with transaction.atomic():
        holds.add([who for one in subjects for who in one], hold, home.state.keys.links(), home.now())
        home.state.log.append("hold", {"hold": hold.id, "role": wanted.owner.replace(" ", "_"), "until": hold.review_on.isoformat()})
    return hold


def release(home: Home, hold: str) -> None:
    """End a hold: the clocks go on, and whom it froze is forgotten with it."""
    with transaction.atomic():
        holds.release(hold, home.now())
        home.state.log.append("released_hold", {"hold": hold})
