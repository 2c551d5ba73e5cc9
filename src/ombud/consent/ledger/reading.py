"""The ledger as it is read, signed and handed out: what counts of a person, the signed tree, a bundle that a stranger verifies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import BinaryIO, Final, Literal

from django.db.models import QuerySet

from ombud.consent.ledger.record import read
from ombud.consent.ledger.recording import subject_of, subjects_of
from ombud.consent.ledger.shown import content, exactly
from ombud.consent.models import ChoiceRow
from ombud.consent.receipts import jsonld, kantara
from ombud.consent.receipts.jsonld import Proof
from ombud.consent.subscribing.signing import address
from ombud.errors import RefusedError
from ombud.evidence import checkpoint
from ombud.evidence.checkpoint import Signer
from ombud.evidence.ledger import bundle
from ombud.evidence.ledger.bundle import Held
from ombud.evidence.ledger.commitment import commit
from ombud.plan.consent.choice import Slot, Standing
from ombud.plan.consent.terms import names
from ombud.store.database import ask, ask_among
from ombud.store.home import Home
from ombud.store.log import Log, Tree

TREE: Final = Tree("consent_leafrow", "leaf", "consent_checkpointrow", bytes)
Form = Literal["jsonld", "kantara"]
_FORMS: Final = {"jsonld": (jsonld.is_consent, jsonld.receipt), "kantara": (kantara.is_yes, kantara.receipt)}
Unread = tuple[Slot, int, str]
"""A choice as the store has it: its slot, its rank among those of its slot, and its record."""
_WINDOW: Final = 5000
_CHOSEN: Final = (
    "SELECT subject, slot, rank, record FROM consent_choicerow WHERE subject {wanted} AND purpose = %s"
    " AND counts AND (ended_on IS NULL OR slot NOT IN ('yes', 'customer'))"
)
"""What was taken back stays so, also when the proof of the no has gone before that of the yes."""


def log_of(home: Home) -> Log:
    """Give the ledger's own log: the home's key signs it under a name of its own."""
    evidence = home.state.log.signer
    return Log(Signer(f"{home.policy.policy.id}/consent", evidence.key), home.now, TREE)


def standings(home: Home, purposes: AbstractSet[str], people: Sequence[Sequence[tuple[str, str]]]) -> list[Standing]:
    """Tell what the choices of people about a purpose come to, under all their identifiers; a no under any of them counts."""
    return list(map(standing, chosen(home, purposes, people)))


def chosen(home: Home, purposes: AbstractSet[str], people: Sequence[Sequence[tuple[str, str]]]) -> list[list[Unread]]:
    """Give the choices of people that may count, unread."""
    subjects = subjects_of(home.state.keys.links(), people)
    rows = _rows({one for mine in subjects for one in mine}, purposes)
    return [[row for one in mine for row in rows.get(one, ())] for mine in subjects]


def _rows(subjects: AbstractSet[str], purposes: AbstractSet[str]) -> dict[str, list[Unread]]:
    found: dict[str, list[Unread]] = {}
    for purpose in purposes:
        for subject, slot, rank, record in ask_among(_CHOSEN, subjects, purpose):
            found.setdefault(subject, []).append((slot, rank, record))
    return found


def standing(rows: Iterable[Unread]) -> Standing:
    """Tell what choices come to that were read from the ledger: in each slot the one of the highest rank counts."""
    counting: dict[Slot, tuple[int, str]] = {}
    for slot, rank, record in rows:
        counting[slot] = max((rank, record), counting.get(slot, (rank, record)))
    return Standing(**{slot: read(record) for slot, (_, record) in counting.items()})


def counting(slot: Slot) -> QuerySet[ChoiceRow]:
    """Give the choice of a slot that counts, of each person and purpose."""
    return ChoiceRow.objects.filter(slot=slot, counts=True)


def history(home: Home, identifiers: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    """Give a person's choices as they were recorded, oldest first: the leaf, the salt and the record."""
    key = home.state.keys.links()
    asked = "SELECT leaf_id, salt, record FROM consent_choicerow WHERE subject {wanted} ORDER BY leaf_id"
    yield from ask_among(asked, [subject_of(key, *one) for one in identifiers])


def export(home: Home, stream: BinaryIO) -> tuple[Held, str]:
    """Write the ledger up to now with all that was shown, as a file that a stranger can verify; tell what it holds and who signed."""
    log = log_of(home)
    note = log.checkpoint()
    size = checkpoint.read(note).checkpoint.size
    if not size:
        raise RefusedError("consent-empty", "Nobody has chosen anything yet.", hint="Record a choice first.")
    return bundle.write(stream, log.signer.public_key, note, leaves(size), content), log.fingerprint()


def leaves(size: int) -> Iterator[tuple[bytes, str, str]]:
    """Stream the signed leaves in order: the leaf, and its salt and record where they are still there."""
    asked = (
        'SELECT l."index", l.leaf, COALESCE(c.salt, p.salt), COALESCE(c.record, p.record) FROM consent_leafrow l'
        " LEFT JOIN consent_choicerow c ON c.leaf_id = l.id LEFT JOIN consent_picturedrow p ON p.leaf_id = l.id"
        ' WHERE l."index" >= %s AND l."index" < %s ORDER BY l."index"'
    )
    for at in range(0, size, _WINDOW):
        yield from ((bytes(leaf), salt or "", record or "") for _, leaf, salt, record in ask(asked, at, min(at + _WINDOW, size)))


def receipts(home: Home, identifiers: Sequence[tuple[str, str]], form: Form = "jsonld") -> Iterator[dict[str, object]]:
    """Make a receipt of each consent that a person gave, refused or took back, or that ended, oldest first; Kantara's of a yes alone."""
    has, write = _FORMS[form]
    for leaf, salt, record in history(home, identifiers):
        choice = read(record)
        if has(choice):
            language = exactly(choice.notice).language if choice.notice else ""
            proof = Proof(leaf, commit(salt, record).hex(), str(json.loads(record)["subject"]), language, address(home, ""))
            yield write(home.policy, proof, choice, names(home.policy, choice.scope.senders))
