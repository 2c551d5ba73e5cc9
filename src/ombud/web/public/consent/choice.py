"""A choice as it comes in, and as we understand it: the verdict is ours, from what was pressed and what may be asked (GDPR Art. 4(11))."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, cast, get_args
from urllib.parse import parse_qs, quote, unquote

from ombud.notices.cookies.register import NECESSARY, Register
from ombud.web.public.consent import token
from ombud.web.public.consent.token import Shown

How = Literal["all", "necessary", "save", "frame"]
"""What was pressed: all, none but the necessary, what is ticked, or one kind beside a frame that it blocks."""

MARKETING = "marketing"
_NUMBER = 22
_MOST_FIELDS = 20
_QUOTED = str.maketrans({sign: quote(sign, safe="") for sign in map(chr, range(128))})
"""How a cookie writes what JSON writes, which is ASCII (RFC 6265 §4.1.1)."""


class Unfit(Exception):  # noqa: N818 - no fault of ours: what came in cannot be a choice
    """Why something that came in is no choice, as a word that never repeats what came in."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the cookie of a choice says: the kinds that may be used, of which edition, and the number of its proof while there is one."""

    categories: tuple[str, ...] = ()
    edition: str = ""
    at: datetime | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody chose: given, refused, taken back; what they were shown; when, by our clock and by theirs."""

    given: tuple[str, ...]
    refused: tuple[str, ...]
    withdrawn: tuple[str, ...]
    shown: Shown
    how: How
    by_form: bool
    gpc: bool
    at: datetime
    claimed: datetime | None
    number: str
    again: bool

    def cookie(self, edition: str) -> str:
        """Write what the browser keeps; a number only while something is given: nobody is known by a refusal."""
        kept: dict[str, object] = {"categories": [NECESSARY, *self.given], "revision": edition, "at": int(self.at.timestamp())}
        return json.dumps(kept | ({"id": self.number} if self.given else {}), separators=(",", ":")).translate(_QUOTED)


def understood(body: bytes, before: Remembered, register: Register, now: datetime, *, header_gpc: bool) -> Answer:
    """Understand a choice, or tell why it is none."""
    fields = _fields(body)
    how, shown = _how(fields), token.read(_one(fields, "token"))
    if shown is None:
        raise Unfit("token-forged")
    kinds, gpc = register.optional, header_gpc or _one(fields, "gpc") == "1"
    named = fields.get("category", [])
    if set(named) - {NECESSARY, *kinds}:
        raise Unfit("category-unknown")
    wanted = kinds if how == "all" else () if how == "necessary" else tuple(kind for kind in kinds if kind in named)
    given = tuple(kind for kind in wanted if not (gpc and kind == MARKETING))
    if given and shown.edition != register.edition:  # a no needs no newer text than a yes
        raise Unfit("notice-old")
    withdrawn = tuple(kind for kind in before.categories if kind in kinds and kind not in given)
    refused = tuple(kind for kind in kinds if kind not in (*given, *withdrawn))
    number = before.number or secrets.token_urlsafe(16)
    by_form, again = _one(fields, "via") == "page", bool(before.number) and before.edition != register.edition
    return Answer(given, refused, withdrawn, shown, how, by_form, gpc, now, _moment(_one(fields, "at")), number, again)


def remembered(cookie: str) -> Remembered:
    """Read the cookie of a choice; one that is not as we write it says nothing, whoever wrote it."""
    if not cookie:
        return Remembered()  # most have none, and a fault is dear
    try:
        kept = json.loads(unquote(cookie, errors="strict"))
        categories, at = tuple(map(str, kept["categories"])), datetime.fromtimestamp(int(kept["at"]), UTC)
        number = str(kept.get("id", ""))
        return Remembered(categories, str(kept["revision"]), at, number if len(number) == _NUMBER else "")
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, RecursionError):
        return Remembered()


def standing(cookie: str, register: Register, *, gpc: bool) -> Remembered | None:
    """Tell which choice holds now; one of another edition does not, and people are asked anew."""
    kept = remembered(cookie)
    if kept.edition != register.edition:
        return None
    may = [kind for kind in register.optional if not (gpc and kind == MARKETING)]
    return replace(kept, categories=tuple(kind for kind in kept.categories if kind in may))


def _fields(body: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(body.decode("ascii"), errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Unfit("form-unreadable") from None


def _one(fields: Mapping[str, list[str]], name: str) -> str:
    found = fields.get(name, [""])
    if len(found) > 1:
        raise Unfit("field-twice")
    return found[0]


def _how(fields: Mapping[str, list[str]]) -> How:
    how = _one(fields, "how")
    if how not in get_args(How):
        raise Unfit("choice-missing")
    return cast("How", how)


def _moment(milliseconds: str) -> datetime | None:
    """Read the moment that a browser claims; it decides nothing, so one that is no moment is none."""
    try:
        return datetime.fromtimestamp(int(milliseconds[:16]) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
