"""What a case would do, item by item, with the law's grounds from the plan; decided by one person or by two (GDPR Art. 12(4), 17(3))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import F, QuerySet

from ombud.errors import BadInputError, RefusedError
from ombud.plan.acts import named
from ombud.plan.rights.wish import Right
from ombud.policy.model import Language
from ombud.rights.cases.receive import PLANNED, absolute
from ombud.rights.cases.states import PROPOSED, beneath, enter, move
from ombud.rights.identity import ladder
from ombud.rights.models import CaseRow, EventRow, ItemRow
from ombud.rights.wishes.shown import Answer, show
from ombud.rights.wishes.wish import Identified, Wish
from ombud.store.home import Home

LAW = "law"
"""Who decides where nobody has anything to decide."""

BEFORE = frozenset({"unconfirmed", "open", "identity", "decided"})
"""The states in which a case can be planned."""


def wish_of(case: CaseRow) -> Wish:
    """Turn a case into the wish that the spine plans, with what was decided against the plan's proposal left alone."""
    left = {named(item.place, item.proposed, item.data): item.reason for item in _left(case)}
    right, language = cast("Right", case.right), cast("Language", case.language)
    return Wish(right, f"case {case.number}", case.purpose or None, dict(case.changes), language, left, case.direct)


def _left(case: CaseRow) -> QuerySet[ItemRow]:
    """Find what was decided to be left although the plan would change it."""
    return case.items.filter(decided="keep").exclude(proposed="keep").order_by("place", "pk")


def subject_of(case: CaseRow, more: tuple[Identified, ...] = ()) -> tuple[Identified, ...]:
    """Tell by which identifiers the person of a case is looked for."""
    if not case.email and not more:
        raise BadInputError(
            "case-nobody", "Nothing is known by which to look for this person.", where=case.number, hint="Add an identifier."
        )
    return ((("email", case.email),) if case.email else ()) + more


def preview(home: Home, case: CaseRow) -> Answer:
    """Plan a case anew and show it; nothing is changed in any system."""
    if case.right not in PLANNED:
        raise RefusedError("case-by-hand", "This request is answered by a person, not by a plan.", where=case.number)
    if case.state not in BEFORE:
        raise RefusedError("case-over", "This case is being carried out or is over: nothing is planned any more.", where=case.number)
    if case.right == "rectify" and not case.changes:
        told, hint = "Nothing says what is to be corrected.", "Add a correction: the data, and what is right."
        raise BadInputError("nothing-to-rectify", told, where=case.number, hint=hint)
    answer = show(home, wish_of(case), [subject_of(case, _found(case))])
    with transaction.atomic():
        CaseRow.objects.filter(id=case.id).update(plan=answer.id, outcome=answer.outcome)
        _keep_items(case, answer)
    if answer.outcome == "planned":  # looks in the systems, so no transaction of ours may be open
        ladder.known_channel(home, case, home.now())
    case.plan, case.outcome = answer.id, answer.outcome
    return answer


def _found(case: CaseRow) -> tuple[Identified, ...]:
    return tuple((kind, value) for kind, value in case.identifiers.items())


def decide(home: Home, case: CaseRow, by: str, at: datetime, against: Mapping[int, tuple[str, str]]) -> None:
    """Decide every item: as the plan proposes, or against it with a reason; the plan is made anew when that changes it."""
    if not case.plan:
        raise RefusedError("case-no-plan", "There is no plan yet.", where=case.number, hint="Look at the preview first.")
    if unknown := set(against) - {item.pk for item in case.items.all()}:
        told = f"{len(unknown)} of the items are not in the plan of this case."
        raise BadInputError("decision-unknown", told, where=case.number, hint="Look at the preview again.")
    with transaction.atomic():
        for item in case.items.all():
            _decide(item, *against.get(item.pk, (item.decided or item.proposed, item.reason)))
        if absolute(case, home.policy) and _left(case).exists():
            told = "A withdrawal of consent and an objection to direct marketing are followed whole."
            raise RefusedError("decision-absolute", told, where=case.number, hint="Decide as the plan proposes.")
        CaseRow.objects.filter(id=case.id).update(decided_on=home.day_of(at))
        move(case, "decided", by, at)
        case.documents.all().delete()
    if against:
        preview(home, case)
        case.items.filter(decided="").update(decided=F("proposed"))


