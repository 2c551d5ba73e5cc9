"""Whether nothing was handed out or changed before it was proved who asks, and proof was asked only with a reason (GDPR Art. 12(6))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import phrase

_NOBODY = unproven(phrase("no-request-desk"), phrase("take-requests"))


def proved(_: Statement, looking: Looking) -> Check:
    """Look at each case in which something was handed out or changed: somebody had proved before who they are."""
    if looking.kept.desk is None:
        return _NOBODY
    seen = looking.kept.desk.proved()
    if not seen.cases and not seen.by_command:
        return unproven(phrase("nothing-handed"), phrase("look-later"))
    if seen.unproved:
        figure = phrase("cases-unproved", unproved=seen.unproved, cases=seen.cases)
        return Check("broken", figure, phrase("desk-refuses"), phrase("find-who-did"))
    if seen.by_command:
        return unproven(phrase("answered-by-command", answers=seen.by_command), phrase("open-case"))
    return Check("kept", phrase("cases-proved", cases=seen.cases))


def asked(_: Statement, looking: Looking) -> Check:
    """Look at each time somebody was asked who they are: the reason for doubt is written down."""
    if looking.kept.desk is None:
        return _NOBODY
    seen = looking.kept.desk.asked()
    if not seen.times:
        return unproven(phrase("nobody-asked-proof"), phrase("look-later"))
    if seen.groundless:
        figure = phrase("asked-groundless", groundless=seen.groundless, times=seen.times)
        return Check("broken", figure, phrase("only-in-doubt"), phrase("write-down-why"))
    return Check("kept", phrase("asked-with-reason", times=seen.times))
