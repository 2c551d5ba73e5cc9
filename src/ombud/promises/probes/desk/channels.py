"""Whether what people write to us is taken in (GDPR Art. 12(2))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, unproven


def mailbox(_: Statement, looking: Looking) -> Check:
    """Look into the mailbox for requests: it can be read, and nothing lies in it that was not taken in."""
    seen = looking.kept.desk.mailbox() if looking.kept.desk else None
    if seen is None:
        return unproven("No mailbox is read from here.", "Name it in ombud.toml: `[mail]`, `inbox`.")
    if seen.problem:
        return unproven(f"The mailbox could not be looked at. {seen.problem}", "Mend it, or run again when it answers.")
    if seen.lying:
        figure = f"{seen.lying:,} of {counted(seen.messages, 'message')} not taken in for over an hour"
        return Check("broken", figure, "Nothing reads the mailbox.", "Start `ombud serve` or `ombud worker`, and look at parked jobs.")
    return Check("kept", f"the mailbox was opened; of {counted(seen.messages, 'message')} in it none lies unread for over an hour")
