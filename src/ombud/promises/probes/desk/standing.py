"""Whether what people object to stops while it is decided, and no machine alone has the last word (GDPR Art. 18(1)(d), 21(1), 22(3))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import phrase


def objections(_: Statement, looking: Looking) -> Check:
    """Ask the gate about everybody whose objection waits for a decision."""
    seen = looking.kept.desk.objections() if looking.kept.desk else None
    if not seen or not seen.waiting:
        return unproven(phrase("no-objection"), phrase("look-later"))
    if seen.unheeded:
        figure = phrase("objections-unheeded", unheeded=seen.unheeded, waiting=seen.waiting)
        return Check("broken", figure, phrase("no-known-address"), phrase("add-address"))
    return Check("kept", phrase("objections-heeded", waiting=seen.waiting))


def judged(_: Statement, looking: Looking) -> Check:
    """Look at the cases about decisions of machines: a person answered each, in time."""
    seen = looking.kept.desk.judged() if looking.kept.desk else None
    if not seen or not seen.answered + seen.late:
        return unproven(phrase("no-machine-refused"), phrase("look-later"))
    if wrong := seen.by_machine + seen.late:
        figure = phrase("judged-wrong", wrong=wrong, cases=seen.answered + seen.late)
        return Check("broken", figure, phrase("person-must-look"), phrase("have-answered"))
    return Check("kept", phrase("judged-by-person", cases=seen.answered))
