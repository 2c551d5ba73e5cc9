"""What requests of the API are made of: texts without control characters, numbers that fit, forms without unknown keys, cursors."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from ninja import Header, Path, Query, Schema
from pydantic import ConfigDict, Field, RootModel, StringConstraints

from ombud.errors import BadInputError
from ombud.policy.model import Policy
from ombud.rights.cases.reading import OTHER, REASONS
from ombud.rights.wishes.wish import Identified
from ombud.web.api.problems import Refusal

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$")]
"""One line that says something."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=r"^[^\x00]*[^\x00-\x20][^\x00]*$")]
"""Some lines that say something."""
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\x00-\x20\x7f]{1,64}@[^@\x00-\x20\x7f]{1,189}$")]
Number = Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{6}$", description="The number of a case.")]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at the most.")]
Cursor = Annotated[str, Query(max_length=200, description="`next` of the page before; empty for the first page.")]

Why = Annotated[Line, Header(alias="Reason", description="Why these personal data are read; it is kept beside them: in the case's diary.")]


def why(reason: str) -> tuple[str, str]:
    """Tell a reason to read as one of the list, or as another with its words."""
    return (reason, "") if reason in REASONS and reason != OTHER else (OTHER, reason)


class Form(Schema):
    """What is sent; keys that are not described are refused."""

    model_config = ConfigDict(extra="forbid")


class Identifier(Form):
    """By what a person is known."""

    kind: Line = Field(description="A kind of identifier of the policy, such as `email`.")
    value: Line


class Persons(
    RootModel[Annotated[list[Annotated[list[Identifier], Field(min_length=1, max_length=20)]], Field(min_length=1, max_length=1000)]]
):
    """Some people, each by one identifier or more."""

    def subjects(self, policy: Policy) -> list[tuple[Identified, ...]]:
        """Give them as the spine looks for them; a kind that the policy does not know is refused."""
        if {one.kind for person in self.root for one in person} - set(policy.identifiers):
            kinds = ", ".join(policy.identifiers) or "none"
            raise BadInputError("unknown-identifier", "The policy has no such identifier.", hint=f"Known: {kinds}.")
        return [tuple((one.kind, one.value.strip()) for one in person) for person in self.root]


class Done(Schema):
    """It is done."""

    done: bool = Field(description="Always true.")


def cursor(*parts: str | int) -> str:
    """Write where a page ended."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def since(text: str, *kinds: type) -> list[Any]:
    """Read a cursor back; one that we did not write is refused."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(parts, list) or len(parts) != len(kinds):
            raise _unknown()
        return [_read(part, kind) for part, kind in zip(parts, kinds, strict=True)]
    except (ValueError, binascii.Error):
        raise _unknown() from None


def _read(part: object, kind: type) -> object:
    if kind is date and isinstance(part, str):
        return date.fromisoformat(part)
    if type(part) is not kind or (isinstance(part, int) and not 0 <= part < 2**63):
        raise _unknown()
    return part


def _unknown() -> Refusal:
    hint = "Give `next` of the page before, or nothing."
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "cursor-unknown", "The cursor is none of ours.", hint=hint)
