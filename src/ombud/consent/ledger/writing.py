"""Choices are written: a leaf that stays and the personal part, in a few statements for many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection, transaction

from ombud.plan.consent.choice import Choice
from ombud.store.database import ask, moment, tell, tell_each
from ombud.store.engine.together import Together

_LEAVES: Final = 'INSERT INTO consent_leafrow ("index", leaf) VALUES {} RETURNING leaf, id'
_CHOICES: Final = (
    "INSERT INTO consent_choicerow (leaf_id, subject, purpose, kind, at, slot, rank, counts, salt, record)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, true, %s, %s)"
)
_OUTRANKED: Final = (
    "UPDATE consent_choicerow SET counts = false WHERE counts AND subject IN ({}) AND EXISTS (SELECT 1 FROM consent_choicerow above"
    " WHERE above.counts AND above.subject = consent_choicerow.subject AND above.purpose = consent_choicerow.purpose"
    " AND above.slot = consent_choicerow.slot AND (above.rank, above.record, above.leaf_id)"
    " > (consent_choicerow.rank, consent_choicerow.record, consent_choicerow.leaf_id))"
)
_ENDED: Final = (
    "UPDATE consent_choicerow SET ended_on = %s, sent_on = COALESCE(sent_on, (SELECT MAX(other.sent_on) FROM consent_choicerow other"
    " WHERE other.subject = consent_choicerow.subject AND other.purpose = consent_choicerow.purpose), %s)"
    " WHERE ended_on IS NULL AND subject IN ({}) AND EXISTS (SELECT 1 FROM consent_choicerow ending"
    " WHERE ending.subject = consent_choicerow.subject AND ending.purpose = consent_choicerow.purpose"
    " AND ending.slot IN ('no', 'objection') AND ending.rank >= consent_choicerow.rank)"
)
"""A no ends what it outranks, and itself. Nothing is sent after it: where nothing ever was, the clock of the last letter starts too."""
_AT_ONCE: Final = 400


@dataclass(frozen=True, slots=True)
class Recorded:
    """One choice as it was recorded: the number of its leaf, its commitment, and the record that opens it."""

    leaf: int
    commitment: str
    record: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A choice ready to be written: whose by pseudonym, its salted record and commitment, its day."""

    subject: str
    choice: Choice
    salt: str
    record: str
    commitment: bytes
    day: date


def nothing() -> None:
    """Nothing is to be done with a choice but to write it."""


Also = Callable[[], object]


def write_together(prepared: Sequence[Prepared], also: Also = nothing) -> list[Recorded]:
    """Write choices together with those of other threads, and in that transaction do what must be done with them or not at all.

    Within somebody's transaction they are written with it, and alone.
    """
    if connection.in_atomic_block:
        also()
        return write(prepared)
    return _TOGETHER((prepared, also))


def _write_all(brought: Sequence[tuple[Sequence[Prepared], Also]]) -> list[list[Recorded]]:
    """Write all in one transaction; each is told only when it is durable."""
    with transaction.atomic():
        for _, also in brought:
            also()
        written = iter(write([one for prepared, _ in brought for one in prepared]))
    return [[next(written) for _ in prepared] for prepared, _ in brought]


_TOGETHER: Final = Together(_write_all)


def write(prepared: Sequence[Prepared]) -> list[Recorded]:
    """Write prepared choices within the caller's transaction, in four statements for up to four hundred."""
    return [one for at in range(0, len(prepared), _AT_ONCE) for one in _write(prepared[at : at + _AT_ONCE])]


def _write(prepared: Sequence[Prepared]) -> list[Recorded]:
    rows = ask(_LEAVES.format(", ".join(["(NULL, %s)"] * len(prepared))), *(one.commitment for one in prepared))
    leaves = {bytes(leaf): int(number) for leaf, number in rows}
    numbered = [(leaves[one.commitment], one) for one in prepared]
    tell_each(_CHOICES, [_choice(leaf, one) for leaf, one in numbered])
    _settle(prepared)
    return [Recorded(leaf, one.commitment.hex(), one.record) for leaf, one in numbered]


def _choice(leaf: int, one: Prepared) -> tuple[str | int | bytes | None, ...]:
    choice = one.choice
    return leaf, one.subject, choice.purpose, choice.kind, moment(choice.at), choice.slot, choice.rank, one.salt, one.record


def _settle(prepared: Sequence[Prepared]) -> None:
    """Let what is outranked count no more, and what is taken back end on the day it was recorded."""
    by_day: dict[str, list[str]] = {}
    for one in prepared:
        by_day.setdefault(one.day.isoformat(), []).append(one.subject)
    for day, subjects in by_day.items():
        marks = ", ".join(["%s"] * len(subjects))
        tell(_OUTRANKED.format(marks), *subjects)
        tell(_ENDED.format(marks), day, day, *subjects)
