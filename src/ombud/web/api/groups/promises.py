"""Promises by the API: how each stood at the last look, and looking now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from ombud.execute.languages import Sentences
from ombud.promises.ledger import Promise
from ombud.promises.saying.telling import Looks
from ombud.registers import actions, board
from ombud.web.api.document import acts, reads
from ombud.web.api.forms import Done, Form, Line
from ombud.web.api.problems import Refusal
from ombud.web.serving import home

router = Router(tags=["promises"])


class Word(Schema):
    """A word that each language has for itself, by its name."""

    name: str


class Phrase(Schema):
    """What a look says, without a language: its code, and the facts in it."""

    code: str
    slots: dict[str, int | str | Word | list[str | Word]]


class Phrases(Schema):
    """The codes of what is told."""

    figure: Phrase | None
    cause: Phrase | None
    action: Phrase | None


class Standing(Schema):
    """One promise: what is said, what backs it, and how it stands."""

    id: str
    statement: str
    backing: str
    probe: str | None
    status: str
    figure: str
    cause: str
    action: str
    said: Phrases
    owner: str
    until: date | None
    checked: datetime | None


class Board(Schema):
    """Every promise, and how many stand how."""

    promises: list[Standing]
    counts: dict[str, int]


class Look(Form):
    """At which promises; all unless some are named."""

    only: list[Line] = Field(default_factory=list, max_length=500)


@router.get("", **reads(Board, "promises:read", "promises:write"))
def last(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Tell the last look at every promise; one nobody looked at lately is unproven."""
    return _told(board.recall(home(), board.sources_of(home())))


@router.post("/look", **acts(Board, "promises:write"))
def look(request: HttpRequest, form: Look) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Look at promises in the systems themselves, now."""
    if set(form.only) - {statement.id for statement in home().statements}:
        hint = "Name promises by the ids that the list has."
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "promise-unknown", "The policy states no such promise.", hint=hint)
    return _told(board.look(home(), board.sources_of(home()), None, lambda _: None, form.only))


Named = Annotated[Line, Path(description="The id of a promise, as the list has it.")]
BY = "api"
"""As whom the log names a program."""


@router.post("/{promise}/publish", **acts(Done, "promises:publish"))
def publish(request: HttpRequest, promise: Named) -> Done:  # noqa: ARG001 - every operation has it
    """Let the public read how a promise stands, whichever way that is when they read it; never of a security measure."""
    actions.publish(home(), promise, BY)
    return Done(done=True)


@router.post("/{promise}/unpublish", **acts(Done, "promises:publish"))
def unpublish(request: HttpRequest, promise: Named) -> Done:  # noqa: ARG001 - every operation has it
    """Take it back into the console; done too where it was not public."""
    actions.unpublish(home(), promise, BY)
    return Done(done=True)


def _told(promises: Sequence[Promise]) -> dict[str, object]:
    sentence, looks = Sentences(home().policy, home().today()), board.looks(home())
    return {"promises": [_one(one, sentence, looks) for one in promises], "counts": Counter(one.check.status for one in promises)}


def _one(promise: Promise, sentence: Sentences, looks: Looks) -> dict[str, object]:
    said, check = promise.statement, promise.check
    told = {"figure": check.figure, "cause": check.cause, "action": check.action}
    return {
        "id": said.id,
        "statement": sentence.of(said),
        "backing": said.backing,
        "probe": said.probe,
        "checked": promise.checked,
        **{name: getattr(check, name) for name in ("status", "owner", "until")},
        **{name: looks.tell(phrase) for name, phrase in told.items()},
        "said": {name: asdict(phrase) if phrase else None for name, phrase in told.items()},
    }
