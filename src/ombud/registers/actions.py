"""What the state of a home tells the promises: signatures, proofs, exceptions, the log; and the last look at each promise."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import get_args

from django.db.models import Count, Min

from ombud.errors import BadInputError, RefusedError
from ombud.evidence.check import verify
from ombud.promises.ledger import Promise
from ombud.promises.looking import Check, Proofs, Signature, Status
from ombud.store.home import Home
from ombud.store.models import AttestationRow, CheckRow, HoldRow, ProofRow


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
    """Tell what the proof dataset holds of a rule."""
    rows = ProofRow.objects.filter(rule=rule)
    told = rows.aggregate(count=Count("id"), oldest=Min("left_on"))
    return Proofs(told["count"], set(rows.values_list("data", flat=True)), set(rows.values_list("form", flat=True)), told["oldest"])


def exceptions() -> dict[str, list[date]]:
    """List the ends of the exceptions in force, by rule."""
    found: dict[str, list[date]] = {}
    for row in HoldRow.objects.filter(kind="exception", released_at=None):
        found.setdefault(row.rule, []).append(row.review_on)
    return found


def log_problem(home: Home) -> str:
    """Verify our own log as a stranger would; say what is wrong, or nothing."""
    stream = BytesIO()
    try:
        home.state.log.export(stream)
    except RefusedError:
        return ""
    stream.seek(0)
    verdict = verify(stream, key=home.state.log.fingerprint())
    return "" if verdict.intact else verdict.problems[0].message


def keep(home: Home, promises: Iterable[Promise]) -> None:
    """Keep what was seen, and put the counts on record."""
    counts: dict[str, int] = {}
    for promise in promises:
        check = promise.check
        seen = {"status": check.status, "figure": check.figure, "cause": check.cause, "checked_at": home.now()}
        CheckRow.objects.update_or_create(statement=promise.statement.id, defaults=seen)
        counts[check.status] = counts.get(check.status, 0) + 1
    for status, count in sorted(counts.items()):
        home.state.log.append("looked", {"status": status, "count": count, "policy": home.policy.policy.version})


def last(home: Home, fresh_for: timedelta = timedelta(days=1)) -> dict[str, tuple[Check, str]]:
    """Tell the last look at each promise; one older than a day is unproven."""
    found: dict[str, tuple[Check, str]] = {}
    moment = home.state.now()
    for row in CheckRow.objects.all():
        stale = moment - row.checked_at > fresh_for
        cause = f"It was last looked at on {row.checked_at:%Y-%m-%d}." if stale else row.cause
        status = next(one for one in get_args(Status) if one == ("unproven" if stale else row.status))
        found[row.statement] = (Check(status, row.figure, cause), row.checked_at.isoformat(timespec="seconds"))
    return found
