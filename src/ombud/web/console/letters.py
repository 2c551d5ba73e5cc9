"""The person's side of a case: what they are known by, what was written to and fro, and each letter as a PDF to post."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ombud.execute.languages import language_pack
from ombud.execute.package import pdf
from ombud.notices.letters.model import Letter, Paragraph
from ombud.policy.model import Address, Controller
from ombud.rights.cases.states import heard
from ombud.rights.handling import act, review
from ombud.rights.identity import document as documents
from ombud.rights.models import CaseRow, DocumentRow, LetterRow, PackageRow, ReviewRow
from ombud.web.console.page import page
from ombud.web.console.staff import reading
from ombud.web.console.staff.me import may, person, role
from ombud.web.serving import home
from ombud.web.words import LANGUAGES


@require_safe
@may("read_person")
def shown(request: HttpRequest, number: str) -> HttpResponse:
    """Show what is known of the person of a case and what was written to and fro."""
    case = get_object_or_404(CaseRow, number=number)
    if not reading.opened(request, case):
        return redirect("console-open", number=number)
    heard(case)
    package = PackageRow.objects.filter(case=case).first() if case.state == "closed" and not case.email else None
    return page(request, "letters", case=case, letters=case.letters.order_by("at", "pk"), package=package)


@require_safe
@may("read_person")
def printed(request: HttpRequest, number: str, letter: int) -> HttpResponse:
    """Give a letter to the person as a PDF that can be posted."""
    row = get_object_or_404(LetterRow, case__number=number, pk=letter, inbound=False)
    if not reading.opened(request, row.case):
        return redirect("console-open", number=number)
    language = next((one for one in LANGUAGES if one == row.case.language), None)
    if not row.text or language is None:
        raise Http404
    paragraphs = [part for part in row.text.split("\n\n") if part]
    blocks = tuple(Paragraph(part) for part in paragraphs[:-1])
    company = home().policy.controller
    made = Letter(_sender(company), home().day_of(row.at), row.subject, blocks, (company.name,))
    return _file(pdf(made, language_pack(language)), "application/pdf", f"{number}-{row.kind}.pdf")


def _sender(company: Controller) -> tuple[str, ...]:
    at = company.address
    return (company.name, at.street, f"{at.postcode} {at.city}") if isinstance(at, Address) else (company.name,)


@require_safe
@may("read_person")
def document(request: HttpRequest, number: str, document: int) -> HttpResponse:
    """Give a document of identity to the handler of its case; to anybody else there is none."""
    row = get_object_or_404(DocumentRow, case__number=number, pk=document, case__handler=person(request).get_username())
    if not reading.opened(request, row.case):
        return redirect("console-open", number=number)
    return _file(documents.opened(home(), row), row.kind, f"{number}-{row.pk}.{row.kind.split('/')[1]}")


@require_http_methods(["GET", "HEAD", "POST"])
@may("read_person")
def piece(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """Show a piece that is set apart of the answer; each reading is put on record. What is no text is given as a file."""
    row = get_object_or_404(ReviewRow, case__number=number, pk=piece, decided="")
    if not reading.opened(request, row.case):
        return redirect("console-open", number=number)
    content = review.read(home(), row, person(request).get_username(), role(request), ("handling", row.file))
    if request.method == "POST":
        return _file(content, "application/octet-stream", row.file)
    text = content.decode("utf-8", "replace") if row.file.endswith(".txt") else ""
    return page(request, "piece", case=row.case, piece=row, text=text)


@require_POST
@may("carry_out")
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the answer of a case without an address for mail, to be posted; that it was is put on record."""
    case = get_object_or_404(CaseRow, number=number, state="closed", email="")
    get_object_or_404(PackageRow, case=case)
    if not reading.opened(request, case):
        return redirect("console-open", number=number)
    return _file(act.fetched(home(), case, home().now()), "application/zip", f"{number}.zip")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
