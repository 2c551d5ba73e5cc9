"""Which messages belong to which case: told by ids that nobody can guess, else by a reference that anybody may write (RFC 5322 §3.6.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ombud.messages.models import LetterRow, ThreadRow

LONGEST_ID = 400
_SHOWN = 10
"""How many earlier messages a letter names; the first one stays among them."""


def join(message_id: str, thread: str, until: date) -> None:
    """Let a message belong to a case: replies to it, and ours after it, find their way; one that belongs to a case already stays there."""
    if message_id and len(message_id) <= LONGEST_ID:
        ThreadRow.objects.bulk_create([ThreadRow(message_id=message_id, thread=thread, until=until)], ignore_conflicts=True)


def earlier(thread: str) -> list[str]:
    """List the messages of a case that a further letter refers to, oldest first."""
    ids = list(ThreadRow.objects.filter(thread=thread).order_by("id").values_list("message_id", flat=True)) if thread else []
    return ids if len(ids) <= _SHOWN else [ids[0], *ids[1 - _SHOWN :]]


def named_by(ids: Iterable[str]) -> str | None:
    """Tell the case that one of these message ids belongs to, the last one first."""
    wanted = [one for whole in ids for one in (whole, whole.partition("@")[0])]
    found = dict(ThreadRow.objects.filter(message_id__in=wanted).values_list("message_id", "thread"))
    return next((found[one] for one in reversed(wanted) if one in found), None)


def written_as(references: Iterable[str]) -> str | None:
    """Tell the case that one of these references names, if there is such a case; a reference proves nothing about who wrote it."""
    wanted = {spelled for one in references for spelled in (one, one.upper(), one.lower())}
    return ThreadRow.objects.filter(thread__in=wanted).values_list("thread", flat=True).first() if wanted else None


def answer_ours(ids: Iterable[str]) -> bool:
    """Tell whether a message that names these ids answers a letter of ours, whether or not that belongs to a case."""
    return LetterRow.objects.filter(message_id__in=[one.partition("@")[0] for one in ids]).exists()


def forget(thread: str) -> int:
    """Delete every letter and message id of a case; tell how many letters there were."""
    ThreadRow.objects.filter(thread=thread).delete()
    return LetterRow.objects.filter(thread=thread).delete()[0]
