"""How cases, and what is done with them, are written in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from ombud.policy.model import Language
from ombud.rights.cases.receive import Asked
from ombud.rights.models import CaseRow, EventRow, ItemRow, LetterRow, ReviewRow, TaskRow, ToldRow
from ombud.web.api.forms import Email, Form, Line, Text


class Listed(Schema):
    """A case in a list; nothing in it says whose it is."""

    number: str
    right: str = Field(description="What is asked for; `unsorted` until somebody has said.")
    state: str
    channel: str
    language: str
    received_on: date
    answer_by: date = Field(description="The last day on which the answer is in time (GDPR Art. 12(3)).")
    extended: bool
    handler: str
    news: bool = Field(description="Whether something came that nobody has read: a letter, a document, or a letter of ours that came back.")
    passed_over: str = Field(description="The field by which mail looks automatic that waits for a look (`passed`); else empty.")

    @staticmethod
    def resolve_passed_over(case: CaseRow) -> str:
        """Tell why mail opened no case, while nobody has said whether it is a request."""
        event = case.events.filter(what="passed").first() if case.state == "passed" else None
        return event.note if event else ""


class Page(Schema):
    """Some cases, the most urgent first."""

    items: list[Listed]
    next: str | None = Field(description="The cursor of the next page; none on the last one.")


class Item(Schema):
    """One item of the decision: what the plan proposes, on which ground, and what was decided."""

    id: int
    place: str
    data: list[str]
    count: int
    proposed: str
    ground: str
    article: str
    law: str
    until: date | None
    decided: str


class Task(Schema):
    """What a person does by hand before the case can be closed."""

    id: int
    place: str
    why: str
    count: int
    owner: str
    due: date
    done_at: datetime | None


class Told(Schema):
    """A recipient who is told (GDPR Art. 19)."""

    id: int
    recipient: str
    told_at: datetime | None
    came_back_at: datetime | None = Field(description="When our letter came back; they are to be told by other means.")
    answered_at: datetime | None
    closed: bool

    @staticmethod
    def resolve_closed(row: object) -> bool:
        """Tell whether the answer is not waited for any more."""
        return bool(getattr(row, "closed_reason", ""))


class Piece(Schema):
    """A mail, a file or a free text that somebody looks through before it is handed out (GDPR Art. 15(4))."""

    id: int
    place: str
    why: str
    file: str
    decided: str = Field(description="`released`, `left`, or empty until somebody has decided.")


class Content(Schema):
    """A file."""

    file: str
    base64: str = Field(description="Its bytes (RFC 4648 §4).")


class Verdict(Form):
    """Whether a piece goes into the answer; it is left out only with a reason, which the person is told."""

    decided: Literal["released", "left"]
    reason: Line | None = None


class Event(Schema):
    """A line of the diary."""

    id: int
    at: datetime
    by: str
    what: str


class Case(Listed):
    """One case with all that is to be done; whose it is stands under `/person`."""

    guess: str
    purpose: str
    waited_days: int
    plan: str
    outcome: str
    evidence: str
    decided_on: date | None
    closed_on: date | None
    items: list[Item]
    tasks: list[Task]
    told: list[Told]
    review: list[Piece]
    events: list[Event]

    @staticmethod
    def resolve_items(case: CaseRow) -> list[ItemRow]:
        """List what is decided as the console does: PostgreSQL gives rows in whatever order they lie."""
        return list(case.items.order_by("place", "pk"))

    @staticmethod
    def resolve_tasks(case: CaseRow) -> list[TaskRow]:
        """List the tasks, the nearest day first."""
        return list(case.tasks.order_by("due", "pk"))

    @staticmethod
    def resolve_told(case: CaseRow) -> list[ToldRow]:
        """List the recipients by name."""
        return list(case.told.order_by("recipient", "pk"))

    @staticmethod
    def resolve_review(case: CaseRow) -> list[ReviewRow]:
        """List the pieces as they were set apart."""
        return list(case.review.order_by("pk"))

    @staticmethod
    def resolve_events(case: CaseRow) -> list[EventRow]:
        """List the diary in its order."""
        return list(case.events.order_by("at", "pk"))


class Letter(Schema):
    """What was written."""

    at: datetime
    inbound: bool
    kind: str
    subject: str
    text: str


About = Literal["events", "items", "tasks", "told", "review"]
_WRITTEN: Mapping[About, str] = {"events": "note", "items": "reason", "tasks": "note", "told": "closed_reason", "review": "reason"}
"""Where somebody at the desk writes in their own words: nothing of it stands in the case itself, which is read without a reason."""


class Written(Schema):
    """What somebody at the desk wrote in a case, which may name people: a reason, a note."""

    about: About = Field(description="The list of the case in which it stands.")
    id: int = Field(description="Beside which of that list.")
    text: str


class Person(Schema):
    """Who asked, in which words, what was written to and fro, and what the desk noted."""

    number: str
    name: str
    email: str
    identifiers: dict[str, str]
    changes: dict[str, str]
    wish: str
    letters: list[Letter]
    written: list[Written] = Field(description="Reasons and notes of the desk: the words of the lists of the case.")

    @staticmethod
    def resolve_letters(case: CaseRow) -> list[LetterRow]:
        """List what was written, the oldest first."""
        return list(case.letters.order_by("at", "pk"))

    @staticmethod
    def resolve_written(case: CaseRow) -> list[Written]:
        """Gather what the desk wrote, beside whatever it stands."""
        return [
            Written(about=about, id=row, text=text)
            for about, column in _WRITTEN.items()
            for row, text in getattr(case, about).exclude(**{column: ""}).order_by("pk").values_list("pk", column)
        ]


class Session(Form):
    """The service that sends this vouches: whoever asks is signed in with it as the person of the case."""

    since: AwareDatetime = Field(description="When they signed in, at most 30 minutes ago (RFC 3339, with its zone).")


class Open(Form):
    """A request of a person, as it reached the sender of this one."""

    right: Asked
    language: Language
    email: Email | None = None
    name: Line | None = None
    wish: Text | None = Field(None, description="The person's own words.")
    purpose: Line | None = Field(None, description="For `object` and `withdraw`: a purpose or activity of the policy.")
    changes: dict[Line, Line] = Field(default_factory=dict, max_length=50, description="For `rectify`: data and their new values.")
    came: date | None = Field(None, description="The day on which it came, if that was not today: the deadline is counted from it.")
    identifiers: dict[Line, Line] = Field(default_factory=dict, max_length=20, description="Identifiers of the policy beside the address.")
    session: Session | None = Field(None, description="Proof of who asks; the token needs the scope `cases:vouch` as well.")


class Sort(Form):
    """What a letter asks for."""

    right: Asked
    language: Language
    purpose: Line | None = None


class Against(Form):
    """How an item is decided; against its proposal only with a reason, which the person is told."""

    item: int = Field(ge=1, le=2**63 - 1)
    decided: Literal["keep", "erase", "empty", "rectify", "restrict"] = Field(description="`keep`, or what the plan proposes.")
    reason: Line | None = Field(None, description="Needed to keep what the plan would change.")


class Decide(Form):
    """The decision: as proposed, but for the items named."""

    against: list[Against] = Field(default_factory=list, max_length=500)


class Reason(Form):
    """Why."""

    reason: Text


class Words(Form):
    """An answer in words."""

    text: Text


class Proof(Form):
    """How somebody who knows the person vouches for who they are."""

    result: Literal["proved", "failed"]
    reason: Line = Field(description="How they are known.")


class Note(Form):
    """What was done."""

    note: Text


class Give(Form):
    """Whose task it is, and until when."""

    owner: Line
    due: date


class Reply(Form):
    """A recipient's answer, or the reason for which it is not waited for any more."""

    reason: Line | None = None


class Known(Form):
    """By what else the person is known."""

    kind: Line
    value: Line


class Change(Form):
    """What is to be corrected."""

    datum: Line = Field(description="Data of the policy, such as `phone`.")
    value: Line = Field(description="What is right.")
