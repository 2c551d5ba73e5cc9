"""Showing who one is on the page of a case: a code to what we have on file, a sign-in, or a document as the last step."""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from ombud.errors import BadInputError, MisconfiguredError, OmbudError, RefusedError, UnavailableError
from ombud.evidence.pseudonym import open_sealed, seal
from ombud.policy.model import Language
from ombud.rights.cases import keys
from ombud.rights.cases.keys import Known
from ombud.rights.cases.states import beneath
from ombud.rights.identity import code
from ombud.rights.identity import document as documents
from ombud.rights.identity.oidc import signing, vouched
from ombud.rights.identity.oidc.provider import Provider, configured
from ombud.rights.models import CaseRow, DoorRow
from ombud.web.public import session
from ombud.web.public.my import mine
from ombud.web.serving import home

SIGN_IN = "ombud_sign_in"


@require_POST
@session.proved
def ask_code(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
    """Send a code to the contact data on file; the page is the same whether or not there are any."""
    case = _waiting(proved)
    try:
        code.send(home(), case, home().now())
    except RefusedError:
        return mine.shown(request, lang, case, "identity.often", HTTPStatus.TOO_MANY_REQUESTS)
    except (UnavailableError, MisconfiguredError):
        return mine.shown(request, lang, case, "identity.away", HTTPStatus.SERVICE_UNAVAILABLE)
    return redirect("case", lang=lang)


@require_POST
@session.proved
def enter_code(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
    """Take a code as proof."""
    case = _waiting(proved)
    if not code.enter_code(home(), case, request.POST.get("code", ""), home().now()):
        return mine.shown(request, lang, case, "identity.wrong_code", HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("case", lang=lang)


@require_POST
@session.proved
def document(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
    """Take a document for the handler of the case."""
    case, file = _waiting(proved), request.FILES.get("document")
    try:
        documents.take(home(), case, file.read() if isinstance(file, UploadedFile) else b"", home().now())
    except BadInputError:
        return mine.shown(request, lang, case, "identity.wrong_file", HTTPStatus.UNPROCESSABLE_ENTITY)
    except RefusedError:
        return mine.shown(request, lang, case, "identity.enough", HTTPStatus.CONFLICT)
    return redirect("case", lang=lang)


@require_safe
@session.proved
def sign_in(request: HttpRequest, lang: Language, proved: Known) -> HttpResponse:
    """Lead to the identity provider; what was begun is sealed in a cookie of this session."""
    case, provider = _waiting(proved), _provider()
    begun = signing.begin(case.id, home().now())
    try:
        answer = HttpResponseRedirect(signing.address(provider, begun, _back(), lang))
    except OmbudError:
        return mine.shown(request, lang, case, "identity.broken_sign_in", HTTPStatus.SERVICE_UNAVAILABLE)
    sealed = seal(home().state.keys.desk(), begun.text(), _bound(request)).hex()
    age, secure = signing.LIFE, bool(settings.SESSION_COOKIE_SECURE)
    answer.set_cookie(SIGN_IN, sealed, path=session.PATH, max_age=age, httponly=True, samesite="Lax", secure=secure)
    return answer


@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """Take what the provider says; the language is the case's, since its address is one for all."""
    proved = keys.known(request.COOKIES.get(session.COOKIE, ""), home().now(), ("session",))
    if proved is None or isinstance(proved, DoorRow):
        return redirect("door")
    answer = _judged(request, proved.case, cast("Language", proved.case.language))
    answer.delete_cookie(SIGN_IN, path=session.PATH)
    return answer


def _judged(request: HttpRequest, case: CaseRow, lang: Language) -> HttpResponse:
    provider, now = _provider(), home().now()
    try:
        sealed = bytes.fromhex(request.COOKIES.get(SIGN_IN, ""))
        begun = signing.Begun.read(open_sealed(home().state.keys.desk(), sealed, _bound(request)))
        claims = signing.came_back(provider, begun, case.id, request.GET.dict(), _back(), now)
        proved = beneath(case) == "identity" and vouched.judge(home(), case, provider, claims, now)
    except (OmbudError, ValueError):
        return mine.shown(request, lang, case, "identity.broken_sign_in", HTTPStatus.BAD_REQUEST)
    if not proved:
        return mine.shown(request, lang, case, "identity.not_you", HTTPStatus.FORBIDDEN)
    return redirect("case", lang=lang)


def _provider() -> Provider:
    provider = configured(home().settings, os.environ, home().policy.identifiers)
    if provider is None:
        raise Http404
    return provider


def _back() -> str:
    return f"{home().url}/my/signed-in"


def _bound(request: HttpRequest) -> bytes:
    """Bind a sign-in to the session that began it."""
    return keys.digest(request.COOKIES.get(session.COOKIE, "")).encode()


def _waiting(proved: Known) -> CaseRow:
    """Give the case of a session, if it waits for proof."""
    if isinstance(proved, DoorRow) or beneath(proved.case) != "identity":
        raise Http404
    return proved.case
