"""What must be finished before a case is closed: tasks by hand, and recipients who are to be told (GDPR Art. 19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from ombud.errors import BadInputError, MisconfiguredError
from ombud.execute.languages import language_pack
from ombud.messages.incoming import Incoming
from ombud.messages.mail import deliverable
from ombud.rights.cases import letters
from ombud.rights.cases.states import enter
from ombud.rights.models import CaseRow, TaskRow, ToldRow
from ombud.rights.wishes.wish import ByHand
from ombud.store.home import Home

CHANGING = frozenset({"erase", "rectify", "restrict", "withdraw"})
"""The rights after which recipients are told."""
TELL = "recipient"
"""Why somebody has a task by hand: a recipient has no address to which a letter goes."""
BACK = "came_back"
"""Or our letter to a recipient came back."""
_BY_OTHER_MEANS = (TELL, BACK)


def prepare(home: Home, case: CaseRow, by_hand: Iterable[ByHand], activities: Iterable[str]) -> None:
    """Lay out what remains for people, anew each time the plan is made; what is done already stays done."""
    case.tasks.filter(done_at=None).exclude(why__in=_BY_OTHER_MEANS).delete()
    done = set(case.tasks.values_list("place", "why"))
    owner, due = case.handler or "officer", case.answer_by
    tasks = [
        TaskRow(case=case, place=t.place, why=t.why, count=t.count, owner=owner, due=due) for t in by_hand if (t.place, t.why) not in done
    ]
    TaskRow.objects.bulk_create(tasks)
    if case.right in CHANGING:
        known = set(case.told.values_list("recipient", flat=True))
        new = [ToldRow(case=case, recipient=name) for name in recipients(home, activities) if name not in known]
        ToldRow.objects.bulk_create(new)
        mail = addresses(home)
        by_phone = [row.recipient for row in new if row.recipient not in mail and (row.recipient, TELL) not in done]
        TaskRow.objects.bulk_create(TaskRow(case=case, place=name, why=TELL, owner=owner, due=due) for name in by_phone)


def recipients(home: Home, activities: Iterable[str]) -> list[str]:
    """Name to whom the data of some activities were given, other than our own systems."""
    policy = home.policy
    named = [name for activity in activities if activity in policy.activities for name in policy.activities[activity].recipients]
    return list(dict.fromkeys(named))


def addresses(home: Home) -> Mapping[str, str]:
    """Tell by which address each recipient of the policy is told: `[recipients]` in the settings."""
    table = home.settings.get("recipients", {})
    if not isinstance(table, Mapping) or not all(isinstance(to, str) and "@" in to for to in table.values()):
        hint = 'Write `[recipients]` and below it `id = "name@domain.example"`.'
        raise MisconfiguredError("settings-recipients", "Recipients are given as ids with addresses.", where="ombud.toml", hint=hint)
    return {name: deliverable(to) for name, to in table.items()}


def tell(home: Home, case: CaseRow, at: datetime) -> None:
    """Write to each recipient that has an address what was done, once; the others are told by hand."""
    mail = addresses(home)
    for row in case.told.filter(told_at=None, came_back_at=None, recipient__in=list(mail)).select_related("case"):
        with transaction.atomic():
            if _told(home, row, at):
                message = letters.write_recipient(home, case, mail[row.recipient], at, act=_act(home, case), person=_person(case))
                ToldRow.objects.filter(pk=row.pk).update(message=message)


def came_back(case: CaseRow, ids: Iterable[str], at: datetime) -> None:
    """Take note that our letter to a recipient did not arrive: they are not told, and to tell them is somebody's task (GDPR Art. 19)."""
    ours = {one.partition("@")[0] for one in ids}
    for row in case.told.filter(message__in=ours, answered_at=None, closed_reason="").exclude(message=""):
        with transaction.atomic():
            if ToldRow.objects.filter(pk=row.pk, came_back_at=None).update(came_back_at=at, told_at=None):
                owner = case.handler or "officer"
                TaskRow.objects.create(case=case, place=row.recipient, why=BACK, owner=owner, due=case.answer_by)


def _act(home: Home, case: CaseRow) -> str:
    pack = language_pack(home.policy.policy.languages.source)
    return pack.say(f"recipient_{case.right}", values=", ".join(f"{pack.data.get(d, d)}: {v}" for d, v in case.changes.items()))


def _person(case: CaseRow) -> str:
    return ", ".join(filter(None, (case.name, case.email, *case.identifiers.values())))


def answered_by_mail(home: Home, case: CaseRow, mail: Incoming) -> bool:
    """Take a letter that answers ours, from a recipient's own address, as its answer."""
    known = addresses(home)
    mine = [row for row in case.told.exclude(told_at=None) if known.get(row.recipient, "").casefold() == mail.sender.casefold()]
    for row in mine if mail.threaded == "id" else ():
        recipient_answered(home, row, "mailbox", mail.received_at)
    return bool(mine) and mail.threaded == "id"


def unfinished(case: CaseRow) -> int:
    """Count what keeps a case from being closed."""
    waited_for = case.told.filter(answered_at=None, closed_reason="").count()
    return case.tasks.filter(done_at=None).count() + waited_for + case.review.filter(decided="").count()


def task_done(home: Home, task: TaskRow, note: str, by: str, at: datetime) -> None:
    """Take note that a task by hand was done, and what was done."""
    with transaction.atomic():
        done = TaskRow.objects.filter(pk=task.pk, done_at=None).update(done_at=at, done_by=by, note=note.strip())
        for row in task.case.told.filter(recipient=task.place) if done and task.why in _BY_OTHER_MEANS else ():
            _told(home, row, at)


def task_given(task: TaskRow, owner: str, due: date, by: str, at: datetime) -> None:
    """Give a task to somebody, with a day by which it is done."""
    if due > task.case.answer_by:
        raise BadInputError(
            "task-late",
            "The task would be done after the answer is due.",
            where=task.place,
            hint=f"Choose {task.case.answer_by} or before.",
        )
    with transaction.atomic():
        TaskRow.objects.filter(pk=task.pk).update(owner=owner, due=due)
        enter(task.case, "task_given", by, at, f"{task.place}: {owner}")


def recipient_told(home: Home, row: ToldRow, by: str, at: datetime) -> None:
    """Take note that a recipient was told by other means than our letter."""
    with transaction.atomic():
        _told(home, row, at)
        row.case.tasks.filter(place=row.recipient, why__in=_BY_OTHER_MEANS, done_at=None).update(done_at=at, done_by=by)


def _told(home: Home, row: ToldRow, at: datetime) -> bool:
    """Note it once; tell whether it was new."""
    if not ToldRow.objects.filter(pk=row.pk, told_at=None).update(told_at=at):
        return False
    home.state.log.append("recorded", {"case": row.case.number, "recipient": row.recipient, "action": "told"}, run=row.case_id)
    return True


def recipient_answered(home: Home, row: ToldRow, by: str, at: datetime, reason: str = "") -> None:
    """Take note of a recipient's answer, or close without one, with the reason; once."""
    said = reason.strip()
    waited_for = ToldRow.objects.filter(pk=row.pk, answered_at=None, closed_reason="")
    with transaction.atomic():
        if waited_for.update(**{"closed_reason": said} if said else {"answered_at": at}):
            enter(row.case, "recipient_closed" if said else "recipient_answered", by, at, row.recipient)
            action = "closed" if said else "answered"
            home.state.log.append("recorded", {"case": row.case.number, "recipient": row.recipient, "action": action}, run=row.case_id)
