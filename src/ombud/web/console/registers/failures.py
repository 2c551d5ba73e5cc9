"""What failed and is tried no more: letters that no server took, and work; each can be tried again when its cause is mended."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from ombud import jobs
from ombud.errors import OmbudError
from ombud.messages import outbox
from ombud.rights.cases import letters
from ombud.web.console.page import page, staff
from ombud.web.console.staff.me import may
from ombud.web.serving import home


@require_safe
@staff
def listed(request: HttpRequest) -> HttpResponse:
    """List what failed."""
    return _listed(request)


def _listed(request: HttpRequest, error: OmbudError | None = None) -> HttpResponse:
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return page(request, "failures", status, letters=outbox.failed(), work=jobs.parked(), error=error)


@require_POST
@may("carry_out")
def letter(request: HttpRequest, letter: str) -> HttpResponse:
    """Let a letter be sent again."""
    try:
        letters.again(letter, home().now())
    except OmbudError as error:
        return _listed(request, error)
    return redirect("failures")


@require_POST
@may("release_sweep")
def work(request: HttpRequest, job: int) -> HttpResponse:
    """Let work be tried again."""
    try:
        jobs.again(job)
    except OmbudError as error:
        return _listed(request, error)
    return redirect("failures")
