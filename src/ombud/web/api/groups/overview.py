"""How things stand at a glance, by the API: where data go, and the two charts of the console's first page."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from ombud.execute.languages import language_pack
from ombud.policy.model import Language
from ombud.web import figures
from ombud.web.api.document import reads
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
