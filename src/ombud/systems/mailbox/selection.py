"""Which messages a selection means: by address, by mention, by folder and id."""

from __future__ import annotations

import re
from collections.abc import Callable

from ombud.errors import RefusedError
from ombud.plan.evaluate import Days, as_text, chooser
from ombud.plan.model import Change, Matching, SetFields, Where, Within, selects_nothing_named
from ombud.policy.spelling import folded
from ombud.systems.mailbox.message import Letter
from ombud.systems.refusal import Refusal

KEY = ("folder", "id")


_FEW = 8
_SPELLED_OUT = re.compile(rb"\?b\?|=(?:2d|3\d|4[0-9a-f]|5[0-9a]|6[0-9a-f]|7[0-9a])")
"""How an encoded word writes letters that need no encoding."""


def rules_out(within: Within) -> Callable[[bytes], bool]:
    """Make a quick test that a header names none of a few addresses: it has the longest label of no domain."""
    if not isinstance(within, Matching) or within.columns != ("correspondents",) or len(within.values) > _FEW:
        return lambda _head: False
    domains = [folded(as_text(value)).rpartition("@")[2] for (value,) in within.values if value is not None]
    labels = [max(domain.split(".")[:-1] or [domain], key=len).encode() for domain in domains]

    def ruled_out(head: bytes) -> bool:
        lower = head.lower()
        return not any(label in lower for label in labels) and not _hides(lower)

    return ruled_out


def _hides(lower: bytes) -> bool:
    """Tell whether a domain may be written in other letters than its own: another charset, IDNA, an encoded word that spells it out."""
    return not lower.isascii() or b"xn--" in lower or (b"=?" in lower and bool(_SPELLED_OUT.search(lower)))


def letters(within: Within) -> Callable[[Letter, Days], bool]:
    """Make the test for the messages of a selection; a mention is looked for in no company of other columns."""
    if not isinstance(within, Matching):
        return chooser(within)
    if "body" not in within.columns:
        return chooser(within, lambda column, value: _same(column, as_text(value), fold=within.fold))
    if within.columns != ("body",):
        raise RefusedError("system-refused", "A mention cannot be looked for together with other columns.")
    also, wanted = chooser(Where(within.also)), [as_text(value) for (value,) in within.values if value is not None]
    return lambda letter, days: also(letter, days) and letter.mentions_others(wanted)


def ids_in(within: Within, folder: str) -> frozenset[str] | None:
    """List the ids that a selection by key names in a folder; None when it does not select by key."""
    if not isinstance(within, Matching) or within.columns != KEY:
        return None
    return frozenset(str(id_) for named, id_ in within.values if named == folder)


def only_sole(within: Within) -> bool:
    """Tell whether a selection asks for one person's mail, so that messages which others own too must stay."""
    return isinstance(within, Matching) and "correspondents" in within.columns


def refused(change: Change) -> Refusal | None:
    """Tell why no mailbox could ever carry out a change."""
    if isinstance(change, SetFields):
        return Refusal("message-in-place")
    if selects_nothing_named(change.within):
        return Refusal("rows-unnamed")
    if isinstance(change.within, Matching) and "body" in change.within.columns:
        return Refusal("message-mentioned")
    return None


def _same(column: str, text: str, *, fold: bool) -> str:
    return folded(text) if fold or column == "correspondents" else text
