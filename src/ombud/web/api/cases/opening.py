"""A case opened by a program: checked against the policy first; what the law lets take effect at once does."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from ombud.errors import BadInputError, RefusedError
from ombud.plan.rights.wish import Right
from ombud.rights.cases import letters
from ombud.rights.cases.receive import PLANNED, Request, absolute, came, receive
from ombud.rights.handling import at_once
from ombud.rights.identity import signed_in
from ombud.rights.models import CaseRow
from ombud.rights.wishes.wish import Wish, checked
from ombud.store.home import Home
from ombud.web.api.cases.shapes import Open


def opened(home: Home, form: Open, by: str) -> CaseRow:
    """Open a case and write to whoever asked."""
    now, request = home.now(), _request(home, form)
    if form.session:
        signed_in.fresh(form.session.since, now)
    case = receive(home, request, by, came(home, form.came) if form.came else now)
    if form.session:
        signed_in.vouch(home, case, form.session.since, by, now)
    letters.write(home, case, "received", now)
    if absolute(case, home.policy):
        with suppress(BadInputError, RefusedError):  # it leads to several people or to nobody: the case stays open for a person
            at_once.take_effect(home, case, now)
    case.refresh_from_db()
    return case


def _request(home: Home, form: Open) -> Request:
    """Refuse what nobody could work on."""
    purpose, kinds = form.purpose or "", home.policy.identifiers
    if form.right in PLANNED:
        checked(Wish(cast("Right", form.right), "case", purpose or None, dict(form.changes), form.language), home.policy)
    if set(form.identifiers) - set(kinds):
        raise BadInputError("unknown-identifier", "The policy has no such identifier.", hint=f"Known: {', '.join(kinds) or 'none'}.")
    if not form.email and not form.identifiers:
        raise BadInputError("case-nobody", "Nothing is known by which to look for this person.", hint="Give an address or an identifier.")
    return Request(
        form.right, form.language, "api", form.email or "", form.name or "", form.wish or "", purpose, form.changes, form.identifiers
    )
