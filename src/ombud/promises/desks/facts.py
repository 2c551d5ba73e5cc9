"""What the desks tell the probes of their own tables: counts and reasons, nobody's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proved:
    """Cases in which something was handed out or changed, those in which nobody had proved before who asks, and answers by command.

    Whoever hands out an answer by command is not asked how they know the person.
    """

    cases: int
    unproved: int
    by_command: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How often people were asked to prove who they are, or a document was taken, and how often without a reason (GDPR Art. 12(6))."""

    times: int
    groundless: int


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mailbox for requests as it is now: why it cannot be read, the messages in it, and those that lie there and were not taken in."""

    problem: str
    messages: int
    lying: int


@dataclass(frozen=True, slots=True)
class Objections:
    """Objections that wait for a decision, and those of them that the gate does not heed (GDPR Art. 18(1)(d), 21(1))."""

    waiting: int
    unheeded: int


@dataclass(frozen=True, slots=True)
class Judged:
    """Cases about a decision of a machine: answered, answered by no person, and past their last day without an answer (GDPR Art. 22(3))."""

    answered: int
    by_machine: int
    late: int


@dataclass(frozen=True, slots=True)
class Handed:
    """Data of an activity that were handed to somebody: on which ground, and whether that was allowed then or why not."""

    activity: str
    to: str
    ground: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk of requests can be asked; each question is asked when a promise needs it."""

    proved: Callable[[], Proved]
    asked: Callable[[], Asked]
    mailbox: Callable[[], Mailbox | None]
    objections: Callable[[], Objections]
    judged: Callable[[], Judged]
