"""Addresses in letters: a list and a reader sealed into a token that nobody can read, guess or alter (RFC 8058 §3.1)."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Literal

from ombud.errors import BadInputError
from ombud.evidence.pseudonym import open_sealed, seal
from ombud.store.home import Home

Use = Literal["leave", "choose", "open", "click"]
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Token:
    """What stands behind an address in a letter: whose it is, for which list, and of a look or a click in which letter, to where."""

    address: str
    purpose: str
    campaign: int = 0
    to: str = ""


def write(home: Home, use: Use, token: Token) -> str:
    """Seal a token for one use; the same token is never written twice the same."""
    plain = json.dumps([token.address, token.purpose, token.campaign, token.to], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(seal(home.state.keys.desk(), plain, _about(use))).decode().rstrip("=")


def read(home: Home, use: Use, text: str) -> Token:
    """Open a token; one that was forged, altered or made for another use is refused."""
    try:
        if len(text) > LONGEST:
            raise _unknown()
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        address, purpose, campaign, to = json.loads(open_sealed(home.state.keys.desk(), sealed, _about(use)))
    except (BadInputError, binascii.Error, ValueError):
        raise _unknown() from None
    return Token(address, purpose, campaign, to)


def _about(use: Use) -> bytes:
    return f"letters:{use}".encode()


def _unknown() -> BadInputError:
    return BadInputError("letter-link", "This is no link of ours.", hint="Use the link in the newest letter.")
