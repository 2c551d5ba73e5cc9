"""The list of those who are not to be contacted: keyed hashes for all channels and senders, and the copy of each wish (GDPR Art. 21(3))."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db import transaction

from ombud.consent.ledger.recording import Said, record, subject_of
from ombud.consent.models import ChoiceRow, SuppressedRow, WishRow
from ombud.consent.sending.forgetting import forget_reader
from ombud.evidence.pseudonym import LinkKey, link, linking
from ombud.plan.consent.choice import Choice
from ombud.plan.consent.terms import is_known
from ombud.policy.spelling import spelled
from ombud.store.database import ask_among, moment, tell_each
from ombud.store.home import Home

_ADD = (
    "INSERT INTO consent_suppressedrow (version, digest, since, lifted_on) VALUES (%s, %s, %s, NULL)"
    " ON CONFLICT (version, digest) DO UPDATE SET since = excluded.since, lifted_on = NULL"
    " WHERE consent_suppressedrow.lifted_on IS NOT NULL"
)


def suppress(home: Home, addresses: Sequence[str], at: datetime) -> None:
    """Put addresses on the list, each as a hash under the newest key alone; one that is there already stays as it is."""
    version, key = home.state.keys.suppression()[-1]
    standing = suppressed(home, addresses)
    new = [(version, digest(key, one), moment(at)) for one in addresses if one not in standing]
    tell_each(_ADD, new)


def wish(home: Home, address: str, kind: str, words: str, at: datetime) -> None:
    """Take note of a wish not to be contacted: on the list at once, and a copy of the wish with a clock of its own.

    What they agreed to ends with it, so that no old yes stands again when the hash goes by the policy's rule.
    """
    with transaction.atomic():
        suppress(home, [address], at)
        record(home, [Said(("email", address), Choice("objected", one, at, method=kind)) for one in _agreed(home, address)])
        forget_reader(home, address)
        WishRow.objects.create(address=spelled(address, casefold=True), kind=kind, wish=words, received_on=home.day_of(at))


def _agreed(home: Home, address: str) -> list[str]:
    """Name what somebody has agreed to, or is written to for as a customer, as far as the policy still has it."""
    subject = subject_of(home.state.keys.links(), "email", address)
    agreed = ChoiceRow.objects.filter(subject=subject, slot__in=("yes", "customer")).order_by("leaf_id")
    return [one for one in dict.fromkeys(agreed.values_list("purpose", flat=True)) if is_known(home.policy, one)]


def lift(home: Home, address: str, at: datetime) -> bool:
    """Take an address off the list because whoever has it asked for that; tells whether it was on it. Its hash goes by the rule."""
    digests = [digest(key, address) for _, key in home.state.keys.suppression()]
    return bool(SuppressedRow.objects.filter(digest__in=digests, lifted_on=None).update(lifted_on=home.day_of(at)))


def suppressed(home: Home, addresses: Iterable[str]) -> dict[str, datetime]:
    """Tell which addresses are on the list and since when, under any version of the key; a hash found under an old one is made anew."""
    wanted, keys = list(addresses), home.state.keys.suppression()
    found: dict[str, datetime] = {}
    for version, key in keys:
        linked = linking(key, "email")
        by_digest = {linked(spelled(one, casefold=True)): one for one in wanted if one not in found}
        hits = {by_digest[hit]: since for hit, since in _standing(version, list(by_digest))}
        found |= hits
        if version != keys[-1][0] and hits:
            _rekey(version, key, keys[-1], hits)
    return found


def digest(key: LinkKey, address: str) -> str:
    """Hash an address as it compares; without the key it leads nowhere, and without the address it cannot be hashed anew."""
    return link(key, "email", spelled(address, casefold=True))


def _standing(version: int, digests: list[str]) -> Iterable[tuple[str, datetime]]:
    asked = "SELECT digest, since FROM consent_suppressedrow WHERE digest {wanted} AND version = %s AND lifted_on IS NULL"
    return ((str(hit), _moment(since)) for hit, since in ask_among(asked, digests, version))


def _moment(since: datetime | str) -> datetime:
    """Read a moment as the database gave it: SQLite keeps text."""
    read = datetime.fromisoformat(since) if isinstance(since, str) else since
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _rekey(version: int, key: LinkKey, newest: tuple[int, LinkKey], hits: dict[str, datetime]) -> None:
    """Hash what was found under an old key anew: only now is the address at hand."""
    with transaction.atomic():
        tell_each(_ADD, [(newest[0], digest(newest[1], one), moment(since)) for one, since in hits.items()])
        SuppressedRow.objects.filter(version=version, digest__in=[digest(key, one) for one in hits]).delete()
