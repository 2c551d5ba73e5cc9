"""What can be done with a case: each verb with the fields it asks for, when it is offered, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from ombud.execute.languages import wording
from ombud.notices.language import capital, label
from ombud.policy.model import Language
from ombud.rights.cases import arrivals
from ombud.rights.cases.receive import ASKED, PLANNED, Asked, unconditional
from ombud.rights.cases.states import PROPOSED, confirmed
from ombud.rights.handling import act, decide, facts, reply, review, time, told
from ombud.rights.identity import ladder
from ombud.rights.identity.ladder import BY_HAND, Method, Shown
from ombud.rights.models import CaseRow
from ombud.staff.roles import Verb
from ombud.web.console.page import day, number
from ombud.web.serving import home
from ombud.web.words import LANGUAGES, say


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: a line, a text, or a choice."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    long: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is offered for a case, with what it asks for."""

    verb: str
    title: str
    fields: tuple[Field, ...] = ()


def _by(request: HttpRequest) -> str:
    return request.user.get_username()


def _given(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def _number(request: HttpRequest, name: str) -> int:
    given = number(request.POST.get(name))
    if given is None:
        raise Http404
    return given


def _preview(_: HttpRequest, case: CaseRow) -> None:
    decide.preview(home(), case)


def _decide(request: HttpRequest, case: CaseRow) -> None:
    against = {
        item.pk: (_given(request, f"item-{item.pk}"), _given(request, f"reason-{item.pk}"))
        for item in case.items.all()
        if f"item-{item.pk}" in request.POST
    }
    decide.decide(home(), case, _by(request), home().now(), against)


def _carry_out(request: HttpRequest, case: CaseRow) -> None:
    act.carry_out(home(), case, _by(request), home().now())


def _reopen(request: HttpRequest, case: CaseRow) -> None:
    decide.reopen(case, _by(request), home().now(), _given(request, "reason"))


def _take(request: HttpRequest, case: CaseRow) -> None:
    facts.take(case, _by(request), home().now())


def _identifier(request: HttpRequest, case: CaseRow) -> None:
    facts.add_identifier(home(), case, (_given(request, "kind"), _given(request, "value")), _by(request), home().now())


def _change(request: HttpRequest, case: CaseRow) -> None:
    facts.add_change(home(), case, _given(request, "datum"), _given(request, "value"), _by(request), home().now())


def _sort(request: HttpRequest, case: CaseRow) -> None:
    language = next((one for one in LANGUAGES if one == _given(request, "language")), cast("Language", case.language))
    said = arrivals.Sorted(cast("Asked", _given(request, "right")), language, _given(request, "purpose"))
    arrivals.sort(home(), case, said, _by(request), home().now())


def _ask_identity(request: HttpRequest, case: CaseRow) -> None:
    ladder.ask(home(), case, _given(request, "reason"), _by(request), home().now())


def _identity(request: HttpRequest, case: CaseRow) -> None:
    result: Literal["proved", "failed"] = "proved" if _given(request, "result") == "proved" else "failed"
    shown = Shown(cast("Method", _given(request, "method")), result, _given(request, "reason"))
    ladder.vouch(home(), case, shown, _by(request), home().now())


def _extend(request: HttpRequest, case: CaseRow) -> None:
    time.extend(home(), case, _given(request, "reason"), _by(request), home().now())


def _refuse(request: HttpRequest, case: CaseRow) -> None:
    reply.refuse(home(), case, _given(request, "reason"), _by(request), home().now())


def _answer(request: HttpRequest, case: CaseRow) -> None:
    reply.answer(home(), case, _given(request, "answer"), _by(request), home().now())


def _dismiss(request: HttpRequest, case: CaseRow) -> None:
    reply.dismiss(home(), case, _given(request, "reason"), _by(request), home().now())


def _confirm(request: HttpRequest, case: CaseRow) -> None:
    reply.confirm(home(), case, _by(request), home().now())


def _admit(request: HttpRequest, case: CaseRow) -> None:
    arrivals.admit(home(), case, _by(request), home().now())


def _task(request: HttpRequest, case: CaseRow) -> None:
    task = get_object_or_404(case.tasks, pk=_number(request, "task"))
    told.task_done(home(), task, _given(request, "note"), _by(request), home().now())
    act.finish(home(), case, _by(request), home().now())


def _task_given(request: HttpRequest, case: CaseRow) -> None:
    task = get_object_or_404(case.tasks, pk=_number(request, "task"))
    owner = _given(request, "owner") or task.owner
    told.task_given(task, owner, day(_given(request, "due")), _by(request), home().now())


def _told(request: HttpRequest, case: CaseRow) -> None:
    told.recipient_told(home(), get_object_or_404(case.told, pk=_number(request, "recipient")), _by(request), home().now())


def _answered(request: HttpRequest, case: CaseRow) -> None:
    row = get_object_or_404(case.told, pk=_number(request, "recipient"))
    told.recipient_answered(home(), row, _by(request), home().now(), _given(request, "reason"))
    act.finish(home(), case, _by(request), home().now())


def _review(request: HttpRequest, case: CaseRow) -> None:
    row = get_object_or_404(case.review, pk=_number(request, "piece"))
    verdict: review.Verdict = "released" if _given(request, "verdict") == "released" else "left"
    review.decide(row, verdict, _given(request, "reason"), _by(request), home().now())
    act.finish(home(), case, _by(request), home().now())


VERBS: Mapping[str, Callable[[HttpRequest, CaseRow], None]] = {
    "take": _take,
    "sort": _sort,
    "identifier": _identifier,
    "change": _change,
    "preview": _preview,
    "decide": _decide,
    "reopen": _reopen,
    "carry-out": _carry_out,
    "ask-identity": _ask_identity,
    "identity": _identity,
    "extend": _extend,
    "answer": _answer,
    "refuse": _refuse,
    "dismiss": _dismiss,
    "confirm": _confirm,
    "admit": _admit,
    "task": _task,
    "task-given": _task_given,
    "told": _told,
    "answered": _answered,
    "review": _review,
}

_HANDS: tuple[str, ...] = ("carry-out", "task", "task-given", "told", "answered", "review")
NEEDS: Mapping[str, Verb] = {verb: "carry_out" if verb in _HANDS else "decide" for verb in VERBS}
"""What somebody's role must allow for each."""

OFFERED: Mapping[str, tuple[str, ...]] = {
    "passed": ("dismiss",),
    "unconfirmed": ("extend", "dismiss"),
    "open": ("sort", "identifier", "change", "ask-identity", "identity", "extend", "answer", "refuse", "dismiss"),
    "identity": ("sort", "identifier", "change", "identity", "extend", "refuse", "dismiss"),
    "decided": ("reopen", "identity", "extend"),
    "refusing": ("reopen", "extend"),
    "dismissing": ("reopen", "extend"),
    "answering": ("reopen", "extend"),
    "acting": ("extend",),
    "waiting": ("extend",),
}
"""What a handler may open beside the main way of a case: plan, decide, carry out."""


def way(case: CaseRow) -> tuple[str, ...]:
    """Tell the next steps of a case on its main way."""
    if case.state == "open" and case.right in PLANNED:
        return ("preview", "decide") if case.plan else ("preview",)
    if case.state in PROPOSED:
        return ("confirm",)
    if case.state == "passed":
        return ("admit",)
    return ("carry-out",) if case.state in {"decided", "acting"} and case.right in PLANNED else ()


def offered(case: CaseRow, lang: Language) -> list[Deed]:
    """List what else can be done with a case now, with what each asks for."""
    barred = _barred(case)
    verbs = [verb for verb in OFFERED.get(case.state, ()) if not barred.get(verb)]
    return [Deed(verb, _title(verb, case, lang), _fields(verb, case, lang)) for verb in verbs]


def _title(verb: str, case: CaseRow, lang: Language) -> str:
    return say(lang, "deed.proposed.back" if verb == "reopen" and case.state in PROPOSED else f"deed.{verb}")


def _barred(case: CaseRow) -> Mapping[str, bool]:
    """Tell of some verbs whether what a case is about forbids them, in whatever state it is."""
    followed = unconditional(case, home().policy)
    stood_by = followed and confirmed(case)
    return {
        "extend": case.extended,
        "answer": case.right in PLANNED,
        "change": case.right != "rectify",
        "refuse": followed,
        "sort": stood_by,
        "dismiss": stood_by,
    }


def _fields(verb: str, case: CaseRow, lang: Language) -> tuple[Field, ...]:
    match verb:
        case "sort":
            rights = tuple((right, say(lang, f"right.{right}.title")) for right in ASKED)
            languages = tuple((one, say(one, f"language.{one}")) for one in LANGUAGES)
            names, activities = wording(lang, home().policy).activities, home().policy.activities
            named = ((name, capital(label(names, name))) for name in activities)
            asked = case.guess if case.right == "unsorted" else case.right
            return (
                _field(lang, "right", rights, asked),
                _field(lang, "language", languages, case.language),
                _field(lang, "purpose", (("", ""), *named), case.purpose),
            )
        case "identifier":
            return (_field(lang, "kind", tuple((kind, kind) for kind in home().policy.identifiers)), _field(lang, "value"))
        case "change":
            names, data = wording(lang, home().policy).data, home().policy.data
            known = tuple((datum, capital(label(names, datum))) for datum, kept in data.items() if not kept.free_text)
            return (_field(lang, "datum", known), _field(lang, "value"))
        case "identity":
            methods = tuple((one, say(lang, f"deed.method.{one}")) for one in BY_HAND)
            results = tuple((one, say(lang, f"deed.result.{one}")) for one in ("proved", "failed"))
            return (_field(lang, "method", methods, "officer"), _field(lang, "result", results), _long(lang, "reason"))
        case "answer":
            return (_long(lang, "answer"),)
        case _:
            return (_long(lang, "reason"),)


def _field(lang: Language, name: str, choices: tuple[tuple[str, str], ...] = (), value: str = "") -> Field:
    return Field(name, say(lang, f"deed.field.{name}"), choices, value)


def _long(lang: Language, name: str) -> Field:
    return Field(name, say(lang, f"deed.field.{name}"), long=True)
