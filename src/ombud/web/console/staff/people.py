"""People and roles: who works here, and as what."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from ombud.errors import OmbudError
from ombud.staff import accounts
from ombud.staff.models import StaffRow
from ombud.staff.roles import ROLES
from ombud.web.console.page import page
from ombud.web.console.staff import me
from ombud.web.console.staff.me import may
from ombud.web.console.staff.settings import provider_origin
from ombud.web.serving import home
from ombud.web.words import LANGUAGES


def _people(request: HttpRequest, error: OmbudError | None = None, **more: object) -> HttpResponse:
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    told = {"workers": list(accounts.workers()), "roles": tuple(ROLES), "provider": provider_origin(home())}
    return page(request, "staff/people", status, error=error, **told, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage_staff")
def people(request: HttpRequest) -> HttpResponse:
    """Show who works here; add somebody, and show their first password this once."""
    if request.method != "POST":
        return _people(request)
    name, role, email = (request.POST.get(one, "").strip() for one in ("name", "role", "email"))
    if request.POST.get("provider"):
        return _doing(request, lambda: accounts.add_by_provider(home(), name, role, email))
    try:
        return _people(request, invited=name, drawn=accounts.invite(home(), name, role, email))
    except OmbudError as error:
        return _people(request, error)


def _role(request: HttpRequest, user: User) -> None:
    accounts.give_role(home(), user, request.POST.get("role", ""))


def _reset(request: HttpRequest, user: User) -> None:  # noqa: ARG001 - every change has the request
    accounts.forget_second_factor(home(), user)


def _remove(request: HttpRequest, user: User) -> None:  # noqa: ARG001 - every change has the request
    accounts.remove(home(), user)


CHANGES: dict[str, Callable[[HttpRequest, User], None]] = {"role": _role, "reset": _reset, "remove": _remove}


@require_POST
@may(dict.fromkeys(CHANGES, "manage_staff"))
def change(request: HttpRequest, who: int, verb: str) -> HttpResponse:
    """Change what somebody is here."""
    user = get_object_or_404(User, pk=who, is_active=True)
    return _doing(request, lambda: CHANGES[verb](request, user))


def _doing(request: HttpRequest, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except OmbudError as error:
        return _people(request, error)
    return redirect("people")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language somebody chose to read; the door lets everybody choose their own."""
    chosen = request.POST.get("language", "")
    StaffRow.objects.filter(user_id=me.person(request).pk).update(language=chosen if chosen in LANGUAGES else "")
    return redirect("mfa_index")
