"""Whether what was sent went only to people who had agreed, the promised way, with a way out (GDPR Art. 7, ePrivacy Art. 13)."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.choices import Sends
from ombud.promises.looking import Check, Looking, counted, unproven

_OTHERS = "What another mailer sends and does not report is not seen."


def agreed_to(statement: Statement, looking: Looking) -> Check:
    """Look at all that was sent for a purpose, or for all of an activity: each had a yes on that day, and nobody had asked for none."""
    sends = sends_of(statement, looking)
    if not sends.count:
        action = "Send with `ombud letters send`, or report what another mailer sent with `ombud letters sent`."
        return unproven(f"Nothing was sent for it in the last year. {_OTHERS}", action)
    wrong = sends.without + sends.listed + sends.late
    if wrong:
        cause = f"{sends.without:,} without a consent, {sends.listed:,} to people on the list, {sends.late:,} after it was taken back."
        action = "Find out who sent it; filter every list with `ombud may --list` first."
        return Check("broken", f"{wrong:,} of {counted(sends.count, 'letter')} in the last year", cause, action)
    return Check("kept", f"{counted(sends.count, 'letter')} in the last year, each allowed on its day. {_OTHERS}")


def by_email(statement: Statement, looking: Looking) -> Check:
    """Look whether all that was sent from here for an activity went by e-mail."""
    sends = sends_of(statement, looking)
    if not sends.channels:
        return unproven(f"Nothing was sent for it from here in the last year. {_OTHERS}", "Send with `ombud letters send`.")
    if strange := sorted(set(sends.channels) - {"email"}):
        cause = f"Some went another way: {', '.join(strange)}."
        return Check(
            "broken", f"{counted(len(strange), 'other channel')} used", cause, "Find out who sent it; `ombud letters send` would not."
        )
    return Check("kept", f"{counted(sends.count, 'letter')} in the last year, all by e-mail. {_OTHERS}")


def way_out(statement: Statement, looking: Looking) -> Check:
    """Look whether each letter carried a link to leave by, as its raw message was when it went (RFC 8058)."""
    sends = sends_of(statement, looking)
    if not sends.looked:
        return unproven(f"No letter was sent from here in the last year. {_OTHERS}", "Send with `ombud letters send`.")
    if bare := sends.looked - sends.linked:
        cause = "They left without a link by which their reader could leave."
        return Check("broken", f"{bare:,} of {counted(sends.looked, 'letter')}", cause, "Find out how; then send them the link.")
    return Check("kept", f"{counted(sends.looked, 'letter')} in the last year, each with the link. {_OTHERS}")


def sends_of(statement: Statement, looking: Looking) -> Sends:
    """Give what was sent for a statement's purpose, or for its activity with all that it is for."""
    activity = statement.path[1]
    if looking.kept.choices is None or activity not in looking.scene.policy.activities:
        return Sends()
    one = statement.path[3:4] if statement.path[2] == "purposes" else tuple(looking.scene.policy.activities[activity].purposes)
    return looking.kept.choices.sends(activity, (activity, *one))
