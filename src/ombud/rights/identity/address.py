"""A change of the address by which somebody is reached is told to the old one, which may stop it for 72 hours (GDPR Art. 5(1)(f), 32)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ombud.errors import RefusedError
from ombud.execute.languages import language_pack
from ombud.plan.deadlines.counting import hours_after
from ombud.rights.cases import keys, letters
from ombud.rights.cases.states import enter, enter_news, move
from ombud.rights.handling.decide import is_released
from ombud.rights.identity import ladder
from ombud.rights.models import CaseRow
from ombud.store.home import Home

HOURS = 72
"""Longer than a weekend away from one's mail."""


def concerns(home: Home, case: CaseRow) -> bool:
    """Tell whether a case changes an address by which somebody is known."""
    columns = (column for place in home.inventory.datasets() for column in place.typed().values())
    return case.right == "rectify" and bool(set(case.changes) & {c.is_ for c in columns if c.identifies == "email"})


def tell(home: Home, case: CaseRow, at: datetime) -> None:
    """Tell every address on file, once; where none is on file yet, nothing begins to wait."""
    if case.waits_until or not concerns(home, case) or not (known := ladder.on_file(home, case)):
        return
    until = hours_after(at, HOURS, home.zone)
    with transaction.atomic():
        case.waits_until = until
        case.save(update_fields=["waits_until"])
        enter(case, "address_told", "ombud", at)
        for address in sorted(known):
            link = letters.link(home, case.language, keys.draw("stop", at, case))
            day = f"{language_pack(case.language).day(until.date())} {until:%H.%M}"
            letters.write_to(home, address, case.language, "address", at, link=link, until=day, number=case.number)


def stop(case: CaseRow, at: datetime) -> None:
    """Let the old address stop the change: a decision is taken back, and a person looks at it."""
    with transaction.atomic():
        enter_news(case, "address_stopped", "old address", at)
        if case.state == "decided":
            move(case, "open", "old address", at)


def stopped(case: CaseRow) -> bool:
    """Tell whether the old address has said no."""
    return case.events.filter(what="address_stopped").exists()


def require(home: Home, case: CaseRow, at: datetime) -> None:
    """Refuse to change an address before the old one has had its time, or after it said no."""
    if not concerns(home, case):
        return
    if stopped(case):
        hint = "Refuse the request with this reason, or ask the old address what happened."
        raise RefusedError("address-stopped", "The old address has stopped this change.", where=case.number, hint=hint)
    tell(home, case, at)
    if case.waits_until and at < case.waits_until:
        until = f"{case.waits_until.astimezone(home.zone):%Y-%m-%d %H:%M}"
        raise RefusedError(
            "address-waits", f"The old address may stop this change until {until}.", where=case.number, hint="It goes on by itself then."
        )


def over(at: datetime) -> list[CaseRow]:
    """List the cases that were released and have waited long enough."""
    waiting = CaseRow.objects.filter(state="decided", waits_until__lte=at)
    return [case for case in waiting if is_released(case) and not stopped(case)]
