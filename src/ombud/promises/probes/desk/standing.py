"""Whether what people object to stops while it is decided, and no machine alone has the last word (GDPR Art. 18(1)(d), 21(1), 22(3))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, unproven


def objections(_: Statement, looking: Looking) -> Check:
    """Ask the gate about everybody whose objection waits for a decision."""
    seen = looking.kept.desk.objections() if looking.kept.desk else None
    if not seen or not seen.waiting:
        return unproven("Nobody's objection waits for a decision.", "It is looked at again when one does.")
    if seen.unheeded:
        figure = f"{seen.unheeded:,} of {counted(seen.waiting, 'objection')} not heeded by the gate"
        return Check(
            "broken", figure, "The case names no address by which the gate knows the person.", "Add one to the case, or decide it."
        )
    return Check("kept", f"{counted(seen.waiting, 'objection')} waiting, and the gate says no to each; other programs must ask it")


def judged(_: Statement, looking: Looking) -> Check:
    """Look at the cases about decisions of machines: a person answered each, in time."""
    seen = looking.kept.desk.judged() if looking.kept.desk else None
    if not seen or not seen.answered + seen.late:
        return unproven("Nobody has refused a decision of a machine yet.", "It is looked at again when somebody has.")
    if wrong := seen.by_machine + seen.late:
        figure = f"{wrong:,} of {counted(seen.answered + seen.late, 'case')} answered by no person, or not in time"
        return Check("broken", figure, "A person must look at what a machine decided.", "Have somebody answer them now.")
    return Check("kept", f"{counted(seen.answered, 'case')} about a decision of a machine, each answered by a person")
