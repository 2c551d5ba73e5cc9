"""The outbox: letters are put in with the caller's transaction and leave as often as SMTP demands, each under one message id."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ombud.errors import BadInputError
from ombud.messages import threads
from ombud.messages.channel import Answer, Channel
from ombud.messages.mail import Mail, compose, deliverable, enveloped
from ombud.messages.models import LetterRow, ThreadRow

Failed = Callable[[str, str], None]
"""Is told of a letter that is given up: its id and its case."""

DELIVER = "letters.deliver"
"""The job that sends what is in the outbox."""
SAYS = timedelta(days=30)
"""How long a letter that went or failed keeps what it says and to whom: its case has what has to stay (GDPR Art. 5(1)(e))."""
KEPT = timedelta(days=365)
"""How long the row of a letter stays that says nothing else."""
_MINUTES = (1, 5, 30, 120, 360, 720)
"""How long to wait after each attempt that the server put off; after that, a day (RFC 5321 §4.5.4.1)."""
_GIVE_UP = timedelta(days=5)
_DOWN = timedelta(minutes=1)
_LEASE = timedelta(minutes=30)
"""After this the worker that took a letter is dead: every answer of a server comes sooner, or not at all."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a round: letters taken, put off, refused for good; and why the channel itself does not work, if it does not."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    down: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """How a letter stands, without a word of it."""

    message_id: str
    thread: str
    state: str
    reason: str
    attempts: int
    posted_at: datetime
    due_at: datetime | None
    ended_at: datetime | None


def post(mail: Mail, now: datetime) -> str:
    """Put a letter into the outbox with the caller's transaction; give the left half of its message id."""
    token, until = secrets.token_hex(16), mail.until or (now + KEPT).date()
    body = compose(mail, now, token)
    LetterRow.objects.create(
        message_id=token,
        thread=mail.thread,
        references=" ".join(threads.earlier(mail.thread)),
        recipient=deliverable(mail.to),
        body=body,
        emptied=mail.emptied,
        posted_at=now,
        due_at=now,
        until=until,
    )
    if mail.thread:
        threads.join(token, mail.thread, until)
    return token


def deliver(channel: Channel, now: Callable[[], datetime], failed: Failed | None = None) -> Delivered:
    """Send what is due. A worker that dies between the sending and its mark leaves a letter that is sent again under the same id.

    A letter that is given up is told to the caller within the transaction that marks it.
    """
    counts: Counter[str] = Counter()
    down = ""
    try:
        while not down and (row := _claimed(now())):
            answer = channel.send(row.message_id, _message(row, channel), row.recipient)
            counts[_mark(row, answer, now(), failed)] += 1
            down = answer.reason if answer.outcome == "down" else ""
    finally:
        channel.close()
    return Delivered(counts["sent"], counts["waiting"], counts["failed"], down)


def letters(thread: str) -> list[Letter]:
    """Tell how the letters of a case stand, oldest first."""
    return [_letter(row) for row in LetterRow.objects.filter(thread=thread).order_by("id")]


def failed() -> list[Letter]:
    """List the letters that will not be tried again and still say something, oldest first: somebody has to see to them."""
    return [_letter(row) for row in LetterRow.objects.filter(state="failed").exclude(body=b"").defer("body").order_by("id")]


def again(message_id: str, now: datetime) -> None:
    """Let a letter that failed be tried again, under the same id."""
    again = LetterRow.objects.filter(message_id=message_id, state="failed").exclude(body=b"")
    if not again.update(state="waiting", attempts=0, reason="", due_at=now, posted_at=now, ended_at=None):
        raise BadInputError(
            "letter-unknown", "There is no such letter that failed.", hint="The console lists those that can be sent again."
        )


def sweep(today: date) -> int:
    """Empty what ended a month ago and delete what has had its last day; a letter that still waits stays. Tell how many rows went."""
    old = LetterRow.objects.filter(state__in=("sent", "failed"), ended_at__date__lt=today - SAYS)
    old.exclude(recipient="").update(body=b"", recipient="")
    ended = LetterRow.objects.filter(until__lt=today).exclude(state__in=("waiting", "sending"))
    return sum(rows.delete()[0] for rows in (ended, ThreadRow.objects.filter(until__lt=today)))


def _claimed(now: datetime) -> LetterRow | None:
    """Take the letter that has been due longest, so that no other worker takes it; one taken long ago lost its worker."""
    due = LetterRow.objects.filter(due_at__lte=now).order_by("due_at", "id")
    if not due.exists():
        return None
    with transaction.atomic():
        row = (due.select_for_update(skip_locked=True) if connection.features.has_select_for_update_skip_locked else due).first()
        if row is not None:
            row.state, row.attempts, row.due_at = "sending", row.attempts + 1, now + _LEASE
            row.save(update_fields=["state", "attempts", "due_at"])
    return row


def _message(row: LetterRow, channel: Channel) -> bytes:
    return enveloped(bytes(row.body), channel.sender, row.message_id, row.references.split(), row.thread)


def _mark(row: LetterRow, answer: Answer, now: datetime, failed: Failed | None) -> str:
    """Keep what became of a letter, unless another worker has taken it over meanwhile."""
    change = _became(row, answer, now)
    with transaction.atomic():
        mine = LetterRow.objects.filter(pk=row.pk, state="sending", attempts=row.attempts).update(reason=answer.reason, **change)
        if mine and failed and change["state"] == "failed":
            failed(row.message_id, row.thread)
    return str(change["state"])


def _became(row: LetterRow, answer: Answer, now: datetime) -> dict[str, Any]:
    match answer.outcome:
        case "sent":
            forgotten = {"body": b"", "recipient": ""} if row.emptied else {}
            return {"state": "sent", "due_at": None, "ended_at": now, **forgotten}
        case "down":
            return {"state": "waiting", "due_at": now + _DOWN, "attempts": row.attempts - 1}
        case "later" if now - row.posted_at < _GIVE_UP:
            return {"state": "waiting", "due_at": now + _wait(row.attempts)}
        case "later" | "refused":
            return {"state": "failed", "due_at": None, "ended_at": now}


def _wait(attempts: int) -> timedelta:
    return timedelta(minutes=_MINUTES[attempts - 1]) if attempts <= len(_MINUTES) else timedelta(days=1)


def _letter(row: LetterRow) -> Letter:
    told = (row.message_id, row.thread, row.state, row.reason, row.attempts, row.posted_at, row.due_at, row.ended_at)
    return Letter(*told)
