"""Django's settings for the web of one home: everything the store has, and what pages and staff accounts need."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import django
from django.conf import settings

from ombud.errors import MisconfiguredError
from ombud.evidence import keyfile
from ombud.rights.identity.mailbox import employers
from ombud.store import settings as store
from ombud.store.home import Home
from ombud.web import logs
from ombud.web.console.staff import settings as staff

Space = Literal["all", "public", "console", "api"]
HERE = Path(str(files("ombud.web")))
PASSKEYS = (Path(str(files("allauth.account"))) / "static", Path(str(files("allauth.mfa"))) / "static")
STATIC = (HERE / "static", *PASSKEYS)
"""Our style, and allauth's script for passkeys, which no page works without."""

APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "ombud.web.apps.WebConfig",
    *staff.APPS,
    "ombud.web.api.app.ApiConfig",
    "ombud.web.limits.app.LimitsConfig",
)
MIDDLEWARE = (
    "ombud.web.guard.Guard",
    "ombud.web.limits.stopped.Noticing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ombud.web.guard.Named",
    *staff.MIDDLEWARE,
)
_SHORTEST = 12
"""Characters of a password (OWASP ASVS 2.1.1)."""
_PASSWORDS: Mapping[str, dict[str, object]] = {
    "django.contrib.auth.password_validation.MinimumLengthValidator": {"min_length": _SHORTEST},
    "django.contrib.auth.password_validation.CommonPasswordValidator": {},
    "django.contrib.auth.password_validation.UserAttributeSimilarityValidator": {},
    "ombud.web.console.staff.own.passwords.LongestValidator": {},
}
_CONTEXT = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "ombud.web.console.staff.me.context",
)


def ready(home: Home, space: Space = "all") -> None:
    """Set Django up for the web, once, before anything imports the tables."""
    employers(home)  # a fault in the settings is told at the start, not when the first person comes
    if not settings.configured:
        plain = {name: getattr(store, name) for name in dir(store) if name.isupper()}
        settings.configure(**plain | _web(home, space))
        django.setup()
        logs.say_little()


def _web(home: Home, space: Space) -> dict[str, object]:
    url = home.url
    secure = url.startswith("https://")
    return {
        "INSTALLED_APPS": [*APPS, *store.INSTALLED_APPS],
        "MIDDLEWARE": [*MIDDLEWARE, *(["ombud.web.urls.all.ApiApart"] if space == "all" else [])],
        "ROOT_URLCONF": f"ombud.web.urls.{space}",
        "SECRET_KEY": _secret(home.folder / "var" / "keys"),
        "ALLOWED_HOSTS": _hosts(home, url),
        "TEMPLATES": [_templates()],
        "STATIC_URL": f"/static/{_digest(STATIC)}/",
        "AUTH_PASSWORD_VALIDATORS": [{"NAME": name, "OPTIONS": options} for name, options in _PASSWORDS.items()],
        "SESSION_COOKIE_NAME": "ombud_staff",
        "SESSION_COOKIE_PATH": "/console/",
        "SESSION_COOKIE_AGE": 8 * 3600,
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_FAILURE_VIEW": "ombud.web.failures.forged",
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if home.settings.get("behind_proxy") is True else None,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 1_000_000,
        "FILE_UPLOAD_HANDLERS": ["ombud.web.uploads.Limited"],
        "LOGIN_URL": "/console/login/",
        "LOGGING_CONFIG": None,
        "USE_I18N": True,
        "LANGUAGES": [("da", "dansk"), ("sv", "svenska"), ("nb", "norsk bokmål"), ("en", "English")],
        "LANGUAGE_CODE": "en",
        **staff.staff(home, secure=secure),
    }


def _templates() -> dict[str, object]:
    options = {"context_processors": list(_CONTEXT), "builtins": ["ombud.web.templatetags.said"]}
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(HERE / "templates")],
        "APP_DIRS": True,
        "OPTIONS": options,
    }


def _hosts(home: Home, url: str) -> list[str]:
    named = home.settings.get("hosts", [])
    if not isinstance(named, list):
        raise MisconfiguredError(
            "settings-hosts", "`hosts` is a list of host names.", where="ombud.toml", hint='Write hosts = ["www.example.dk"].'
        )
    return ["localhost", "127.0.0.1", "[::1]", urlsplit(url).hostname or "localhost", *map(str, named)]


def _secret(folder: Path) -> str:
    """Load the key that signs cookies and forms, or make it on first use."""
    path = folder / "web.key"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keyfile.create(path, secrets.token_hex(32).encode())
    return keyfile.load(path).decode()


def _digest(folders: tuple[Path, ...]) -> str:
    """Digest all style and script: another content has another name, so that browsers may keep it for ever."""
    whole = hashlib.sha256()
    for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
        if path.is_file():
            whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()[:12]
