"""The address of a choice: small bodies, from our own pages, as often as people choose; it answers with the cookie and tells nothing."""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ombud.consent.subscribing.counting import refused
from ombud.notices.cookies.register import CHOICE, listed, matches, remembered
from ombud.policy.model import Policy
from ombud.web.failures import failure
from ombud.web.limits import pace
from ombud.web.limits.network import network
from ombud.web.public.consent.choice import Answer, Unfit, understood
from ombud.web.public.consent.choice import remembered as kept_in
from ombud.web.public.consent.made import made
from ombud.web.public.consent.proving import prove
from ombud.web.serving import home

LARGEST = 2048
CHOICES = 300
"""A minute, from one network address: a whole office may share one."""

_FORM = "application/x-www-form-urlencoded"
_STATUS = {
    "elsewhere": HTTPStatus.FORBIDDEN,
    "token-forged": HTTPStatus.FORBIDDEN,
    "notice-old": HTTPStatus.CONFLICT,
    "notice-unknown": HTTPStatus.CONFLICT,
    "too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "not-a-form": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too-often": HTTPStatus.TOO_MANY_REQUESTS,
}


@csrf_exempt  # its token says what was shown, and the browser says which page sends it
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Take a choice: refuse what is none with a reason, keep what is one, and let the browser remember it (GDPR Art. 7)."""
    try:
        choice = _choice(request)
        prove(home(), choice)
    except Unfit as unfit:
        return _refused(request, str(unfit))
    policy = home().policy
    if choice.by_form:
        answer = HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": f"{choice.shown.language}/?saved"})
    else:
        answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
    return _remembered(_without(answer, request, choice, policy), request, choice, policy)


def _choice(request: HttpRequest) -> Answer:
    """Look at a request from the cheapest side first."""
    if not pace.allowed("consent.choice", network(request), CHOICES):
        raise Unfit("too-often")
    if not made().tokens:
        raise Unfit("nothing-asked")
    if not _from_our_page(request):
        raise Unfit("elsewhere")
    if request.content_type != _FORM:
        raise Unfit("not-a-form")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Unfit("too-large")
    before = kept_in(request.COOKIES.get(CHOICE, ""))
    return understood(request.body, before, home().policy, home().now(), header_gpc=request.headers.get("Sec-GPC") == "1")


def _from_our_page(request: HttpRequest) -> bool:
    """Tell whether one of our own pages sends this: another site must not choose for anybody (Fetch Metadata §2.4)."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return not origin or urlsplit(origin).netloc == request.get_host()


def _remembered(answer: HttpResponse, request: HttpRequest, choice: Answer, policy: Policy) -> HttpResponse:
    """Set the cookie by HTTP: one that a script writes is gone after a week in some browsers, and a no counts as long as a yes."""
    today, period = home().today(), remembered(policy)
    days = (period.after(today) - today).days if period else 0
    secure = request.is_secure() or bool(settings.SESSION_COOKIE_SECURE)
    answer.set_cookie(CHOICE, choice.cookie(policy), max_age=days * 24 * 3600, path="/", samesite="Lax", secure=secure)
    return answer


def _without(answer: HttpResponse, request: HttpRequest, choice: Answer, policy: Policy) -> HttpResponse:
    """Take away the cookies of each kind that is not given, those too that no script can see."""
    names = [one.id for one in listed(policy) if one.category in (*choice.refused, *choice.withdrawn)]
    for name in request.COOKIES:
        if any(matches(declared, name) for declared in names):
            answer.delete_cookie(name, samesite="Lax")
    return answer


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    """Refuse with a word and count it."""
    status = _STATUS.get(reason, HTTPStatus.BAD_REQUEST)
    refused(home(), "banner", reason)
    logging.getLogger(__name__).info("a choice was refused: %s", reason)
    if "text/html" in request.headers.get("Accept", ""):
        return failure(request, status, {HTTPStatus.FORBIDDEN: "forged", HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "large"}.get(status, "bad"))
    return HttpResponse(f"{reason}\n", status=status, content_type="text/plain")
