"""Signing in: authorization code with PKCE, state and nonce, bound to one case and one session (OpenID Connect Core 1.0 §3.1, RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ombud.errors import RefusedError
from ombud.rights.identity.oidc.provider import Provider, asked

LIFE = timedelta(minutes=10)
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key that the provider alone has: never `none`, never a shared secret."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a sign-in that was begun must come back with."""

    case: str
    state: str
    nonce: str
    verifier: str
    until: float

    def text(self) -> bytes:
        """Write it as the bytes that are sealed."""
        return json.dumps([self.case, self.state, self.nonce, self.verifier, self.until]).encode()

    @classmethod
    def read(cls, text: bytes) -> Begun:
        """Read back what `text` wrote."""
        return cls(*json.loads(text))


def begin(case: str, at: datetime) -> Begun:
    """Draw what binds a sign-in to a case."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Begun(case, state, nonce, verifier, (at + LIFE).timestamp())


def address(provider: Provider, begun: Begun, back: str, language: str) -> str:
    """Give the address at the provider where the person signs in; it holds nothing about them."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": provider.scopes,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "ui_locales": language,
    }
    return f"{provider.described()['authorization_endpoint']}?{urlencode(query)}"


def came_back(provider: Provider, begun: Begun, case: str, query: Mapping[str, str], back: str, at: datetime) -> Mapping[str, Any]:
    """Give the claims of a person who signed in; whatever does not belong to what was begun is refused (RFC 9700 §2.1)."""
    same = hmac.compare_digest(begun.state.encode(), query.get("state", "").encode())
    ours = query.get("iss", provider.issuer) == provider.issuer  # RFC 9207
    if not (same and ours and begun.case == case and at.timestamp() < begun.until and query.get("code")):
        raise _refused()
    described = provider.described()
    form = {"grant_type": "authorization_code", "code": query["code"], "redirect_uri": back, "code_verifier": begun.verifier}
    told = asked("POST", str(described["token_endpoint"]), form, (provider.client_id, provider.secret))
    claims = _verified(str(told.get("id_token", "")), asked("GET", str(described["jwks_uri"])), provider, begun.nonce, at)
    return _with_more(claims, provider, described, str(told.get("access_token", "")))


def _with_more(claims: Mapping[str, Any], provider: Provider, described: Mapping[str, Any], access: str) -> Mapping[str, Any]:
    """Add what the provider tells only when asked, if it is about the same person (OpenID Connect Core 1.0 §5.3.2)."""
    if not set(provider.claims) - set(claims) or not access or "userinfo_endpoint" not in described:
        return claims
    more = asked("GET", str(described["userinfo_endpoint"]), bearer=access)
    if not claims.get("sub") or more.get("sub") != claims["sub"]:
        raise _refused()
    return {**more, **claims}


def _verified(token: str, keys: Mapping[str, Any], provider: Provider, nonce: str, at: datetime) -> Mapping[str, Any]:
    """Verify the identity token: its signature, issuer, audience, time and nonce (OpenID Connect Core 1.0 §3.1.3.7)."""
    try:
        read = jwt.decode(token, KeySet.import_key_set({"keys": list(keys.get("keys", []))}), algorithms=_ALGORITHMS)
        wanted = jwt.JWTClaimsRegistry(
            now=lambda: int(at.timestamp()),
            leeway=60,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": provider.client_id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            iat={"essential": True},
        )
        wanted.validate(read.claims)
    except (JoseError, ValueError, TypeError, KeyError):
        raise _refused() from None
    if read.claims.get("azp", provider.client_id) != provider.client_id:
        raise _refused()
    return read.claims


def _refused() -> RefusedError:
    return RefusedError("sign-in-refused", "This sign-in does not belong to this case.", hint="Begin it again from the page of the case.")
