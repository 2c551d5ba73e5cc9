"""Cases in the console: the list by deadline, one case with plan, decision, tasks and diary, a new one from a call or a letter."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ombud.errors import BadInputError, OmbudError
from ombud.execute.languages import wording
from ombud.notices.language import capital, label
from ombud.rights.cases.receive import ASKED, Channel, Request, absolute, came, receive
from ombud.rights.cases.states import LIVING, PROPOSED, first
from ombud.rights.handling import decide
from ombud.rights.models import CaseRow
from ombud.web.console import deeds
from ombud.web.console.page import day, page
from ombud.web.console.staff import reading
from ombud.web.console.staff.me import may
from ombud.web.figures import recipient
from ombud.web.serving import home
from ombud.web.words import LANGUAGES, preferred

_PAGE = 50


@require_safe
@may("read_case")
def listed(request: HttpRequest) -> HttpResponse:
    """List cases: those in which an answer is owed, the most urgent first, or all, the newest deadline first; or find one by its number."""
    wanted = request.GET.get("number", "").strip()
    if wanted and CaseRow.objects.filter(number=wanted).exists():
        return redirect("console-case", number=wanted)
    every = request.GET.get("which") == "all"
    found = first(_after(request.GET.get("after", ""), every=every), _PAGE + 1, () if every else LIVING)
    more = f"{found[_PAGE - 1].answer_by.isoformat()}/{found[_PAGE - 1].number}" if len(found) > _PAGE else ""
    return page(request, "cases", cases=found[:_PAGE], more=more, every=every, wanted=wanted)


def _after(mark: str, *, every: bool) -> QuerySet[CaseRow]:
    """Go on after a case, told by its deadline and number: as quick on the last page as on the first."""
    cases = CaseRow.objects.order_by("-answer_by", "-number") if every else CaseRow.objects.order_by("answer_by", "number")
    until, slash, number = mark.partition("/")
    if not slash:
        return cases
    try:
        last = date.fromisoformat(until)
    except ValueError:
        raise Http404 from None
    if every:
        return cases.filter(answer_by__lte=last).exclude(answer_by=last, number__gte=number)
    return cases.filter(answer_by__gte=last).exclude(answer_by=last, number__lte=number)


@require_safe
@may("read_case")
def shown(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case."""
    return _shown(request, get_object_or_404(CaseRow, number=number))


def _shown(request: HttpRequest, case: CaseRow, error: OmbudError | None = None) -> HttpResponse:
    case.refresh_from_db()
    lang = preferred(request, LANGUAGES)
    names = wording(lang, home().policy)
    more = {
        "items": case.items.order_by("place", "pk"),
        "events": case.events.order_by("at", "pk"),
        "tasks": case.tasks.order_by("due"),
        "proofs": case.proofs.exclude(result="").order_by("decided_at"),
        "pieces": case.review.order_by("pk"),
        "told": [(row, recipient(row.recipient, home().policy, names)) for row in case.told.order_by("recipient")],
        "purpose": case.purpose and capital(label(names.activities, case.purpose)),
        "proposed": decide.last(case, case.state) if case.state in PROPOSED else None,
        "passed": decide.last(case, "passed") if case.state == "passed" else None,
        "deeds": deeds.offered(case, lang),
        "way": deeds.way(case),
        "absolute": absolute(case, home().policy),
        "opened": reading.opened(request, case),
    }
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return page(request, "case", status, case=case, error=error, four_eyes=decide.four_eyes(home()), **more)


@require_POST
@may(deeds.NEEDS)
def done(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do something with a case; what cannot be done is told beside it, and nothing is changed."""
    case = get_object_or_404(CaseRow, number=number)
    try:
        deeds.VERBS[verb](request, case)
    except OmbudError as error:
        return _shown(request, case, error)
    return redirect("console-case", number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@may("decide")
def new(request: HttpRequest) -> HttpResponse:
    """Open a case from a phone call or a letter."""
    error = None
    if request.method == "POST":
        try:
            case = receive(home(), _asked(request), request.user.get_username(), came(home(), day(request.POST.get("came", ""))))
            return redirect("console-case", number=case.number)
        except BadInputError as wrong:
            error = wrong
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return page(request, "new_case", status, rights=ASKED, languages=LANGUAGES, error=error, given=request.POST)


def _asked(request: HttpRequest) -> Request:
    given = {name: request.POST.get(name, "").strip() for name in ("right", "language", "channel", "email", "name", "wish")}
    right = next((one for one in ASKED if one == given["right"]), None)
    language = next((one for one in LANGUAGES if one == given["language"]), None)
    if right is None or language is None:
        raise BadInputError("case-right", "The case has no right or no language.", hint="Choose both.")
    try:
        validate_email(given["email"] or "nobody@nowhere.example")
    except ValidationError:
        raise BadInputError("case-email", "This is no e-mail address.", hint="Correct it, or leave it empty.") from None
    channel: Channel = "letter" if given["channel"] == "letter" else "phone"
    return Request(right, language, channel, given["email"], given["name"], given["wish"])
