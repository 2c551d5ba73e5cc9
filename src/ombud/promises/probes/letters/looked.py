"""Whether readers were looked at only as they allow, and nothing undeclared is held of it (GDPR Art. 5(1)(c), ePrivacy Art. 5(3))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.probes.letters.sent import told_of
from ombud.promises.saying.phrase import phrase


def tracks(statement: Statement, looking: Looking) -> Check:
    """Look at all that is held of what readers did: each allowed it on that day, and nothing undeclared is there."""
    letters, sending = told_of(statement, looking)
    if not letters or not letters.looked:
        return unproven(phrase("nothing-tracked"), phrase("look-later"))
    beyond = [one for one in letters.held if one not in sending.tracks and not (one == "opened" and "opened_times" in sending.tracks)]
    if letters.unasked or beyond:
        figure, cause = phrase("rows-unasked", unasked=letters.unasked, rows=letters.looked), phrase("tracked-unasked", beyond=beyond)
        return Check("broken", figure, cause, phrase("erase-tracked"))
    return Check("kept", phrase("tracked-allowed", rows=letters.looked))
