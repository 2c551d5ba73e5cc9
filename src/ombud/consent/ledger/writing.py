"""Choices are written: a leaf that stays and the personal part, in a few statements for many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection, transaction

from ombud.plan.consent.choice import Choice
from ombud.store.database import ask, ask_among, moment, tell_each
from ombud.store.engine.together import Together

_LEAVES: Final = 'INSERT INTO consent_leafrow ("index", leaf) VALUES {} RETURNING leaf, id'
_CHOICES: Final = (
    "INSERT INTO consent_choicerow (leaf_id, subject, purpose, kind, at, slot, rank, counts, salt, record, ended_on, sent_on)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, true, %s, %s, %s, %s)"
)
_OUTRANKED: Final = (
    "UPDATE consent_choicerow SET counts = false WHERE counts AND subject = %s AND EXISTS (SELECT 1 FROM consent_choicerow above"
    " WHERE above.counts AND above.subject = %s AND above.purpose = consent_choicerow.purpose"
    " AND above.slot = consent_choicerow.slot AND (above.rank, above.record, above.leaf_id)"
    " > (consent_choicerow.rank, consent_choicerow.record, consent_choicerow.leaf_id))"
)
_ENDS: Final = (
    "UPDATE consent_choicerow SET ended_on = %s, sent_on = COALESCE(sent_on, (SELECT MAX(other.sent_on) FROM consent_choicerow other"
    " WHERE other.subject = {} AND other.purpose = {}), %s) WHERE ended_on IS NULL AND "
)
"""Nothing is sent after it: where nothing ever was, the clock of the last letter starts too."""
_TAKEN_BACK: Final = f"{_ENDS.format('%s', '%s')}subject = %s AND purpose = %s AND rank <= %s"
"""A no ends what it outranks, and itself."""
_OVERTAKEN: Final = (
    f"{_ENDS.format('consent_choicerow.subject', 'consent_choicerow.purpose')}leaf_id = %s AND EXISTS"  # noqa: S608 - our own words
    " (SELECT 1 FROM consent_choicerow no WHERE no.subject = %s AND no.purpose = consent_choicerow.purpose"
    " AND no.slot IN ('no', 'objection') AND no.rank >= consent_choicerow.rank)"
)
"""What arrives when a no that outranks it is there already has ended when it comes."""
_ENDING: Final = frozenset({"no", "objection"})
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
    """Write prepared choices within the caller's transaction, up to four hundred in three statements and what they settle."""
    return [one for at in range(0, len(prepared), _AT_ONCE) for one in _write(prepared[at : at + _AT_ONCE])]


def _write(prepared: Sequence[Prepared]) -> list[Recorded]:
    rows = ask(_LEAVES.format(", ".join(["(NULL, %s)"] * len(prepared))), *(one.commitment for one in prepared))
    leaves = {bytes(leaf): int(number) for leaf, number in rows}
    numbered = [(leaves[one.commitment], one) for one in prepared]
    several = _several([one.subject for one in prepared])
    tell_each(_CHOICES, [_choice(leaf, one, several) for leaf, one in numbered])
    if more := [(leaf, one) for leaf, one in numbered if one.subject in several]:
        _settle(more)
    return [Recorded(leaf, one.commitment.hex(), one.record) for leaf, one in numbered]


def _several(subjects: Sequence[str]) -> AbstractSet[str]:
    """Tell who will have chosen more than once: with nobody else is there anything to settle."""
    known = ask_among("SELECT DISTINCT subject FROM consent_choicerow WHERE subject {wanted}", subjects)
    return {str(subject) for (subject,) in known} | {subject for subject, times in Counter(subjects).items() if times > 1}


def _choice(leaf: int, one: Prepared, several: AbstractSet[str]) -> tuple[str | int | bytes | None, ...]:
    choice = one.choice
    ended = one.day.isoformat() if choice.slot in _ENDING and one.subject not in several else None
    told = choice.purpose, choice.kind, moment(choice.at), choice.slot, choice.rank, one.salt, one.record
    return leaf, one.subject, *told, ended, ended


def _settle(numbered: Sequence[tuple[int, Prepared]]) -> None:
    """Let what is outranked count no more, and what is taken back end on the day it was recorded."""
    tell_each(_OUTRANKED, [(one, one) for one in sorted({one.subject for _, one in numbered})])
    ending = [_taken_back(one) for _, one in numbered if one.choice.slot in _ENDING]
    arriving = [_overtaken(leaf, one) for leaf, one in numbered if one.choice.slot not in _ENDING]
    tell_each(_TAKEN_BACK, ending)
    tell_each(_OVERTAKEN, arriving)


def _taken_back(one: Prepared) -> tuple[str | int, ...]:
    day, whose = one.day.isoformat(), (one.subject, one.choice.purpose)
    return day, *whose, day, *whose, one.choice.rank


def _overtaken(leaf: int, one: Prepared) -> tuple[str | int, ...]:
    day = one.day.isoformat()
    return day, day, leaf, one.subject
