"""What must be finished before a case is closed: tasks by hand, and recipients who are to be told (GDPR Art. 19)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from ombud.errors import BadInputError
from ombud.rights.models import CaseRow, TaskRow, ToldRow
from ombud.rights.wish import ByHand
from ombud.store.home import Home

CHANGING = frozenset({"erase", "rectify", "restrict", "withdraw"})
"""The rights after which recipients are told."""


def prepare(home: Home, case: CaseRow, by_hand: Iterable[ByHand], activities: Iterable[str]) -> None:
    """Lay out what remains for people, anew each time the plan is made; what is done already stays done."""
    case.tasks.filter(done_at=None).delete()
    done = set(case.tasks.values_list("place", "why"))
    owner, due = case.handler or "officer", case.answer_by
    tasks = [
        TaskRow(case=case, place=t.place, why=t.why, count=t.count, owner=owner, due=due) for t in by_hand if (t.place, t.why) not in done
    ]
    TaskRow.objects.bulk_create(tasks)
    if case.right in CHANGING:
        known = set(case.told.values_list("recipient", flat=True))
        ToldRow.objects.bulk_create(ToldRow(case=case, recipient=name) for name in recipients(home, activities) if name not in known)


def recipients(home: Home, activities: Iterable[str]) -> list[str]:
    """Name to whom the data of some activities were given, other than our own systems."""
    policy = home.policy
    named = [name for activity in activities if activity in policy.activities for name in policy.activities[activity].recipients]
    return list(dict.fromkeys(named))


def unfinished(case: CaseRow) -> int:
    """Count what keeps a case from being closed."""
    return case.tasks.filter(done_at=None).count() + case.told.filter(answered_at=None, closed_reason="").count()


def task_done(task: TaskRow, note: str, by: str, at: datetime) -> None:
    """Take note that a task by hand was done, and what was done."""
    TaskRow.objects.filter(pk=task.pk, done_at=None).update(done_at=at, done_by=by, note=note.strip())


def task_given(task: TaskRow, owner: str, due: date) -> None:
    """Give a task to somebody, with a day by which it is done."""
    if due > task.case.answer_by:
        raise BadInputError(
            "task-late",
            "The task would be done after the answer is due.",
            where=task.place,
            hint=f"Choose {task.case.answer_by} or before.",
        )
    TaskRow.objects.filter(pk=task.pk).update(owner=owner, due=due)


def recipient_told(home: Home, row: ToldRow, at: datetime) -> None:
    """Take note that a recipient was told."""
    with transaction.atomic():
        ToldRow.objects.filter(pk=row.pk, told_at=None).update(told_at=at)
        home.state.log.append("recorded", {"case": row.case.number, "recipient": row.recipient, "action": "told"}, run=row.case_id)


def recipient_answered(row: ToldRow, at: datetime, reason: str = "") -> None:
    """Take note of a recipient's answer, or close without one, with the reason."""
    change = {"closed_reason": reason.strip()} if reason.strip() else {"answered_at": at}
    ToldRow.objects.filter(pk=row.pk).update(**change)
