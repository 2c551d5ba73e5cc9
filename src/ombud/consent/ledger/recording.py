"""Choices are recorded: a leaf that stays, a personal part that goes by the policy's rule, and what now counts (GDPR Art. 7(1))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db import transaction

from ombud.consent.ledger.record import written
from ombud.consent.models import ShownRow
from ombud.errors import BadInputError
from ombud.evidence.ledger.commitment import commit, new_salt
from ombud.evidence.pseudonym import LinkKey, link
from ombud.plan.consent.choice import Choice
from ombud.plan.consent.terms import names, refuse_outside, senders
from ombud.policy.model import Policy
from ombud.policy.spelling import spelled
from ombud.store.database import ask, moment, tell_each
from ombud.store.home import Home

SPOKEN: Final = frozenset({"phone", "post", "meeting", "email", "console", "import", "case"})
"""Ways of choosing in which nothing of ours was shown: there is no notice to point at."""

_LEAVES: Final = 'INSERT INTO consent_leafrow ("index", leaf) VALUES {} RETURNING leaf, id'
_CHOICES: Final = (
    "INSERT INTO consent_choicerow (leaf_id, subject, purpose, kind, at, salt, record, ended_on) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_STANDING: Final = (
    "INSERT INTO consent_standingrow (subject, purpose, slot, rank, leaf, record) VALUES (%s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (subject, purpose, slot) DO UPDATE SET rank = excluded.rank, leaf = excluded.leaf, record = excluded.record"
    " WHERE (excluded.rank, excluded.record) > (consent_standingrow.rank, consent_standingrow.record)"
)
_ENDED: Final = "UPDATE consent_choicerow SET ended_on = %s WHERE subject = %s AND purpose = %s AND ended_on IS NULL"
_ENDING: Final = frozenset({"no", "objection"})
_AT_ONCE: Final = 400


@dataclass(frozen=True, slots=True)
class Said:
    """Whose choice it is, by an identifier of theirs, and what they chose."""

    identifier: tuple[str, str]
    choice: Choice


@dataclass(frozen=True, slots=True)
class Recorded:
    """One choice as it was recorded: the number of its leaf, its commitment, and the record that opens it."""

    leaf: int
    commitment: str
    record: str


def record(home: Home, said: Sequence[Said]) -> list[Recorded]:
    """Record choices in one transaction, each as the policy stands now; one that the policy does not offer refuses all of them."""
    policy, key = home.policy, home.state.keys.links()
    prepared = [prepare(policy, key, one, home.day_of(one.choice.at)) for one in said]
    _refuse_unknown_notices({one.choice.notice for one in prepared if one.choice.notice})
    with transaction.atomic():
        return write(prepared)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A choice ready to be written: whose by pseudonym, its salted record and commitment, its day."""

    subject: str
    choice: Choice
    salt: str
    record: str
    commitment: bytes
    day: date


def prepare(policy: Policy, key: LinkKey, said: Said, day: date) -> Prepared:
    """Complete a choice with who sends to that country, freeze it, and commit to it."""
    refuse_outside(policy, said.choice)
    _refuse_wordless(said.choice)
    return _frozen(policy, subject_of(key, *said.identifier), _complete(policy, said.choice), day)


def prepared_for(home: Home, subject: str, choice: Choice) -> Prepared:
    """Make a choice ready that nobody made: a day that passed ends what somebody said, whose identifier we do not know."""
    return _frozen(home.policy, subject, _complete(home.policy, choice), home.day_of(choice.at))


def _frozen(policy: Policy, subject: str, choice: Choice, day: date) -> Prepared:
    salt, text = new_salt(), written(choice, subject, names(policy, choice.scope.senders))
    return Prepared(subject, choice, salt, text, commit(salt, text), day)


def subject_of(key: LinkKey, kind: str, value: str) -> str:
    """Tell the pseudonym under which the choices of whoever has an identifier are kept."""
    return link(key, kind, spelled(value, casefold=kind == "email"))


def _complete(policy: Policy, choice: Choice) -> Choice:
    """Resolve the senders of a yes by country, so that the proof says to whom it was said."""
    scope = choice.scope
    if choice.slot == "yes" and not scope.senders:
        scope = replace(scope, senders=senders(policy, choice.purpose, choice.country))
    return replace(choice, scope=scope, policy=choice.policy or policy.policy.edition)


def _refuse_wordless(choice: Choice) -> None:
    if choice.slot == "yes" and choice.proven and not choice.notice and choice.method not in SPOKEN:
        hint = "Keep what was shown with `shown.keep` first, and give its digest."
        raise BadInputError("consent-notice", "A yes needs the words it was said to.", hint=hint)


def _refuse_unknown_notices(digests: set[str]) -> None:
    if strange := digests - set(ShownRow.objects.filter(digest__in=digests).values_list("digest", flat=True)):
        hint = "Show the current text and let the person choose again."
        raise BadInputError("consent-notice-unknown", f"Nothing of ours has the digest {min(strange)[:16]}….", hint=hint)


def write(prepared: Sequence[Prepared]) -> list[Recorded]:
    """Write prepared choices within the caller's transaction, in three statements for up to four hundred."""
    return [one for at in range(0, len(prepared), _AT_ONCE) for one in _write(prepared[at : at + _AT_ONCE])]


def _write(prepared: Sequence[Prepared]) -> list[Recorded]:
    rows = ask(_LEAVES.format(", ".join(["(NULL, %s)"] * len(prepared))), *(one.commitment for one in prepared))
    leaves = {bytes(leaf): int(number) for leaf, number in rows}
    numbered = [(leaves[one.commitment], one) for one in prepared]
    tell_each(_CHOICES, [_choice(leaf, one) for leaf, one in numbered])
    tell_each(_STANDING, [_standing(leaf, one) for leaf, one in numbered])
    if ending := [(one.day.isoformat(), one.subject, one.choice.purpose) for one in prepared if one.choice.slot in _ENDING]:
        tell_each(_ENDED, ending)
    return [Recorded(leaf, one.commitment.hex(), one.record) for leaf, one in numbered]


def _choice(leaf: int, one: Prepared) -> tuple[str | int | bytes | None, ...]:
    choice = one.choice
    ended = one.day.isoformat() if choice.slot in _ENDING else None
    return leaf, one.subject, choice.purpose, choice.kind, moment(choice.at), one.salt, one.record, ended


def _standing(leaf: int, one: Prepared) -> tuple[str | int, ...]:
    return one.subject, one.choice.purpose, one.choice.slot, one.choice.rank, leaf, one.record
