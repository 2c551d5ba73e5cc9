"""What the desk that keeps people's choices can be asked about those who stand in a system, and about what was sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ombud.execute.join import Identified
from ombud.plan.consent.gate import Why

People = Sequence[Sequence[Identified]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What counts of one person about an activity: the gate's word, since when a no stands, since when they are not to be contacted."""

    why: Why
    since: date | None = None
    listed: date | None = None


@dataclass(frozen=True, slots=True)
class Sends:
    """What was sent for some purposes, by us or by another mailer that told us: to how many without a yes on that day, or listed.

    `late` were sent after the yes had ended, `outdated` on a yes to another thing than is done today; `looked` are letters whose raw
    message was looked at, `linked` those of them that carried both ways out.
    """

    count: int = 0
    without: int = 0
    listed: int = 0
    late: int = 0
    outdated: int = 0
    looked: int = 0
    linked: int = 0
    channels: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is served from here: the data it took, how many people filled it in, and the system in which their answers are."""

    data: Sequence[str]
    people: int
    system: str


@dataclass(frozen=True, slots=True)
class Uses:
    """Letters to many that went out for an activity, and those that went out for a purpose which the policy does not name."""

    letters: int
    strange: int


@dataclass(frozen=True, slots=True)
class Choices:
    """The questions: how many ever agreed to an activity, what counts of some people, what was sent, what a record of a choice holds.

    `gate` tells of each person what their choices say to an activity; `form` what a form of ours took in, `uses` which letters went out.
    """

    agreed: Callable[[str], int]
    said: Callable[[str, People], Sequence[Answer]]
    sends: Callable[[str, Collection[str]], Sends]
    listed: Callable[[], int]
    recorded: Callable[[str], Mapping[str, int]]
    ages: Callable[[str], Mapping[bool | None, int]]
    gate: Callable[[str, People], Sequence[Why]]
    form: Callable[[str], Form | None]
    uses: Callable[[str], Uses]
