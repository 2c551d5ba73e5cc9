"""What came in for a choice and is none: it is told why in a word, as a page to whoever reads pages, and counted."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ombud.consent.subscribing.counting import refused
from ombud.web.failures import failure
from ombud.web.public.consent.ahead import WHY
from ombud.web.public.consent.choice import Unfit
from ombud.web.serving import home

_STATUS = {
    "elsewhere": HTTPStatus.FORBIDDEN,
    "token-forged": HTTPStatus.FORBIDDEN,
    "notice-old": HTTPStatus.CONFLICT,
    "notice-unknown": HTTPStatus.CONFLICT,
    "too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "not-a-form": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too-often": HTTPStatus.TOO_MANY_REQUESTS,
}


@csrf_exempt  # nothing is done here
@require_POST
def refuse(request: HttpRequest) -> HttpResponse:
    """Tell why nothing was taken; a fault of ours is told as anywhere."""
    why: Exception = request.META[WHY]
    if not isinstance(why, Unfit):
        raise why
    reason, status = str(why), _STATUS.get(str(why), HTTPStatus.BAD_REQUEST)
    refused(home(), "banner", reason)
    logging.getLogger(__name__).info("a choice was refused: %s", reason)
    if "text/html" in request.headers.get("Accept", ""):
        return failure(request, status, {HTTPStatus.FORBIDDEN: "forged", HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "large"}.get(status, "bad"))
    return HttpResponse(f"{reason}\n", status=status, content_type="text/plain")
