"""What anybody may read: the files of the banner, the page about cookies with its form, and that we honour GPC."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from ombud.execute.languages import speaking
from ombud.notices.cookies import page as told
from ombud.notices.cookies import words
from ombud.notices.cookies.register import CHOICE, NECESSARY
from ombud.notices.saying.phrasebook import Voice
from ombud.policy.model import Language, known
from ombud.web.public.consent.choice import MARKETING, standing
from ombud.web.public.consent.made import made
from ombud.web.serving import home

_YEAR = 365 * 24 * 3600
_FIVE_MINUTES = 300


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Give a file of the banner for ever under the name of its content; its plain name, and an older content's, lead there."""
    found, exact = made().find(name)
    if found is None:
        raise Http404
    if not exact:
        answer: HttpResponse = HttpResponseRedirect(found.name)
        answer.headers["Cache-Control"] = f"public, max-age={_FIVE_MINUTES}"
        return answer
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(found.packed if packed else found.content, content_type=found.kind)
    answer.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    answer.headers["Vary"] = "Accept-Encoding"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer


@require_safe
def page(request: HttpRequest, lang: Language) -> HttpResponse:
    """Tell of each cookie, and let people choose without script; nothing is asked of them to read it, and no cookie is set."""
    policy, shown = home().policy, made().tokens.get(lang)
    if shown is None:
        raise Http404
    voice, gpc = speaking(lang, policy), request.headers.get("Sec-GPC") == "1"
    kept = standing(request.COOKIES.get(CHOICE, ""), made().register, gpc=gpc)
    may = (NECESSARY, *kept.categories) if kept else ()
    context = {
        "lang": lang,
        "company": policy.controller,
        "said": voice.pack.banner,
        "title": voice.pack.banner["page"].format(company=policy.controller.name),
        "style": made().plain["page.css"].name,
        "token": shown,
        "state": _state(may, voice),
        "saved": "saved" in request.GET,
        "gpc": gpc,
        "kinds": list(_kinds(may, voice, gpc=gpc)),
        "promised": mark_safe(told.promised(policy, voice, home().today())),  # noqa: S308 - escaped where it is written
        "register": mark_safe(told.register(policy, voice)),  # noqa: S308 - the same
    }
    answer = render(request, "public/cookies.html", context)
    answer.headers["Content-Language"] = lang
    return answer


def _state(may: tuple[str, ...], voice: Voice) -> str:
    chosen = voice.pack.listed(words.kind(kind, voice) for kind in may)
    return voice.pack.banner["chosen"].format(kinds=chosen) if may else voice.pack.banner["unasked"]


def _kinds(may: tuple[str, ...], voice: Voice, *, gpc: bool) -> Iterator[dict[str, object]]:
    policy = home().policy
    for kind, cookies in made().register.by_category.items():
        fixed = kind == NECESSARY or (gpc and kind == MARKETING)
        ticked = kind == NECESSARY or kind in may
        yield {"id": kind, "name": words.kind(kind, voice), "about": words.about(cookies, policy, voice), "ticked": ticked, "fixed": fixed}


@require_safe
def gpc(_request: HttpRequest) -> HttpResponse:
    """Say that we honour Global Privacy Control, and since when (W3C Global Privacy Control §4)."""
    since = known(home().policy.policy.effective)
    answer = JsonResponse({"gpc": True} | ({"lastUpdate": since.isoformat()} if since else {}))
    answer.headers["Cache-Control"] = f"public, max-age={_FIVE_MINUTES}"
    return answer
