"""Lists from elsewhere are taken over as what they are: addresses without a proof, to which the gate says no (GDPR Art. 7(1))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import transaction

from ombud.consent.addresses import COLUMN, Addresses, opened
from ombud.consent.gate.suppression import suppressed
from ombud.consent.ledger.reading import standings
from ombud.consent.ledger.recording import Said, prepare
from ombud.consent.ledger.writing import write
from ombud.errors import BadInputError
from ombud.plan.consent.choice import Choice, Standing
from ombud.plan.consent.terms import activity_of
from ombud.store.home import Home

_AT_ONCE = 2000


def take_over(home: Home, purpose: str, source: Path) -> Counter[str]:
    """Take a list over, all of it or nothing: whoever chose already stays as they chose; tell how many were taken, known, suppressed."""
    activity_of(home.policy, purpose)
    counts: Counter[str] = Counter()
    with opened(source) as lines, transaction.atomic():
        people = _people(lines)
        for some in iter(lambda: list(islice(people, _AT_ONCE)), []):
            _take(home, purpose, some, counts)
    return counts


def _people(lines: Addresses) -> Iterator[tuple[str, str]]:
    for line in lines:
        address = line[COLUMN].strip()
        if "@" not in address:
            raise BadInputError("list-line", f"Line {lines.line} has no address.", where=lines.name, hint="Write it, or take the line out.")
        yield address, line.get("country", "").strip()


def _take(home: Home, purpose: str, some: list[tuple[str, str]], counts: Counter[str]) -> None:
    known = standings(home, {purpose}, [(("email", address),) for address, _ in some])
    listed, key = suppressed(home, {address for address, _ in some}), home.state.keys.links()
    fresh = {one: None for one, standing in zip(some, known, strict=True) if standing == Standing()}
    taken = [_unproven(home, purpose, *one) for one in fresh]
    write([prepare(home.policy, key, one, home.day_of(one.choice.at)) for one in taken])
    counts.update({"taken over": len(taken), "known": len(some) - len(taken), "suppressed": len(listed)})


def _unproven(home: Home, purpose: str, address: str, country: str) -> Said:
    return Said(("email", address), Choice("given", purpose, home.now(), method="import", country=country, proven=False))
