"""One way to answer with a page of the centre: its language, the organisation, the other languages."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ombud.execute.languages import language_pack
from ombud.policy.model import Language
from ombud.web.public.consent.made import made
from ombud.web.serving import home


def page(request: HttpRequest, template: str, lang: Language, status: HTTPStatus = HTTPStatus.OK, **more: object) -> HttpResponse:
    """Write a page in one language; a language that the organisation does not publish is not there."""
    policy = home().policy
    if lang not in policy.policy.languages.publish:
        raise Http404
    others = [other for other in policy.policy.languages.publish if other != lang]
    cookies = language_pack(lang).banner["again"] if lang in made().tokens else ""
    context = {"lang": lang, "company": policy.controller, "others": others, "demo": home().demo, "cookies": cookies, **more}
    answer = render(request, f"public/{template}.html", context, status=status)
    answer.headers["Content-Language"] = lang
    return answer
