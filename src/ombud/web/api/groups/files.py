"""The two files by the API: what is wrong with them, and the notices that are made from the policy."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from ombud.execute.languages import speaking
from ombud.notices.privacy import web
from ombud.notices.privacy.composing import composed
from ombud.notices.saying.told import Teller
from ombud.policy.model import Language
from ombud.policy.telling import told
from ombud.registers.findings import findings_of
from ombud.store.home import words
from ombud.web.api.document import reads
from ombud.web.serving import home

router = Router(tags=["policy"])


class Summary(Schema):
    """Which policy this is, and the ids by which its parts are asked for."""

    id: str
    edition: str
    controller: str
    languages: list[str]
    activities: list[str]
    identifiers: list[str]
    data: list[str]


class Finding(Schema):
    """One fault, where it stands, and what to write instead."""

    code: str
    severity: str
    message: str
    hint: str
    file: str
    line: int
    column: int
    article: str


class Findings(Schema):
    """All that is wrong with the two files today."""

    as_of: date
    findings: list[Finding]


class Notice(Schema):
    """The notice of today in one language."""

    language: str
    html: str


@router.get("", **reads(Summary, "policy:read"))
def summary(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Tell which policy is in force."""
    policy = home().policy
    names = {"activities": list(policy.activities), "identifiers": list(policy.identifiers), "data": list(policy.data)}
    document = {"id": policy.policy.id, "edition": policy.policy.edition, "languages": list(policy.policy.languages.publish)}
    return {**document, "controller": policy.controller.name, **names}


@router.get("/findings", **reads(Findings, "policy:read"))
def findings(request: HttpRequest, language: Language = "en") -> dict[str, object]:  # noqa: ARG001 - every operation has it
    """Check the policy and the inventory."""
    today = home().today()
    return {"as_of": today, "findings": [told(one, words(language)) for one in findings_of(home(), today)]}


@router.get("/notices/{language}", **reads(Notice, "policy:read"))
def notice(request: HttpRequest, language: Language) -> dict[str, str]:  # noqa: ARG001 - every operation has it
    """Give the privacy notice as it is valid today, as HTML without a page around it."""
    policy = home().policy
    if language not in policy.policy.languages.publish:
        raise Http404
    teller = Teller(policy, speaking(language, policy), home().today())
    return {"language": language, "html": web.inner(composed(teller, None), teller.voice)}
