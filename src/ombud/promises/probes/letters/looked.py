"""Whether readers were looked at only as they allow, and nothing undeclared is held of it (GDPR Art. 5(1)(c), ePrivacy Art. 5(3))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, unproven
from ombud.promises.probes.letters.sent import told_of


def tracks(statement: Statement, looking: Looking) -> Check:
    """Look at all that is held of what readers did: each allowed it on that day, and nothing undeclared is there."""
    letters, sending = told_of(statement, looking)
    if not letters or not letters.looked:
        return unproven("Nothing of what readers do is held here yet.", "It is looked at again when something is.")
    beyond = [one for one in letters.held if one not in sending.tracks and not (one == "opened" and "opened_times" in sending.tracks)]
    if letters.unasked or beyond:
        parts = [f"{counted(letters.unasked, 'row')} without a yes on that day" if letters.unasked else "", ", ".join(beyond)]
        cause = f"It holds: {'; '.join(filter(None, parts))}."
        return Check(
            "broken", f"{letters.unasked:,} of {letters.looked:,} rows", cause, "Erase what was not allowed, and find out how it came."
        )
    return Check("kept", f"{counted(letters.looked, 'row')} of what readers did, each allowed on that day")