def _decide(item: ItemRow, decided: str, reason: str) -> None:
    if decided not in {item.proposed, "keep"}:
        if item.proposed == "keep":
            raise RefusedError("decision-floor", "What a law or a contract keeps cannot be erased by a decision.", where=item.place)
        hint = f"Decide `{item.proposed}` or `keep`."
        raise BadInputError("decision-other", "An item is done as proposed, or left as it is.", where=item.place, hint=hint)
    if decided != item.proposed and not reason.strip():
        raise BadInputError("decision-reason", "A decision against the proposal needs a reason.", where=item.place, hint="Give one.")
    item.decided, item.reason = decided, reason.strip() if decided != item.proposed else ""
    item.save(update_fields=["decided", "reason"])


def undecided(home: Home, case: CaseRow) -> None:
    """Refuse to carry out what nobody has decided: the systems hold something else by now than when the case was decided."""
    if not absolute(case, home.policy) and case.items.filter(decided="").exists():
        hint = "Take the decision back, look at the plan and decide anew."
        raise RefusedError("case-changed", "The plan has other items than those that were decided.", where=case.number, hint=hint)


def reopen(case: CaseRow, by: str, at: datetime, note: str) -> None:
    """Take a decision back before it is carried out, or a proposal before it stands, as when the second pair of eyes disagrees."""
    if case.state in PROPOSED and not note.strip():
        hint = "Say why; who proposed it can read it."
        raise BadInputError("reopen-reason", "To take a proposal back needs a reason.", where=case.number, hint=hint)
    move(case, beneath(case) if case.state in PROPOSED else "open", by, at, note.strip())


def released(home: Home, case: CaseRow, by: str, at: datetime) -> None:
    """Let a decision be carried out: by whoever decided, or by somebody else where the home asks for four eyes."""
    second(home, case, last(case, "decided"), by)
    if not is_released(case):
        enter(case, "released", by, at)


def four_eyes(home: Home) -> bool:
    """Tell whether the home asks for four eyes."""
    return home.settings.get("four_eyes") is True


def second(home: Home, case: CaseRow, first: EventRow | None, by: str) -> None:
    """Refuse where the home asks for four eyes and the same pair looks twice."""
    if four_eyes(home) and first and first.by == by != LAW:
        told, hint = "Somebody else must release this decision.", "Ask a colleague to look at it."
        raise RefusedError("four-eyes", told, where=case.number, hint=hint)


def is_released(case: CaseRow) -> bool:
    """Tell whether the decision that stands was released: what was released before it was taken back is another one."""
    decided, let_go = last(case, "decided"), last(case, "released")
    return bool(decided and let_go and (let_go.at, let_go.pk) > (decided.at, decided.pk))


def last(case: CaseRow, what: str) -> EventRow | None:
    """Find the last line of a diary about something."""
    return case.events.filter(what=what).order_by("-at", "-pk").first()


def _keep_items(case: CaseRow, answer: Answer) -> None:
    """Lay the plan down as items; what was decided earlier about the same item stands."""
    earlier = {_same(item): (item.decided, item.reason) for item in case.items.all()}
    case.items.all().delete()
    items = [ItemRow(case=case, **fields) for fields in (*_changed(answer), *_staying(answer))]
    for item in items:
        item.decided, item.reason = earlier.get(_same(item), ("", ""))
    ItemRow.objects.bulk_create(items)


def _same(item: ItemRow) -> tuple[str, ...]:
    return (item.place, item.proposed, item.ground, *item.data)


def _changed(answer: Answer) -> Iterator[dict[str, object]]:
    """Tell what would be done, what somebody has decided to leave included."""
    for act in (*answer.plan.acts, *answer.plan.left):
        columns = [name for name, _ in act.values]
        yield {"place": f"{act.system}.{act.dataset}", "proposed": act.verb, "count": len(act.keys), "data": columns}


def _staying(answer: Answer) -> Iterator[dict[str, object]]:
    made = (one for case in answer.plan.cases for one in case.decisions)
    stays = ((one.row.place, stay) for one in made for stay in one.stays if stay.ground != "decided")
    for (place, stay), count in Counter(stays).items():
        told = {"data": list(stay.data), "ground": stay.ground, "article": stay.article, "law": stay.law or "", "until": stay.until}
        yield {"place": place, "proposed": "keep", "count": count, **told}
