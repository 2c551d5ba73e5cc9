"""Evidence by the API: entries, signed checkpoints, and the whole log for whoever verifies it (RFC 9162)."""

from __future__ import annotations

import tempfile
from http import HTTPStatus
from typing import Annotated, Any, cast

from django.http import FileResponse, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from ombud.evidence.entry import Fact
from ombud.evidence.vocabulary import Kind
from ombud.registers import actions, evidence
from ombud.web.api.document import acts, reads
from ombud.web.api.forms import Cursor, Limit, cursor, since
from ombud.web.serving import home

router = Router(tags=["evidence"])
BYTES = "application/octet-stream"
_SPOOL = 5_000_000


class Entry(Schema):
    """One entry: what was done, in ids, figures and pseudonyms; of one that cannot be read only its leaf."""

    leaf: int | None = Field(description="Its leaf in the tree, once it is sequenced.")
    kind: str
    at: str
    run: str
    step: str
    facts: dict[str, str | int | list[str]]
    subjects: list[str]
    illegible: bool = Field(default=False, description="Whether it cannot be read: altered in the database, or written by a newer Ombud.")


class Entries(Schema):
    """Some entries, the newest first."""

    items: list[Entry]
    next: str | None


class Checkpoint(Schema):
    """The log as it was signed."""

    checkpoint: str = Field(description="The text of the signed checkpoint (C2SP).")
    key: str = Field(description="The fingerprint of the key that signed.")


@router.get("", **reads(Entries, "evidence:read"))
def entries(
    request: HttpRequest,  # noqa: ARG001 - every operation has it
    kind: Kind | None = None,
    run: Annotated[str, Query(max_length=128, pattern=r"^[^\x00]*$")] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> dict[str, object]:
    """List entries, the newest first, of a kind or a run if asked."""
    before = since(after, int)[0] if after else None
    found = evidence.entries(kind or "", run, before, limit + 1)
    items = [_told(one) for one in found[:limit]]
    return {"items": items, "next": cursor(found[limit - 1].row) if len(found) > limit else None}


def _told(found: evidence.Found) -> dict[str, object]:
    entry = found.entry
    if entry is None:
        return {"leaf": found.leaf, "kind": "", "at": "", "run": "", "step": "", "facts": {}, "subjects": [], "illegible": True}
    facts = {name: _plain(fact) for name, fact in entry.facts.items()}
    named = {"kind": entry.kind, "at": entry.at, "run": entry.run, "step": entry.step}
    return {"leaf": found.leaf, **named, "facts": facts, "subjects": list(entry.subjects)}


def _plain(fact: Fact) -> str | int | list[str]:
    return list(fact) if isinstance(fact, tuple) else fact


class Verdict(Schema):
    """What verifying our own log came to; a stranger verifies an export, with a checkpoint of their own."""

    intact: bool
    entries: int
    problem: str = Field(description="The code of what is wrong; empty where the log is intact.")


@router.get("/verify", **reads(Verdict, "evidence:read"))
def verify(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Verify the log as the console does."""
    found = actions.verified(home())
    return {"intact": not found.problem, "entries": found.entries, "problem": found.problem}


@router.post("/checkpoint", **acts(Checkpoint, "evidence:write"))
def checkpoint(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001 - every operation has it
    """Sign the log as it stands; keep the checkpoint with somebody you trust."""
    log = home().state.log
    return {"checkpoint": log.checkpoint(), "key": log.fingerprint()}


def _bytes(described: dict[str, Any]) -> dict[str, Any]:
    content = {BYTES: {"schema": {"type": "string", "contentMediaType": BYTES}}}
    described["openapi_extra"]["responses"] = {HTTPStatus.OK: {"content": content}}
    return described


@router.get("/export", **_bytes(reads(None, "evidence:read")))
def export(request: HttpRequest) -> FileResponse:  # noqa: ARG001 - every operation has it
    """Hand out the whole log up to a fresh checkpoint, as one file that `ombud evidence verify` checks anywhere."""
    file = tempfile.SpooledTemporaryFile(_SPOOL)  # noqa: SIM115 - closed by the response when it is sent
    home().state.log.export(cast("Any", file))
    file.seek(0)
    return FileResponse(file, content_type=BYTES)
