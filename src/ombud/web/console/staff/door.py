"""The door of the console: who is let in where, counted and timed. What is not said to be open is closed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import base36_to_int

from ombud.staff.accounts import has_second_factor
from ombud.staff.roles import allowed
from ombud.web.console.staff import me, session
from ombud.web.console.staff.settings import provider_origin, two_factor
from ombud.web.failures import failure
from ombud.web.guard import HEADERS
from ombud.web.limits import tries
from ombud.web.limits.network import network
from ombud.web.serving import home
from ombud.web.words import CHOSEN, LANGUAGES, preferred

ENTRANCE = frozenset(
    {
        *("account_login", "account_logout", "account_inactive", "mfa_authenticate", "mfa_login_webauthn"),
        *("openid_connect_login", "openid_connect_callback", "socialaccount_login_cancelled", "socialaccount_login_error"),
    }
)
"""Where somebody comes in: open to everybody."""

ENROLLING = frozenset(
    {
        *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "staff-language"),
        *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    }
)
"""What is open to who is signed in and has no second factor yet."""

OWN = frozenset(
    {
        *("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_remove_webauthn"),
        *("account_change_password", "staff-sessions"),
    }
)
"""What everybody may do with their own account."""

CHOOSING = frozenset({"account_change_password", "staff-language"})
"""What is open to whoever signed in with a password that somebody else set."""

_SECRETS = frozenset({"account_login", "mfa_authenticate", "account_reauthenticate", "mfa_reauthenticate"})
"""Where something secret is told, and could be guessed."""

_NOTED = _SECRETS | {"mfa_login_webauthn"}
"""What the log tells of, beside what comes back from a provider."""

_LOG = logging.getLogger("ombud.web.door")

_NAMES = 50
"""Failed sign-ins to one account in an hour, from wherever (OWASP ASVS 2.2.1 asks for fewer than a hundred)."""


class Door:
    """Let in who may come in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language; an attempt that succeeded is not counted."""
        if not request.path.startswith(me.SPACE):
            return self._next(request)
        if request.user.is_authenticated and session.over(request, home().now()):
            logout(request)
        mine = me.row(request)
        request.META[CHOSEN] = mine.language if mine else ""
        with translation.override(preferred(request, LANGUAGES)):
            response = self._next(request)
        if (_name(request) in _NOTED and request.method == "POST") or _name(request) == "openid_connect_callback":
            _note(request, response)
        if _guessed(request) and response.status_code == HTTPStatus.FOUND:
            for what, who, _ in _counted(request):
                tries.forgive(what, who)
        return _leading_out(request, response)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: tuple[object, ...], kwargs: Mapping[str, object]
    ) -> HttpResponse | None:
        """Refuse, or lead to where the way in begins."""
        if not request.path.startswith(me.SPACE):
            return None
        name = _name(request)
        if _guessed(request) and not all(tries.allowed(what, who, most) for what, who, most in _counted(request)):
            return failure(request, HTTPStatus.TOO_MANY_REQUESTS, "often")
        if name in ENTRANCE:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))
        mine = me.row(request)
        if mine and mine.first_until:
            return None if name in CHOOSING else redirect("account_change_password")
        if two_factor(home()) and name not in ENROLLING and not has_second_factor(me.person(request).pk):
            return redirect("mfa_index")
        if name in ENROLLING | OWN or me.needed(view, kwargs) in allowed(me.role(request)):
            return None
        told = {"title_key": "staff.refused", "text_key": "staff.refused_text"}
        return render(request, "failure.html", told, status=HTTPStatus.FORBIDDEN)


def _name(request: HttpRequest) -> str:
    return (request.resolver_match and request.resolver_match.url_name) or ""


def _guessed(request: HttpRequest) -> bool:
    return request.method == "POST" and _name(request) in _SECRETS


def _counted(request: HttpRequest) -> list[tuple[str, str, int]]:
    """Tell what is counted: the network address; and the name that is tried, whether or not there is an account."""
    name = request.POST.get("login", "")[:200] or str(request.user.pk or _coming(request))
    return [("sign-in", network(request), tries.SIGN_INS)] + ([("sign-in as", name, _NAMES)] if name else [])


def _note(request: HttpRequest, response: HttpResponse) -> None:
    """Tell the log that somebody came in, gave one proof of two, or was refused: by the number of the account, never by a name."""
    went = response.status_code == HTTPStatus.FOUND
    how = "refused" if not went else "let in" if request.user.is_authenticated else "one proof given"
    _LOG.log(
        logging.INFO if went else logging.WARNING, "%s: %s, account %s", _name(request), how, request.user.pk or _coming(request) or "none"
    )


def _coming(request: HttpRequest) -> str:
    """Tell who gave a password and is asked for the second factor: codes can be guessed from many networks at once."""
    written = str(request.session.get("account_login", {}).get("user_pk") or "")  # allauth writes numbers to the base of 36
    return str(base36_to_int(written)) if written else ""


def _leading_out(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the button of the organisation's own provider lead there."""
    if (origin := provider_origin(home())) and _name(request) in {"account_login", "openid_connect_login"}:
        allowing = f"form-action 'self' {origin}"
        content = HEADERS["Content-Security-Policy"].replace("form-action 'self'", allowing)
        response.headers["Content-Security-Policy"] = content
    return response
