"""One way to answer with a page of the console: only staff, in the language they chose."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ombud.web.serving import home
from ombud.web.words import LANGUAGES, preferred

staff = login_required
"""Only for who is signed in."""


def page(request: HttpRequest, template: str, status: HTTPStatus = HTTPStatus.OK, **more: object) -> HttpResponse:
    """Write a page of the console."""
    context = {
        "lang": preferred(request, LANGUAGES),
        "company": home().policy.controller,
        "demo": home().demo,
        "today": home().today(),
        **more,
    }
    return render(request, f"console/{template}.html", context, status=status)
