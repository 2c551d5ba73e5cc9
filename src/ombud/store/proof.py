"""What an erasure leaves as proof: declared data only, keyed or plain as the rule says, with its own clock (GDPR Art. 5(2))."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from ombud.evidence.pseudonym import LinkKey
from ombud.store.models import ProofRow

Rows = Iterable[tuple[Sequence[object], Sequence[object]]]
"""Rows as their key and the values that are left of them."""


def keep(rule: str, data: str, form: str, rows: Rows, key: LinkKey, left_on: date) -> int:
    """Keep proof of each row (its key, its values); a repeated step keeps nothing twice."""
    with transaction.atomic():
        return sum(_keep_one(rule, data, form, row, key, left_on) for row in rows)


def _keep_one(rule: str, data: str, form: str, row: tuple[Sequence[object], Sequence[object]], key: LinkKey, left_on: date) -> bool:
    row_key, values = row
    text = "\n".join(str(value) for value in values if value is not None)
    value = hmac.digest(key.secret, text.encode(), "sha256").hex() if form == "keyed_hash" else text
    digest = hmac.digest(key.secret, repr((rule, data, tuple(row_key), left_on)).encode(), "sha256").hex()
    defaults = {"rule": rule, "data": data, "form": form, "value": value, "left_on": left_on}
    return ProofRow.objects.get_or_create(digest=digest, defaults=defaults)[1]


def overdue(rule: str, cutoff: date) -> int:
    """Erase the proofs of a rule that were left on the cut-off or before."""
    return ProofRow.objects.filter(rule=rule, left_on__lte=cutoff).delete()[0]
