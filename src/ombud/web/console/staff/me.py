"""Who is at work: their role, what they may do, the language they read; and the one mark by which a view says what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.http import HttpRequest

from ombud.staff.models import StaffRow
from ombud.staff.roles import Verb, allowed
from ombud.web.serving import home
from ombud.web.words import LANGUAGES, preferred

SPACE = "/console/"
_ROW = "ombud.staff"

View = TypeVar("View", bound=Callable[..., Any])


def may(needed: Verb | Mapping[str, Verb]) -> Callable[[View], View]:
    """Say what a view needs: one verb, or one for each `verb` of its address. The door refuses everybody else."""

    def mark(view: View) -> View:
        vars(view)["needs"] = needed
        return view

    return mark


def needed(view: object, arguments: Mapping[str, object]) -> Verb | None:
    """Tell what a view needs; nothing is said of one that is not marked, or of a verb it does not have."""
    needs = getattr(view, "needs", None)
    return needs.get(arguments.get("verb")) if isinstance(needs, Mapping) else needs


def row(request: HttpRequest) -> StaffRow | None:
    """Give the role of who is signed in, looked up once a request."""
    if _ROW not in request.META:
        request.META[_ROW] = StaffRow.objects.filter(user_id=request.user.pk).first() if request.user.is_authenticated else None
    found: StaffRow | None = request.META[_ROW]
    return found


def role(request: HttpRequest) -> str:
    """Tell the role of who is signed in."""
    mine = row(request)
    return mine.role if mine else ""


def person(request: HttpRequest) -> User:
    """Give the account that is signed in."""
    if not isinstance(request.user, User):
        raise TypeError("nobody is signed in")
    return request.user


def context(request: HttpRequest) -> dict[str, object]:
    """Give every page of the console, allauth's too, what it is written with."""
    if not request.path.startswith(SPACE):
        return {}
    place = home()
    lang = preferred(request, LANGUAGES)
    return {
        "lang": lang,
        "company": place.policy.controller,
        "demo": place.demo,
        "today": place.today(),
        "languages": LANGUAGES,
        "may": allowed(role(request)),
        "first_password": bool((mine := row(request)) and mine.first_until),
        "fault": place.fault,
        "settings_changed": place.settings_changed,
    }
