"""The states of a case and the moves between them; a move that is not here cannot be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal, cast, get_args

from django.db.models import QuerySet

from ombud.errors import RefusedError
from ombud.rights.models import CaseRow, EventRow

State = Literal[
    "passed",  # mail that looks automatic and is no case yet: somebody says whether it is a request
    "unconfirmed",  # asked on a page; whoever has the address has not answered the mail yet
    "open",  # to be looked at
    "identity",  # waits for proof of who asks
    "decided",  # every item is decided; where four eyes are asked for, the second pair is awaited
    "refusing",  # a refusal is proposed, and the second pair of eyes is awaited
    "dismissing",  # so is a dismissal
    "answering",  # so is an answer in words
    "acting",  # the plan is being carried out
    "waiting",  # tasks by hand or recipients' answers are open
    "closed",  # answered
    "refused",  # answered with no
    "dismissed",  # was no request, with a reason
    "lapsed",  # never confirmed
]

MOVES: Mapping[State, frozenset[State]] = {
    "passed": frozenset({"open", "dismissed", "lapsed"}),
    "unconfirmed": frozenset({"open", "lapsed", "dismissed", "dismissing"}),
    "open": frozenset({"identity", "decided", "refused", "dismissed", "refusing", "dismissing", "answering"}),
    "identity": frozenset({"open", "refused", "dismissed", "refusing", "dismissing"}),
    "decided": frozenset({"open", "acting"}),
    "refusing": frozenset({"refused", "open", "identity"}),
    "dismissing": frozenset({"dismissed", "open", "identity", "unconfirmed", "lapsed"}),
    "answering": frozenset({"closed", "open"}),
    "acting": frozenset({"waiting", "closed"}),
    "waiting": frozenset({"closed"}),
    "closed": frozenset(),
    "refused": frozenset(),
    "dismissed": frozenset({"open"}),
    "lapsed": frozenset({"open"}),
}

LIVING: tuple[State, ...] = ("unconfirmed", "open", "identity", "decided", "refusing", "dismissing", "answering", "acting", "waiting")
"""The states in which an answer is still owed."""

PROPOSED: tuple[State, ...] = ("refusing", "dismissing", "answering")
"""The states in which a no, or what may be one in other words, waits for its second person; the requester is told nothing of it."""

STATES = get_args(State)


def passed() -> QuerySet[EventRow]:
    """Find the mail that was passed over and nobody has looked at, the oldest first: the diary tells when, and by which sign."""
    return EventRow.objects.filter(what="passed", case__state="passed").select_related("case").order_by("at", "pk")


def first(cases: QuerySet[CaseRow], most: int, states: Sequence[State] = ()) -> list[CaseRow]:
    """Read the first of many cases in their order; of some states, those that are due first.

    Which they are is told by an index alone. Each state is asked for by itself: asked for all at once, a planner may go by the deadline
    and pass all that are closed.
    """
    if states:
        due = sorted(pair for state in states for pair in cases.filter(state=state).values_list("answer_by", "number")[:most])
        numbers = [number for _, number in due[:most]]
    else:
        numbers = list(cases.values_list("number", flat=True)[:most])
    return list(cases.filter(number__in=numbers))


def state_of(case: CaseRow) -> State:
    """Tell the state of a case."""
    return cast("State", case.state)


def beneath(case: CaseRow) -> State:
    """Tell where a case stands but for what is proposed: there it goes on when that is taken back, and the person sees it there."""
    if case.state not in PROPOSED:
        return state_of(case)
    moves = case.events.filter(what__in=STATES).exclude(what__in=PROPOSED).order_by("-at", "-pk")
    return cast("State", moves.values_list("what", flat=True).first() or begun(case.channel))


def begun(channel: str) -> State:
    """Tell in which state a case begins: one from the page waits for its address to be confirmed."""
    return "unconfirmed" if channel == "page" else "open"


def move(case: CaseRow, to: State, by: str, at: datetime, note: str = "") -> None:
    """Move a case, once: the row is moved only if nobody has moved it meanwhile; the diary tells who did it."""
    if to not in MOVES[state_of(case)]:
        raise RefusedError("case-move", f"A case that is {case.state} cannot become {to}.", where=case.number, hint="Look at it anew.")
    if not CaseRow.objects.filter(id=case.id, state=case.state).update(state=to):
        raise RefusedError("case-moved", "Somebody else has moved this case meanwhile.", where=case.number, hint="Look at it anew.")
    case.state = to
    enter(case, to, by, at, note)


def end(case: CaseRow, day: date, outcome: str) -> None:
    """Note when a case ended: its own retention runs from here, and from now on it is found under the address that asked."""
    case.closed_on, case.outcome, case.asked_by = day, outcome, case.email
    case.save(update_fields=["closed_on", "outcome", "asked_by"])


def confirmed(case: CaseRow) -> bool:
    """Tell whether whoever has the address answered a mail to it; a sender's address alone proves nothing."""
    return case.events.filter(what="open", by="subject").exists()


def enter_once(case: CaseRow, what: str, by: str, at: datetime, note: str = "") -> None:
    """Write a line in the diary, unless it is the last one already: what is tried again and again is told once."""
    last = case.events.order_by("-at", "-pk").first()
    if last is None or (last.what, last.note) != (what, note):
        enter(case, what, by, at, note)


def enter_news(case: CaseRow, what: str, by: str, at: datetime) -> None:
    """Write a line about something that came, which stands on the first page until somebody opens the case."""
    enter(case, what, by, at)
    CaseRow.objects.filter(pk=case.pk).update(news=True)


def heard(case: CaseRow) -> None:
    """Take note that somebody has seen what came."""
    CaseRow.objects.filter(pk=case.pk, news=True).update(news=False)


def enter(case: CaseRow, what: str, by: str, at: datetime, note: str = "") -> None:
    """Write a line in the diary of a case."""
    EventRow.objects.create(case=case, what=what, by=by, at=at, note=note)
