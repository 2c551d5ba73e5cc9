"""What Django and allauth must know of the staff of one home."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from ombud.errors import MisconfiguredError
from ombud.store.home import Home

APPS = (
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "ombud.staff.app.StaffConfig",
)
MIDDLEWARE = ("allauth.account.middleware.AccountMiddleware", "ombud.web.console.staff.door.Door")
PROVIDER = "work"
_REFERENCE = "env:"
_FORMS = {"authenticate": "Authenticate", "reauthenticate": "Reauthenticate", "activate_totp": "Activate"}


def staff(home: Home, *, secure: bool) -> dict[str, object]:
    """Give the settings: nobody signs up, everybody has two factors, sessions are short (OWASP ASVS 2.1, 2.8, 3.3)."""
    two_factor(home)
    return {
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "LOGIN_REDIRECT_URL": "/console/",
        "ACCOUNT_ADAPTER": "ombud.web.console.staff.adapters.Accounts",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/console/login/",
        "ACCOUNT_RATE_LIMITS": {"login": None},  # counted at the door, beside what else is counted there
        "MFA_ADAPTER": "ombud.web.console.staff.adapters.Factors",
        "MFA_FORMS": {name: f"ombud.web.console.staff.own.codes.{form}" for name, form in _FORMS.items()},
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_ISSUER": f"Ombud {home.policy.controller.name}",
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not secure,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": _providers(home), "OAUTH_PKCE_ENABLED": True}},
    }


def _table(settings: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = settings.get(name, {})
    if not isinstance(found, Mapping):
        raise MisconfiguredError("settings-staff", f"`{name}` is a table: write `[{name}]`.", where="ombud.toml")
    return found


def two_factor(home: Home) -> bool:
    """Tell whether the staff need a second factor; only a demo home may do without."""
    wanted = _table(home.settings, "staff").get("two_factor", True)
    if wanted is False and not home.demo:
        hint = "Take the line away; only a demo home, where everybody is invented, may do without."
        raise MisconfiguredError("two-factor", "The staff must have a second factor.", where="ombud.toml", hint=hint)
    return wanted is not False


def _oidc(home: Home) -> Mapping[str, object]:
    return _table(_table(home.settings, "staff"), "oidc")


def _providers(home: Home) -> list[dict[str, object]]:
    """Read `[staff.oidc]`: issuer, client_id, secret (a reference to the environment) and the name on the button."""
    oidc = _oidc(home)
    if not oidc:
        return []
    app = {"provider_id": PROVIDER, "name": _text(oidc, "name"), "client_id": _text(oidc, "client_id"), "secret": _secret(oidc)}
    return [app | {"settings": {"server_url": _text(oidc, "issuer").rstrip("/")}}]


def _secret(oidc: Mapping[str, object]) -> str:
    said = _text(oidc, "secret")
    if not said.startswith(_REFERENCE):
        hint = "Write `env:NAME` in its place and keep the secret in that environment variable."
        raise MisconfiguredError("literal-secret", "The settings hold a secret where everybody reads it.", where="ombud.toml", hint=hint)
    variable = said.removeprefix(_REFERENCE)
    if not os.environ.get(variable):
        hint = "Set it to the secret that your provider gave you."
        raise MisconfiguredError("missing-variable", f"The environment variable {variable} is not set.", where="ombud.toml", hint=hint)
    return os.environ[variable]


def _text(oidc: Mapping[str, object], name: str) -> str:
    said = oidc.get(name)
    if not isinstance(said, str) or not said:
        hint = "It needs issuer, client_id, secret and name."
        raise MisconfiguredError("settings-oidc", f"`[staff.oidc]` says no `{name}`.", where="ombud.toml", hint=hint)
    return said


def provider_origin(home: Home) -> str:
    """Tell where the form of the button may lead (CSP form-action holds for redirects too)."""
    oidc = _oidc(home)
    parts = urlsplit(_text(oidc, "issuer")) if oidc else None
    return f"{parts.scheme}://{parts.netloc}" if parts else ""
