"""What the state of a home tells the promises: signatures, proofs, exceptions, the log; and the last look at each promise."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import get_args

from django.db import transaction
from django.db.models import Count, Min

from ombud.errors import BadInputError, OmbudError
from ombud.evidence.check import verify
from ombud.promises.ledger import Promise
from ombud.promises.looking import Check, Exempt, Proofs, Signature, Status, Verified
from ombud.promises.saying.phrase import phrase, read_phrase
from ombud.store import log
from ombud.store.home import Home
from ombud.store.models import AttestationRow, CheckRow, DayRow, HoldRow, ProofRow, PublicRow

AGAIN = phrase("look-now")


def signatures() -> dict[str, Signature]:
    """List the latest signature under each statement."""
    rows = AttestationRow.objects.order_by("signed_at")
    return {row.statement: Signature(row.role, row.until, row.demo) for row in rows}


def sign(home: Home, statement: str, role: str, document: Path, until: date) -> None:
    """Keep a role's signature with the digest of its document; in a demo home it is marked so and never counts."""
    try:
        digest = hashlib.sha256(document.read_bytes()).hexdigest()
    except OSError as error:
        raise BadInputError("file-unreadable", f"The document cannot be read: {error.strerror}.", where=str(document)) from None
    if until <= home.today():
        raise BadInputError("signature-ended", "The signature would have ended already.", hint="Give a day to come with --until.")
    AttestationRow.objects.create(statement=statement, role=role, document=digest, signed_at=home.now(), until=until, demo=home.demo)
    home.state.log.append("attested", {"promise": statement, "role": role, "document": digest, "until": until.isoformat()})


def proofs(rule: str) -> Proofs:
    """Tell what the proof dataset holds of a rule; a proof that is said to be a keyed hash and is none can be read."""
    rows = ProofRow.objects.filter(rule=rule)
    told = rows.aggregate(count=Count("id"), oldest=Min("left_on"))
    bare = rows.filter(form="keyed_hash").exclude(value__regex="^[0-9a-f]{64}$").count()
    return Proofs(told["count"], set(rows.values_list("data", flat=True)), set(rows.values_list("form", flat=True)), told["oldest"], bare)


def exceptions() -> dict[str, list[Exempt]]:
    """List the exceptions in force, by rule."""
    found: dict[str, list[Exempt]] = {}
    for row in HoldRow.objects.filter(kind="exception", released_at=None):
        found.setdefault(row.rule, []).append(Exempt(row.owner, row.review_on))
    return found


def verified(home: Home) -> Verified:
    """Verify our own log as a stranger would: how many entries it holds, and the code of what is wrong with it."""
    try:
        with TemporaryFile() as stream:
            home.state.log.export(stream)
            stream.seek(0)
            verdict = verify(stream, key=home.state.log.fingerprint())
    except OmbudError as error:
        return Verified(log.size(), "" if error.code == "evidence-empty" else error.code)
    return Verified(log.size(), "" if verdict.intact else verdict.problems[0].code)


# ------------------------------------------------------------------ what is public


def published() -> dict[str, datetime]:
    """List the promises whose standing the public may read, and since when."""
    return dict(PublicRow.objects.values_list("statement", "published_at"))


def publish(home: Home, statement: str, by: str) -> None:
    """Let the public read how a promise stands, whichever way that is when they read it; never of what guards our systems."""
    stated = next((one for one in home.statements if one.id == statement), None)
    if stated is None:
        raise BadInputError("promise-unknown", "The policy states no such promise.", hint="Name it by the id that `ombud promises` shows.")
    if stated.security:
        why = "How a security measure stands is never published (GDPR Art. 32)."
        raise BadInputError("promise-security", why, hint="Leave it in the console, which tells it to whoever works there.")
    with transaction.atomic():
        _, new = PublicRow.objects.get_or_create(statement=statement, defaults={"by": by, "published_at": home.now()})
        if new:
            home.state.log.append("published", {"promise": statement, "role": by})


def unpublish(home: Home, statement: str, by: str) -> None:
    """Take the standing of a promise back into the console; also of one that the policy no longer makes."""
    with transaction.atomic():
        if PublicRow.objects.filter(statement=statement).delete()[0]:
            home.state.log.append("withdrawn", {"promise": statement, "role": by})


# ------------------------------------------------------------------ the last look


def keep(home: Home, promises: Sequence[Promise], checked: datetime) -> None:
    """Keep what was seen in place of what was seen before, and put the counts on record."""
    digest = _looked_at(home)
    with transaction.atomic():
        CheckRow.objects.filter(statement__in=[promise.statement.id for promise in promises]).delete()
        CheckRow.objects.bulk_create([_row(promise, digest, checked) for promise in promises])
        for status, count in sorted(Counter(promise.check.status for promise in promises).items()):
            home.state.log.append("looked", {"status": status, "count": count, "policy": home.policy.policy.edition})


def keep_day(day: date, promises: Sequence[Promise], overdue: int | None, at: datetime) -> None:
    """Keep how a day stood, as counts, in place of what was kept of it before."""
    counts = Counter(promise.check.status for promise in promises)
    DayRow.objects.update_or_create(day=day, defaults={"at": at, "overdue": overdue, "counts": counts})


def _row(promise: Promise, digest: str, checked: datetime) -> CheckRow:
    check = promise.check
    stands = {name: getattr(check, name) for name in ("status", "owner", "until")}
    told = {name: asdict(said) for name in ("figure", "cause", "action") if (said := getattr(check, name))}
    return CheckRow(statement=promise.statement.id, looked_at=digest, checked_at=checked, **stands, **told)


def _looked_at(home: Home) -> str:
    return hashlib.sha256("\n".join(home.fingerprints()).encode()).hexdigest()


def last(home: Home, fresh_for: timedelta = timedelta(days=1), only: Sequence[str] = ()) -> dict[str, tuple[Check, datetime]]:
    """Tell the last look at each promise, or at some; one older than a day, or at another policy or inventory, is unproven."""
    moment, digest = home.state.now(), _looked_at(home)
    rows = CheckRow.objects.filter(statement__in=only) if only else CheckRow.objects.all()
    return {row.statement: (_last(row, moment - fresh_for, digest), row.checked_at) for row in rows}


def _last(row: CheckRow, oldest: datetime, digest: str) -> Check:
    figure = read_phrase(row.figure)
    if row.checked_at < oldest:
        return Check("unproven", figure, phrase("last-looked", on=row.checked_at.date()), AGAIN)
    if row.looked_at != digest:
        return Check("unproven", figure, phrase("files-changed"), AGAIN)
    status: Status = next(one for one in get_args(Status) if one == row.status)
    return Check(status, figure, read_phrase(row.cause), read_phrase(row.action), row.owner, row.until)
