"""Lists from elsewhere are taken over as what they are: addresses without a proof, to which the gate says no (GDPR Art. 7(1))."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import transaction

from ombud.consent.gate.suppression import suppressed
from ombud.consent.ledger.reading import standings
from ombud.consent.ledger.recording import Said, prepare
from ombud.consent.ledger.writing import write
from ombud.errors import BadInputError
from ombud.plan.consent.choice import Choice, Standing
from ombud.plan.consent.terms import activity_of
from ombud.store.home import Home

_AT_ONCE = 2000
_ADDRESS = "email"


def take_over(home: Home, purpose: str, source: Path) -> Counter[str]:
    """Take a list over, all of it or nothing: whoever chose already stays as they chose; tell how many were taken, known, suppressed."""
    activity_of(home.policy, purpose)
    counts: Counter[str] = Counter()
    try:
        with source.open(encoding="utf-8-sig", newline="") as file, transaction.atomic():
            lines = csv.DictReader(file, strict=True)
            _refuse_headless(lines, source)
            for some in iter(lambda: list(islice(lines, _AT_ONCE)), []):
                _take(home, purpose, list(_people(some, source)), counts)
    except UnicodeDecodeError:
        raise BadInputError("file-unreadable", "The list is not UTF-8 text.", where=source.name, hint="Save it as UTF-8.") from None
    except csv.Error as error:
        raise BadInputError("list-unreadable", f"The list is no CSV: {error}.", where=source.name, hint="Save it as CSV.") from None
    return counts


def _refuse_headless(lines: csv.DictReader[str], source: Path) -> None:
    if _ADDRESS not in (lines.fieldnames or ()):
        raise BadInputError("list-column", f"The list has no column `{_ADDRESS}`.", where=source.name, hint="Name that column so.")


def _people(some: list[dict[str, str]], source: Path) -> Iterator[tuple[str, str]]:
    for at, line in enumerate(some, start=1):
        address = (line.get(_ADDRESS) or "").strip()
        if "@" not in address or None in line:
            raise BadInputError("list-line", f"A line has no address ({at}).", where=source.name, hint="Look at its commas.")
        yield address, (line.get("country") or "").strip()


def _take(home: Home, purpose: str, some: list[tuple[str, str]], counts: Counter[str]) -> None:
    known = standings(home, {purpose}, [(("email", address),) for address, _ in some])
    listed, key = suppressed(home, {address for address, _ in some}), home.state.keys.links()
    fresh = {one: None for one, standing in zip(some, known, strict=True) if standing == Standing()}
    taken = [_unproven(home, purpose, *one) for one in fresh]
    write([prepare(home.policy, key, one, home.day_of(one.choice.at)) for one in taken])
    counts.update({"taken over": len(taken), "known": len(some) - len(taken), "suppressed": len(listed)})


def _unproven(home: Home, purpose: str, address: str, country: str) -> Said:
    return Said(("email", address), Choice("given", purpose, home.now(), method="import", country=country, proven=False))
