"""The provider a home names in `[identity.oidc]`: where it is, who we are to it, and which of its claims are which identifiers."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx

from ombud.errors import MisconfiguredError, UnavailableError
from ombud.systems.registry import resolve

_WHERE = "ombud.toml: identity.oidc"
_PATIENCE = 10.0
KEYS = {"issuer", "client_id", "secret", "scopes", "claims", "name"}


@dataclass(frozen=True, slots=True)
class Provider:
    """One identity provider, and what its claims tell us."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    scopes: str
    claims: Mapping[str, str]
    name: str

    def described(self) -> Mapping[str, Any]:
        """Fetch the provider's own description, which must name the issuer we trust (OpenID Connect Discovery 1.0 §4.3)."""
        told = asked("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self.issuer:
            raise UnavailableError("provider-other", "The identity provider calls itself by another name.", where=_WHERE)
        return told


def configured(settings: Mapping[str, object], environ: Mapping[str, str], kinds: Mapping[str, object]) -> Provider | None:
    """Read the provider of a home, if it names one; its secret stands in the environment."""
    identity = settings.get("identity", {})
    told = identity.get("oidc") if isinstance(identity, Mapping) else None
    if told is None:
        return None
    if not isinstance(told, Mapping) or set(told) - KEYS:
        raise _wrong(f"Known settings: {', '.join(sorted(KEYS))}.")
    issuer, client, secret = (str(told.get(key, "")) for key in ("issuer", "client_id", "secret"))
    claims = told.get("claims", {})
    if not secret.startswith("env:"):
        raise _wrong('Write secret = "env:NAME" and keep it in that environment variable.')
    if not isinstance(claims, Mapping) or not claims or set(map(str, claims.values())) - set(kinds):
        raise _wrong(f'Say which claim is which identifier, such as claims = {{email = "email"}}; known: {", ".join(kinds)}.')
    if not client or not _safe(issuer):
        raise _wrong("Give client_id, and an issuer that begins with https://.")
    scopes, name = str(told.get("scopes", "openid email")), str(told.get("name", urlsplit(issuer).hostname))
    return Provider(issuer, client, resolve(f"{_WHERE}.secret", secret, environ), scopes, {str(k): str(v) for k, v in claims.items()}, name)


def _wrong(hint: str) -> MisconfiguredError:
    return MisconfiguredError("oidc-settings", "The identity provider is not described in full.", where=_WHERE, hint=hint)


def _safe(url: str) -> bool:
    """Tell whether an address is spoken to in private: by TLS, or without leaving this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and _here(parts.hostname or ""))


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def asked(
    method: str, url: str, form: Mapping[str, str] | None = None, auth: tuple[str, str] | None = None, bearer: str = ""
) -> Mapping[str, Any]:
    """Ask the provider; whatever it does wrong is one kind of error, and nothing it said is repeated."""
    if not _safe(url):
        raise UnavailableError("provider-unsafe", "The identity provider names an address that is not https.", where=_WHERE)
    try:
        with httpx.Client(timeout=_PATIENCE, trust_env=False) as client:
            told = client.request(
                method, url, data=dict(form) if form else None, auth=auth, headers={"Authorization": f"Bearer {bearer}"} if bearer else None
            )
            told.raise_for_status()
            answer = told.json()
    except (httpx.HTTPError, ValueError):
        raise UnavailableError("provider-away", "The identity provider does not answer as it should.", where=_WHERE) from None
    if not isinstance(answer, dict):
        raise UnavailableError("provider-away", "The identity provider does not answer as it should.", where=_WHERE)
    return answer
