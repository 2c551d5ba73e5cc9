"""The operations on cases; each calls the verb that the console calls."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from http import HTTPStatus
from typing import Annotated, cast

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from ombud.rights.cases import arrivals, reading
from ombud.rights.cases.states import LIVING, State, first
from ombud.rights.handling import act, decide, facts, reply, review, time, told
from ombud.rights.identity import ladder, signed_in
from ombud.rights.models import CaseRow, PackageRow
from ombud.web.api import tokens
from ombud.web.api.cases import shapes
from ombud.web.api.cases.opening import opened
from ombud.web.api.document import acts, reads, require
from ombud.web.api.forms import Cursor, Id, Limit, Number, Why, cursor, since, why
from ombud.web.serving import home

router = Router(tags=["cases"])


def seen(request: HttpRequest, number: str) -> CaseRow:
    """Find a case that the token may see: one that only opens cases sees those it opened."""
    cases = CaseRow.objects.all()
    if not {"cases:read", "cases:write"} & set(tokens.bearer(request).scopes):
        cases = cases.filter(events__what="received", events__by=tokens.name(request))
    return get_object_or_404(cases, number=number)


def _anew(case: CaseRow) -> CaseRow:
    return CaseRow.objects.get(pk=case.pk)


@router.post("", **acts(shapes.Case, "cases:open", "cases:write", status=HTTPStatus.CREATED))
def open_case(request: HttpRequest, form: shapes.Open) -> Status[CaseRow]:
    """Open a case for somebody who asked elsewhere.

    Its clock runs from now, or from the day on which it came.
    A withdrawal of consent and an objection to direct marketing take effect at once (GDPR Art. 7(3), 21(3)).
    """
    if form.session:
        require(tokens.bearer(request), "cases:vouch")
    return Status(HTTPStatus.CREATED, opened(home(), form, tokens.name(request)))


@router.get("", **reads(shapes.Page, "cases:read", "cases:write"))
def list_cases(
    request: HttpRequest,  # noqa: ARG001 - every operation has it
    state: Annotated[State | None, Query(description="Only cases in this state; without it, all to whom an answer is owed.")] = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> dict[str, object]:
    """List cases, the most urgent first."""
    cases = CaseRow.objects.order_by("answer_by", "number")
    if after:
        day, number = since(after, date, str)
        cases = cases.filter(Q(answer_by__gt=day) | Q(answer_by=day, number__gt=number))
    found = first(cases, limit + 1, [state] if state else LIVING)
    more = len(found) > limit
    return {"items": found[:limit], "next": cursor(found[limit - 1].answer_by.isoformat(), found[limit - 1].number) if more else None}


@router.get("/{number}", **reads(shapes.Case, "cases:read", "cases:write", "cases:open"))
def read(request: HttpRequest, number: Number) -> CaseRow:
    """Read a case, but for whose it is."""
    return seen(request, number)


@router.get("/{number}/person", **reads(shapes.Person, "cases:read"))
def person(request: HttpRequest, number: Number, reason: Why) -> CaseRow:
    """Read who asked and what was written; the reading is put on record with its reason."""
    case = seen(request, number)
    with transaction.atomic():
        reading.note(home(), case, tokens.name(request), "program", *why(reason))
    return case


@router.get("/{number}/review/{piece}", **reads(shapes.Content, "cases:read"))
def read_piece(request: HttpRequest, number: Number, piece: Id, reason: Why) -> dict[str, str]:
    """Read a piece that is set apart of the answer; the reading is put on record with its reason."""
    row = get_object_or_404(seen(request, number).review, pk=piece)
    content = review.read(home(), row, tokens.name(request), "program", why(reason))
    return {"file": row.file, "base64": b64encode(content).decode()}


@router.post("/{number}/review/{piece}", **acts(shapes.Case, "cases:write"))
def decide_piece(request: HttpRequest, number: Number, piece: Id, form: shapes.Verdict) -> CaseRow:
    """Release a piece that was read into the answer, or leave it out with a reason (GDPR Art. 15(4))."""
    case = seen(request, number)
    row = get_object_or_404(case.review, pk=piece)
    review.decide(row, form.decided, form.reason or "", tokens.name(request), home().now())
    act.finish(home(), case, tokens.name(request), home().now())
    return _anew(case)


@router.get("/{number}/package", **reads(shapes.Content, "cases:read"))
def package(request: HttpRequest, number: Number, reason: Why) -> dict[str, str]:
    """Fetch the answer of a case without an address for mail, to be handed over; that it was is put on record."""
    case = seen(request, number)
    get_object_or_404(PackageRow, case=case, case__state="closed", case__email="")
    reading.note(home(), case, tokens.name(request), "program", *why(reason))
    return {"file": f"{number}.zip", "base64": b64encode(act.fetched(home(), case, home().now())).decode()}


@router.post("/{number}/sort", **acts(shapes.Case, "cases:write"))
def sort(request: HttpRequest, number: Number, form: shapes.Sort) -> CaseRow:
    """Say what a letter asks for."""
    case = seen(request, number)
    said = arrivals.Sorted(form.right, form.language, form.purpose or "")
    arrivals.sort(home(), case, said, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/take", **acts(shapes.Case, "cases:write"))
def take(request: HttpRequest, number: Number) -> CaseRow:
    """Become the handler of a case."""
    case = seen(request, number)
    facts.take(case, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/identifiers", **acts(shapes.Case, "cases:write"))
def identifiers(request: HttpRequest, number: Number, form: shapes.Known) -> CaseRow:
    """Add an identifier by which the person is looked for; the plan is to be shown anew."""
    case = seen(request, number)
    facts.add_identifier(home(), case, (form.kind, form.value), tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/changes", **acts(shapes.Case, "cases:write"))
def changes(request: HttpRequest, number: Number, form: shapes.Change) -> CaseRow:
    """Say what is to be corrected, where the request did not (GDPR Art. 16); the plan is to be shown anew."""
    case = seen(request, number)
    facts.add_change(home(), case, form.datum, form.value, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/preview", **acts(shapes.Case, "cases:write"))
def preview(request: HttpRequest, number: Number) -> CaseRow:
    """Plan the case and show it item by item; no system is changed."""
    case = seen(request, number)
    decide.preview(home(), case)
    return _anew(case)


@router.post("/{number}/decide", **acts(shapes.Case, "cases:write"))
def decide_case(request: HttpRequest, number: Number, form: shapes.Decide) -> CaseRow:
    """Decide every item: as the plan proposes, or against it with a reason."""
    case = seen(request, number)
    against = {one.item: (cast("str", one.decided), one.reason or "") for one in form.against}
    decide.decide(home(), case, tokens.name(request), home().now(), against)
    return _anew(case)


@router.post("/{number}/reopen", **acts(shapes.Case, "cases:write"))
def reopen(request: HttpRequest, number: Number, form: shapes.Reason) -> CaseRow:
    """Take a decision back before it is carried out, or a proposal before it is confirmed."""
    case = seen(request, number)
    decide.reopen(case, tokens.name(request), home().now(), form.reason)
    return _anew(case)


@router.post("/{number}/carry-out", **acts(shapes.Case, "cases:write"))
def carry_out(request: HttpRequest, number: Number) -> CaseRow:
    """Carry out what was decided; a case that was interrupted goes on."""
    case = seen(request, number)
    act.carry_out(home(), case, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/extend", **acts(shapes.Case, "cases:write"))
def extend(request: HttpRequest, number: Number, form: shapes.Reason) -> CaseRow:
    """Take two further months, once, with a reason that is sent to the person now (GDPR Art. 12(3))."""
    case = seen(request, number)
    time.extend(home(), case, form.reason, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/refuse", **acts(shapes.Case, "cases:write"))
def refuse(request: HttpRequest, number: Number, form: shapes.Reason) -> CaseRow:
    """Say no, with the reason, the authority and the court (GDPR Art. 12(4)); where four eyes are asked for, this proposes it."""
    case = seen(request, number)
    reply.refuse(home(), case, form.reason, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/answer", **acts(shapes.Case, "cases:write"))
def answer(request: HttpRequest, number: Number, form: shapes.Words) -> CaseRow:
    """Answer in words what no plan can answer; where four eyes are asked for, this proposes it."""
    case = seen(request, number)
    reply.answer(home(), case, form.text, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/dismiss", **acts(shapes.Case, "cases:write"))
def dismiss(request: HttpRequest, number: Number, form: shapes.Reason) -> CaseRow:
    """Close what was no request; nobody is written to. Where four eyes are asked for, this proposes it."""
    case = seen(request, number)
    reply.dismiss(home(), case, form.reason, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/confirm", **acts(shapes.Case, "cases:write"))
def confirm(request: HttpRequest, number: Number) -> CaseRow:
    """Let a refusal, a dismissal or an answer in words stand that somebody else proposed; `/reopen` takes it back."""
    case = seen(request, number)
    reply.confirm(home(), case, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/admit", **acts(shapes.Case, "cases:write"))
def admit(request: HttpRequest, number: Number) -> CaseRow:
    """Take mail that was passed over (`passed`) for a request; `/dismiss` says that it is none."""
    case = seen(request, number)
    arrivals.admit(home(), case, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/identity/ask", **acts(shapes.Case, "cases:write"))
def ask_identity(request: HttpRequest, number: Number, form: shapes.Reason) -> CaseRow:
    """Ask the person to show who they are (GDPR Art. 12(6))."""
    case = seen(request, number)
    ladder.ask(home(), case, form.reason, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/identity", **acts(shapes.Case, "cases:write"))
def identity(request: HttpRequest, number: Number, form: shapes.Proof) -> CaseRow:
    """Vouch for who the person is, with the reason; only method, time and result stay."""
    case = seen(request, number)
    ladder.vouch(home(), case, ladder.Shown("officer", form.result, form.reason), tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/identity/session", **acts(shapes.Case, "cases:vouch"))
def vouch_session(request: HttpRequest, number: Number, form: shapes.Session) -> CaseRow:
    """Vouch that the person of the case is signed in with the service that asks; only method, time, result and the token's name stay."""
    case = seen(request, number)
    signed_in.vouch(home(), case, form.since, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/tasks/{task}/done", **acts(shapes.Case, "cases:write"))
def task_done(request: HttpRequest, number: Number, task: Id, form: shapes.Note) -> CaseRow:
    """Take note that a task by hand is done; the case is closed when nothing else is left."""
    case = seen(request, number)
    told.task_done(home(), get_object_or_404(case.tasks, pk=task), form.note, tokens.name(request), home().now())
    act.finish(home(), case, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/tasks/{task}/give", **acts(shapes.Case, "cases:write"))
def task_give(request: HttpRequest, number: Number, task: Id, form: shapes.Give) -> CaseRow:
    """Give a task to somebody, with a day by which it is done."""
    case = seen(request, number)
    told.task_given(get_object_or_404(case.tasks, pk=task), form.owner, form.due, tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/told/{recipient}", **acts(shapes.Case, "cases:write"))
def recipient_told(request: HttpRequest, number: Number, recipient: Id) -> CaseRow:
    """Take note that a recipient was told (GDPR Art. 19)."""
    case = seen(request, number)
    told.recipient_told(home(), get_object_or_404(case.told, pk=recipient), tokens.name(request), home().now())
    return _anew(case)


@router.post("/{number}/told/{recipient}/answered", **acts(shapes.Case, "cases:write"))
def recipient_answered(request: HttpRequest, number: Number, recipient: Id, form: shapes.Reply) -> CaseRow:
    """Take note of a recipient's answer, or close without one, with a reason."""
    case = seen(request, number)
    row = get_object_or_404(case.told, pk=recipient)
    told.recipient_answered(home(), row, tokens.name(request), home().now(), form.reason or "")
    act.finish(home(), case, tokens.name(request), home().now())
    return _anew(case)
