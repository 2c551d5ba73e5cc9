"""The evidence in the console: search by kind and run, verify, sign a checkpoint."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from ombud.evidence.vocabulary import KINDS
from ombud.registers import actions, evidence
from ombud.web.console.page import number, page
from ombud.web.console.staff.me import may
from ombud.web.serving import home

_PAGE = 50


@require_safe
@may("see_evidence")
def listed(request: HttpRequest) -> HttpResponse:
    """List the newest entries, of a kind or a run if asked."""
    return _listed(request)


def _listed(request: HttpRequest, **more: object) -> HttpResponse:
    asked = {"kind": request.GET.get("kind", ""), "run": request.GET.get("run", "").strip()}
    found = evidence.entries(**asked, before=number(request.GET.get("before")), most=_PAGE + 1)
    shown = found[:_PAGE]
    older = shown[-1].row if len(found) > _PAGE else None
    last, key = evidence.checkpoint(), home().state.log.fingerprint()
    context = {"entries": shown, "older": older, "kinds": sorted(KINDS), "asked": asked, "last": last, "key": key, **more}
    return page(request, "evidence", HTTPStatus.OK, **context)


@require_safe
@may("see_evidence")
def verify(request: HttpRequest) -> HttpResponse:
    """Verify our own log as a stranger would."""
    return _listed(request, verified=actions.verified(home()))


@require_POST
@may("sign")
def sign(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Sign the log as it stands."""
    home().state.log.checkpoint()
    return redirect("evidence")
