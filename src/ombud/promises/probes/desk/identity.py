"""Whether nothing was handed out or changed before it was proved who asks, and proof was asked only with a reason (GDPR Art. 12(6))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, unproven

_NOBODY = unproven("No desk takes requests here.", "Take requests in with `ombud serve`.")


def proved(_: Statement, looking: Looking) -> Check:
    """Look at each case in which something was handed out or changed: somebody had proved before who they are."""
    if looking.kept.desk is None:
        return _NOBODY
    seen = looking.kept.desk.proved()
    if not seen.cases and not seen.by_command:
        return unproven("Nothing was handed out or changed for anybody yet.", "It is looked at again when something was.")
    if seen.unproved:
        figure = f"{seen.unproved:,} of {counted(seen.cases, 'case')} carried out without proof of who asks"
        return Check("broken", figure, "The desk would have refused.", "Find out who carried them out, and tell those concerned.")
    if seen.by_command:
        cause = f"{counted(seen.by_command, 'answer')} handed out by command, where nobody is asked how they know the person."
        return unproven(cause, "Open a case for whoever asks; the desk asks for proof.")
    return Check("kept", f"{counted(seen.cases, 'case')} carried out, each after proof of who asks")


def asked(_: Statement, looking: Looking) -> Check:
    """Look at each time somebody was asked who they are: the reason for doubt is written down."""
    if looking.kept.desk is None:
        return _NOBODY
    seen = looking.kept.desk.asked()
    if not seen.times:
        return unproven("Nobody was asked to prove who they are yet.", "It is looked at again when somebody was.")
    if seen.groundless:
        figure = f"{seen.groundless:,} of {seen.times:,} times without a reason"
        return Check("broken", figure, "Proof may be asked for only where there is doubt.", "Write down why, and train whoever asked.")
    return Check("kept", f"{counted(seen.times, 'time')} proof was asked for or a document taken, each with its reason")
