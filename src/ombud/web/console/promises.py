"""The promises in the console: those of one status, one with the proof behind it, and asking for a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ombud.errors import OmbudError
from ombud.execute.languages import Sentences
from ombud.jobs import defer
from ombud.policy.model import Language
from ombud.policy.statements import Statement
from ombud.promises.ledger import Promise
from ombud.promises.looking import Status
from ombud.promises.saying.phrase import Phrase
from ombud.registers import actions, evidence
from ombud.registers.board import looks, recall, sources_of
from ombud.registers.jobs import LOOK
from ombud.web.console.page import page, staff
from ombud.web.console.staff.me import may, role
from ombud.web.serving import home
from ombud.web.words import LANGUAGES, preferred

SIGNS: dict[Status, str] = {"broken": "✗", "unproven": "?", "waived": "–", "kept": "✓"}
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Told:
    """One promise as a reader of the console sees it."""

    id: str
    sentence: str
    backing: str
    status: Status
    sign: str
    figure: str
    cause: str
    action: str
    owner: str
    until: date | None
    rows: tuple[str, ...]
    checked: datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many promises have one status."""

    status: Status
    sign: str
    count: int


def board(request: HttpRequest, statuses: Sequence[Status]) -> dict[str, object]:
    """Tell how all promises stand, and those of some statuses one by one, the reddest first."""
    promises = [promise for promise in recall(home(), sources_of(home())) if promise.statement.probe]
    counts = Counter(promise.check.status for promise in promises)
    told = _told([p for status in statuses for p in promises if p.check.status == status], preferred(request, LANGUAGES))
    looked = max((promise.checked for promise in promises if promise.checked), default=None)
    return {"promises": told, "counts": [Count(one, sign, counts[one]) for one, sign in SIGNS.items()], "looked": looked}


def _told(promises: Sequence[Promise], language: Language) -> list[Told]:
    sentences, tell = Sentences(home().policy, home().today(), language), looks(home(), language).tell
    return [_one(promise, sentences.of(promise.statement), tell) for promise in promises]


def _one(promise: Promise, sentence: str, tell: Callable[[Phrase | None], str]) -> Told:
    said, check = promise.statement, promise.check
    found = (tell(check.figure), tell(check.cause), tell(check.action), check.owner, check.until)
    return Told(said.id, sentence, said.backing, check.status, SIGNS[check.status], *found, promise.rows, promise.checked)


@require_safe
@staff
def listed(request: HttpRequest, status: str) -> HttpResponse:
    """List the promises of one status."""
    one = next((known for known in SIGNS if known == status), None)
    if one is None:
        raise Http404
    return page(request, "promises", HTTPStatus.OK, status_of=one, **board(request, [one]))


@require_safe
@staff
def shown(request: HttpRequest, statement: str) -> HttpResponse:
    """Show one promise: what the last look found, the entries behind it, and how to look again."""
    return _shown(request, statement)


def _shown(request: HttpRequest, statement: str, error: OmbudError | None = None) -> HttpResponse:
    found = recall(home(), sources_of(home()), [statement])
    if not found:
        raise Http404
    told, said = _told(found, preferred(request, LANGUAGES))[0], found[0].statement
    public = {"security": said.security, "since": actions.published().get(statement), "error": error}
    return page(request, "promise", HTTPStatus.CONFLICT if error else HTTPStatus.OK, told=told, entries=behind(said), **public)


@require_POST
@may("sign")
def publish(request: HttpRequest, statement: str) -> HttpResponse:
    """Let the public read how a promise stands."""
    try:
        actions.publish(home(), statement, role(request))
    except OmbudError as error:
        return _shown(request, statement, error)
    return redirect("promise", statement=statement)


@require_POST
@may("sign")
def unpublish(request: HttpRequest, statement: str) -> HttpResponse:
    """Take it back into the console."""
    actions.unpublish(home(), statement, role(request))
    return redirect("promise", statement=statement)


RIGHTS = {
    "access": "access",
    "rectification": "rectify",
    "erasure": "erase",
    "restriction": "restrict",
    "portability": "port",
    "objection": "object",
    "withdrawal": "withdraw",
}
"""The right that each probe of a right is about, as the entries name it."""
_OF_RULE = 4
"""The length of a path that leads to one rule: activities, an activity, retention, a rule."""


def behind(statement: Statement) -> list[evidence.Found]:
    """Find the entries a promise rests on: what was signed for it, and what was done under the rule or the right it is about."""
    path, facts = statement.path, {"promise": statement.id}
    if len(path) >= _OF_RULE and path[2] == "retention":
        facts["rule"] = path[3]
    if path[:1] == ("rights",) and statement.probe in RIGHTS:
        facts["right"] = RIGHTS[statement.probe]
    return evidence.about(("attested", "done", "answered", "disclosed"), facts)


@require_POST
@may("look_anew")
def look(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Ask for a look at every promise; it is made beside the pages."""
    defer(LOOK, key=LOOK)
    return redirect(f"{reverse('console')}?look=asked")
