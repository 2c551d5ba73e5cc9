"""One way to answer with a page of the console: only staff, in the language they chose."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ombud.errors import BadInputError
from ombud.web.console.staff.me import may

_DIGITS = 19

staff = may("look")
"""Only for who is signed in, whatever their role; `may` names anything narrower."""


def page(request: HttpRequest, template: str, status: HTTPStatus = HTTPStatus.OK, **more: object) -> HttpResponse:
    """Write a page of the console; what all of them are written with comes from `me.context`."""
    return render(request, f"console/{template}.html", more, status=status)


def number(given: str | None) -> int | None:
    """Read a number of an address or a form; anything else is none."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < _DIGITS else None


def day(given: str) -> date:
    """Read a date of a form."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise BadInputError("bad-date", "This is no date.", hint="Write it as 2027-03-31.") from None
