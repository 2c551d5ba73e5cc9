"""Signing up: what somebody asks for waits until the mailbox says yes, and only then is a choice (GDPR Art. 7(1))."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction

from ombud.consent.ledger.recording import Said, record
from ombud.consent.subscribing.models import PendingRow, SubscriberRow
from ombud.consent.subscribing.tokens import Token, write
from ombud.execute.languages import language_pack
from ombud.jobs import defer
from ombud.messages.mail import Mail
from ombud.messages.outbox import DELIVER, post
from ombud.plan.consent.choice import Choice, Kind, Scope
from ombud.plan.consent.terms import offer, refuse_outside, tracking_of
from ombud.policy.model import Language
from ombud.policy.spelling import spelled
from ombud.store.home import Home

LIFE = timedelta(hours=24)
"""How long the link in the mail that asks to confirm is good, and how long anything is kept of whoever does not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for on the form: which list, the data given, topics, country, permission to look, and the words shown."""

    purpose: str
    language: Language
    email: str
    notice: str
    given: Mapping[str, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    country: str = ""
    tracking: tuple[str, ...] = ()


def ask(home: Home, asked: Asked) -> None:
    """Take note of what somebody asks for and write to the address; whether it is known makes no difference."""
    refuse_outside(offer(home.policy, asked.purpose), Choice("given", asked.purpose, home.now(), Scope(asked.topics)))
    now, secret = home.now(), secrets.token_urlsafe(32)
    with transaction.atomic():
        PendingRow.objects.create(
            digest=_digest(secret),
            email=spelled(asked.email, casefold=True),
            purpose=asked.purpose,
            language=asked.language,
            country=asked.country,
            topics=list(asked.topics),
            tracking=list(asked.tracking),
            given=dict(asked.given),
            notice=asked.notice,
            expires=now + LIFE,
        )
        _write(home, asked, secret)


def _write(home: Home, asked: Asked, secret: str) -> None:
    """Write the mail that asks to confirm: it carries no marketing."""
    pack = language_pack(asked.language)
    until = pack.day(home.day_of(home.now() + LIFE))
    link = address(home, f"{asked.language}/subscribed/{secret}")
    told = pack.mail("subscribe", company=home.policy.controller.name, link=link, until=until)
    text = "\n\n".join((*told.text, home.policy.controller.name))
    defer(DELIVER, key=DELIVER)
    post(Mail(to=asked.email, subject=told.subject, text=text, language=asked.language, emptied=True), home.now())


def address(home: Home, path: str) -> str:
    """Give an address of ours in full."""
    return f"{home.url}/{path}"


def waiting(home: Home, secret: str) -> PendingRow | None:
    """Look at what a link would confirm, without confirming it."""
    return PendingRow.objects.filter(digest=_digest(secret), expires__gt=home.now()).first()


def confirm(home: Home, secret: str) -> Token | None:
    """Let what was asked for count: a yes to the list, a yes or no to each look at what readers do; a link works once."""
    row = waiting(home, secret)
    if row is None:
        return None
    with transaction.atomic():
        if not PendingRow.objects.filter(pk=row.pk).delete()[0]:
            return None
        _record(home, row)
        _join(home, row)
    return Token(row.email, row.purpose)


def _record(home: Home, row: PendingRow) -> None:
    yes = Choice(
        "given", row.purpose, home.now(), Scope(tuple(row.topics), ("email",)), notice=row.notice, method="form", country=row.country
    )
    looks = [_look(home, other, other in row.tracking, row) for other in tracking_of(home.policy, row.purpose) if other != row.purpose]
    record(home, [Said(("email", row.email), one) for one in (yes, *looks)])


def _look(home: Home, purpose: str, allowed: bool, row: PendingRow) -> Choice:  # noqa: FBT001 - the answer to a box
    kind: Kind = "given" if allowed else "refused"
    return Choice(kind, purpose, home.now(), notice=row.notice, method="form", country=row.country)


def _join(home: Home, row: PendingRow) -> None:
    """Put a reader on the list; whoever comes back has joined anew."""
    given = {"language": row.language, "country": row.country, "given": row.given, "joined_on": home.today(), "left_on": None}
    SubscriberRow.objects.update_or_create(email=row.email, purpose=row.purpose, defaults=given)


def tidy(home: Home) -> int:
    """Delete what nobody confirmed in time; tell how many."""
    return PendingRow.objects.filter(expires__lte=home.now()).delete()[0]


def readers(purpose: str, language: str = "") -> Sequence[str]:
    """List whoever is on a list, of one language if asked."""
    rows = SubscriberRow.objects.filter(purpose=purpose, left_on=None)
    return list((rows.filter(language=language) if language else rows).order_by("id").values_list("email", flat=True))


def links(home: Home, token: Token, language: str) -> tuple[str, str]:
    """Give the two addresses that stand in every letter: to leave at once, and to choose."""
    leave, choose = write(home, "leave", token), write(home, "choose", token)
    return address(home, f"letters/{leave}"), address(home, f"{language}/letters/{choose}")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
