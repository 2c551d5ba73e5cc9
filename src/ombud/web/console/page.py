"""One way to answer with a page of the console: only staff, in the language they chose."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ombud.web.console.staff.me import may

staff = may("look")
"""Only for who is signed in, whatever their role; `may` names anything narrower."""


def page(request: HttpRequest, template: str, status: HTTPStatus = HTTPStatus.OK, **more: object) -> HttpResponse:
    """Write a page of the console; what all of them are written with comes from `me.context`."""
    return render(request, f"console/{template}.html", more, status=status)
