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
from ombud.consent.ledger.recording import Said, prepare, record
from ombud.consent.ledger.writing import write
from ombud.errors import BadInputError
from ombud.plan.consent.choice import Choice, Standing
from ombud.plan.consent.gate import CUSTOMER_CONDITIONS
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


def take_sales(home: Home, purpose: str, source: Path) -> Counter[str]:
    """Record the sales of a list, all of it or nothing: a column for each condition, `yes` where it was met (ePrivacy Art. 13(2))."""
    counts: Counter[str] = Counter()
    with opened(source) as lines, transaction.atomic():
        if lacking := [one for one in CUSTOMER_CONDITIONS if one not in lines.columns]:
            raise BadInputError("list-conditions", f"The list lacks columns: {', '.join(lacking)}.", where=source.name, hint="Add them.")
        sales = (_sale(home, purpose, lines, line) for line in lines)
        for some in iter(lambda: list(islice(sales, _AT_ONCE)), []):
            record(home, some)
            counts.update("all met" if set(CUSTOMER_CONDITIONS) == set(one.choice.conditions) else "some not met" for one in some)
    return counts


def _sale(home: Home, purpose: str, lines: Addresses, line: dict[str, str]) -> Said:
    for one in CUSTOMER_CONDITIONS:
        if line[one].strip() not in {"yes", "no"}:
            told = f"Line {lines.line} says neither yes nor no about `{one}`."
            raise BadInputError("list-condition", told, where=lines.name, hint="Write yes where it was met, else no.")
    met = tuple(one for one in CUSTOMER_CONDITIONS if line[one].strip() == "yes")
    return Said(("email", _address(lines, line)), Choice("customer", purpose, home.now(), method="import", conditions=met))


def _people(lines: Addresses) -> Iterator[tuple[str, str]]:
    for line in lines:
        yield _address(lines, line), line.get("country", "").strip()


def _address(lines: Addresses, line: dict[str, str]) -> str:
    if "@" not in (address := line[COLUMN].strip()):
        raise BadInputError("list-line", f"Line {lines.line} has no address.", where=lines.name, hint="Write it, or take the line out.")
    return address


def _take(home: Home, purpose: str, some: list[tuple[str, str]], counts: Counter[str]) -> None:
    known = standings(home, {purpose}, [(("email", address),) for address, _ in some])
    listed = suppressed(home, {address for address, _ in some})
    fresh = {one: None for one, standing in zip(some, known, strict=True) if standing == Standing()}
    taken = [_unproven(home, purpose, *one) for one in fresh]
    write(prepare(home, taken))
    counts.update({"taken over": len(taken), "known": len(some) - len(taken), "suppressed": len(listed)})


def _unproven(home: Home, purpose: str, address: str, country: str) -> Said:
    return Said(("email", address), Choice("given", purpose, home.now(), method="import", country=country, proven=False))
