"""A statement whose fact is still open: waived while somebody who owns the question has accepted it, for 90 days (DESIGN §1)."""

from __future__ import annotations

from datetime import date

from ombud.policy.check.look import ACCEPTED_FOR
from ombud.policy.model import GapNote
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking
from ombud.promises.saying.phrase import phrase


def open_question(statement: Statement, looking: Looking) -> Check:
    """Tell how a gap stands: accepted is waived; else what a rule should enforce is broken, and the rest unproven."""
    policy, today = looking.scene.policy, looking.scene.today
    notes = [note for name in statement.gaps if (note := policy.gaps.get(name))]
    owner = next((note.owner for note in notes if note.owner), "")
    noted = " ".join(f"{note.what}." for note in notes)
    cause = phrase("as-told", text=noted) if noted else phrase("gap-unnoted")
    ends = [end for note in notes if (end := _accepted(note, today))]
    if len(ends) == len(statement.gaps):
        figure = phrase("gap-accepted", gaps=statement.gaps, until=min(ends))
        return Check("waived", figure, cause, phrase("decide-before"), owner, min(ends))
    figure = phrase("gap-lapsed" if any(note.accepted for note in notes) else "gap-open", gaps=statement.gaps)
    return Check("broken" if statement.backing == "enforced" else "unproven", figure, cause, phrase("give-fact"), owner)


def _accepted(note: GapNote, today: date) -> date | None:
    """Tell until when a gap is accepted by somebody while somebody owns it; None where it is not, or no longer."""
    if not (note.owner and note.accepted and note.accepted.on <= today):
        return None
    end = note.accepted.on + ACCEPTED_FOR
    return end if today <= end else None
