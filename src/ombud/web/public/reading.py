"""What anybody may read: the door, the centre, the notice."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from ombud.errors import RefusedError
from ombud.execute.languages import speaking
from ombud.notices.privacy import web
from ombud.notices.privacy.composing import composed
from ombud.notices.saying.told import Teller
from ombud.policy.model import Language
from ombud.rights.models import CaseRow
from ombud.store.versions.published import heads, notice_on, policy_on
from ombud.web.public.behind import with_backing
from ombud.web.public.page import page
from ombud.web.public.standing import Standing, standing
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
    """Show the notice as it is valid today, and behind each sentence what keeps it."""
    if lang not in home().policy.policy.languages.publish:
        raise Http404
    published = "+".join(head.version for head in heads(home()))
    said = _notice(home().fingerprints(), published, lang, home().today(), standing(lang))
    return page(request, "notice", lang, notice=mark_safe(said))  # noqa: S308 - escaped where it is written


@lru_cache(maxsize=16)
def _notice(_made_from: tuple[str, str], published: str, lang: Language, day: date, stands: Standing) -> str:
    """Write a notice once for as long as all it tells is the same; what was published is said in the very words of that day."""
    if published and (issued := _issued(lang, day, stands)):
        return issued
    teller = Teller(home().policy, speaking(lang, home().policy), day)
    return with_backing(web.inner(composed(teller, None), teller.voice), home().policy, lang, stands)


def _issued(lang: Language, day: date, stands: Standing) -> str | None:
    """Take the notice as it was published and read on a day, without its frame; None where none was valid yet."""
    try:
        version, html = policy_on(home(), day), notice_on(home(), day, lang, "html")
    except RefusedError:
        return None
    if html is None:
        return None
    _, _, inner = html.decode().partition("<main>\n")
    return with_backing(inner.partition("</main>")[0], version.policy, lang, stands)
