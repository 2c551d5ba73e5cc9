"""How things stand at a glance, by the API: where data go, the two charts of the console's first page, and what failed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from ombud import jobs
from ombud.execute.languages import language_pack
from ombud.messages import outbox
from ombud.policy.model import Language
from ombud.rights.cases import letters
from ombud.web import figures
from ombud.web.api.document import acts, reads
from ombud.web.api.forms import Done, Id
from ombud.web.serving import home

router = Router(tags=["overview"])


class Hosted(Schema):
    """A system, and who runs it and so has what lies in it."""

    system: str
    recipient: str


class Flow(Schema):
    """What one activity ties together, by name."""

    activity: str
    people: list[str]
    systems: list[str]
    recipients: list[str]
    hosts: list[Hosted]


class Map(Schema):
    """The data map."""

    flows: list[Flow]


class Day(Schema):
    """The rows overdue at the last look of a day."""

    day: date
    rows: int | None = Field(description="None where nobody looked at all of them.")


class Week(Schema):
    """The cases whose answer is due in a week."""

    begins: date
    cases: int = Field(description="The last week holds all that are due later.")


class Charts(Schema):
    """Rows overdue by day, and open cases against their deadlines."""

    overdue: list[Day]
    late: int = Field(description="Open cases whose day has passed.")
    due: list[Week]


class FailedLetter(Schema):
    """A letter that no mail server took; never to whom, nor what it says."""

    id: str
    case: str = Field(description="The number of its case; empty where the letter held a link or a code.")
    reason: str = Field(description="What the mail server answered, as a code.")
    ended_at: datetime | None


class Parked(Schema):
    """Work that failed until nobody tries it any more."""

    id: int
    name: str
    reason: str
    failed_at: datetime | None


class Failures(Schema):
    """What failed and is tried no more."""

    letters: list[FailedLetter]
    work: list[Parked]


@router.get("/map", **reads(Map, "policy:read"))
def data_map(
    request: HttpRequest,  # noqa: ARG001 - every operation has it
    language: Annotated[Language, Query(description="In which language things are named.")] = "en",
) -> dict[str, object]:
    """Tell of each activity whose data it uses, where they lie and who gets them."""
    found = figures.flows(home().policy, home().inventory, language_pack(language))
    return {
        "flows": [
            {
                **{name: getattr(one, name) for name in ("activity", "people", "systems", "recipients")},
                "hosts": [{"system": system, "recipient": host} for system, host in one.hosts],
            }
            for one in found
        ]
    }


@router.get("/charts", **reads(Charts, "promises:read"))
def charts(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Tell the figures of the two charts."""
    today = home().today()
    late, weeks = figures.deadlines(today)
    return {
        "overdue": [{"day": day, "rows": count} for day, count in figures.overdue(today)],
        "late": late,
        "due": [{"begins": day, "cases": count} for day, count in weeks],
    }


@router.get("/failures", **reads(Failures, "cases:read", "cases:write"))
def failures(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """List letters and work that failed and that nobody tries any more, the oldest first."""
    failed = [{"id": one.message_id, "case": one.thread, "reason": one.reason, "ended_at": one.ended_at} for one in outbox.failed()]
    return {"letters": failed, "work": jobs.parked()}


@router.post("/failures/letters/{letter}/again", **acts(Done, "cases:write"))
def send_again(request: HttpRequest, letter: Annotated[str, Path(pattern="^[0-9a-f]{32}$")]) -> Done:  # noqa: ARG001 - every operation has it
    """Let a letter that failed be sent again."""
    letters.again(letter, home().now())
    return Done(done=True)


@router.post("/failures/work/{job}/again", **acts(Done, "sweeps:write"))
def work_again(request: HttpRequest, job: Id) -> Done:  # noqa: ARG001 - every operation has it
    """Let work that failed be tried again."""
    jobs.again(job)
    return Done(done=True)
