"""Whether what was sent went only to people who had agreed, the promised way, with a way out (GDPR Art. 7, ePrivacy Art. 13)."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.choices import Sends
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import phrase


def agreed_to(statement: Statement, looking: Looking) -> Check:
    """Look at all that was sent for a purpose, or for all of an activity: each had a yes on that day, and nobody had asked for none."""
    sends = sends_of(statement, looking)
    if not sends.count:
        return unproven(phrase("nothing-sent-year"), phrase("send-or-report"))
    if wrong := sends.without + sends.listed + sends.late:
        cause = phrase("sends-unallowed", without=sends.without or None, listed=sends.listed or None, late=sends.late or None)
        return Check("broken", phrase("letters-unallowed", wrong=wrong, letters=sends.count), cause, phrase("filter-lists"))
    return Check("kept", phrase("letters-allowed", letters=sends.count))


def by_email(statement: Statement, looking: Looking) -> Check:
    """Look whether all that was sent from here for an activity went by e-mail."""
    sends = sends_of(statement, looking)
    if not sends.channels:
        return unproven(phrase("nothing-sent-here"), phrase("send-letters"))
    if strange := sorted(set(sends.channels) - {"email"}):
        figure, cause = phrase("other-channels", channels=len(strange)), phrase("went-otherwise", channels=strange)
        return Check("broken", figure, cause, phrase("find-sender"))
    return Check("kept", phrase("letters-by-email", letters=sends.count))


def way_out(statement: Statement, looking: Looking) -> Check:
    """Look whether each letter carried a link to leave by, as its raw message was when it went (RFC 8058)."""
    sends = sends_of(statement, looking)
    if not sends.looked:
        return unproven(phrase("nothing-sent-here"), phrase("send-letters"))
    if bare := sends.looked - sends.linked:
        figure = phrase("letters-wrong", wrong=bare, letters=sends.looked)
        return Check("broken", figure, phrase("no-way-out"), phrase("send-link"))
    return Check("kept", phrase("letters-with-link", letters=sends.looked))


def sends_of(statement: Statement, looking: Looking) -> Sends:
    """Give what was sent for a statement's purpose, or for its activity with all that it is for."""
    activity = statement.path[1]
    if looking.kept.choices is None or activity not in looking.scene.policy.activities:
        return Sends()
    one = statement.path[3:4] if statement.path[2] == "purposes" else tuple(looking.scene.policy.activities[activity].purposes)
    return looking.kept.choices.sends(activity, (activity, *one))
