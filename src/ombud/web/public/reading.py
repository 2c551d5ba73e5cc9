"""What anybody may read: the door, the centre, the notice."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from ombud.execute.languages import speaking
from ombud.notices.privacy import web
from ombud.notices.privacy.composing import composed
from ombud.notices.saying.told import Teller
from ombud.policy.model import Language
from ombud.rights.models import CaseRow
from ombud.web.public.page import page
from ombud.web.serving import home
from ombud.web.words import preferred


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """Lead to the centre in the reader's language."""
    answer = redirect("centre", lang=preferred(request, home().policy.policy.languages.publish))
    answer.headers["Vary"] = "Accept-Language"
    return answer


@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - nothing is asked of it
    """Tell that the home is served and its store answers."""
    CaseRow.objects.exists()
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def centre(request: HttpRequest, lang: Language) -> HttpResponse:
    """Tell what the centre is for."""
    return page(request, "centre", lang)


@require_safe
def notice(request: HttpRequest, lang: Language) -> HttpResponse:
    """Show the notice as it is valid today."""
    return page(request, "notice", lang, notice=mark_safe(_notice(home().fingerprints(), lang, home().today())))  # noqa: S308 - escaped where it is written


@lru_cache(maxsize=16)
def _notice(_made_from: tuple[str, str], lang: Language, day: date) -> str:
    """Write a notice once for as long as policy and day are the same."""
    teller = Teller(home().policy, speaking(lang, home().policy), day)
    return web.inner(composed(teller, None), teller.voice)
