"""What an erasure leaves as proof: declared data only, keyed or plain as the rule says, with its own clock (GDPR Art. 5(2))."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from ombud.evidence.pseudonym import LinkKey
from ombud.store.engine.locks import in_turn
from ombud.store.models import ProofRow

Rows = Iterable[tuple[Sequence[object], Sequence[object]]]
"""Rows as their key and the values that are left of them."""


def keep(rule: str, data: str, form: str, rows: Rows, key: LinkKey, left_on: date) -> int:
    """Keep proof of each row (its key, its values); a repeated step keeps nothing twice, on whatever day it is repeated."""
    made = {proof.digest: proof for proof in (_proof(rule, data, form, row, key, left_on) for row in rows)}
    with transaction.atomic():
        in_turn("proof")
        kept = ProofRow.objects.in_bulk(made, field_name="digest")
        ProofRow.objects.filter(pk__in=[proof.pk for proof in kept.values() if proof.left_on < left_on]).update(left_on=left_on)
        fresh = [proof for digest, proof in made.items() if digest not in kept]
        ProofRow.objects.bulk_create(fresh)
    return len(fresh)


def _proof(rule: str, data: str, form: str, row: tuple[Sequence[object], Sequence[object]], key: LinkKey, left_on: date) -> ProofRow:
    row_key, values = row
    text = "\n".join(str(value) for value in values if value is not None)
    value = hmac.digest(key.secret, text.encode(), "sha256").hex() if form == "keyed_hash" else text
    digest = hmac.digest(key.secret, repr((rule, data, tuple(row_key), value)).encode(), "sha256").hex()
    return ProofRow(digest=digest, rule=rule, data=data, form=form, value=value, left_on=left_on)


@dataclass(frozen=True, slots=True)
class Left:
    """What one erasure left of somebody: under which rule, which data, in which form and as which value, and since when."""

    rule: str
    data: tuple[str, ...]
    form: str
    value: str
    left_on: date


def naming(values: Collection[str], key: LinkKey) -> QuerySet[ProofRow]:
    """Find what was left of any of some identifiers, as a code or in plain."""
    keyed = {hmac.digest(key.secret, value.encode(), "sha256").hex() for value in values}
    return ProofRow.objects.filter(value__in={*values, *keyed})


def about(values: Collection[str], key: LinkKey) -> tuple[Left, ...]:
    """List what earlier erasures left of whoever has some identifiers."""
    rows = naming(values, key).order_by("left_on", "rule", "digest")
    return tuple(Left(row.rule, tuple(row.data.split("+")), row.form, row.value, row.left_on) for row in rows)


def overdue(rule: str, cutoff: date) -> int:
    """Erase the proofs of a rule that were left on the cut-off or before."""
    return ProofRow.objects.filter(rule=rule, left_on__lte=cutoff).delete()[0]
