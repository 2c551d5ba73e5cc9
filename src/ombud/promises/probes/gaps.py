"""A statement whose fact is still open: waived while somebody who owns the question has accepted it, for 90 days (DESIGN §1)."""

from __future__ import annotations

from datetime import date

from ombud.policy.check.look import ACCEPTED_FOR
from ombud.policy.model import GapNote
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking


def open_question(statement: Statement, looking: Looking) -> Check:
    """Tell how a gap stands: accepted is waived; else what a rule should enforce is broken, and the rest unproven."""
    policy, today = looking.scene.policy, looking.scene.today
    notes = [note for name in statement.gaps if (note := policy.gaps.get(name))]
    owner = next((note.owner for note in notes if note.owner), "")
    named, cause = ", ".join(statement.gaps), " ".join(f"{note.what}." for note in notes) or "Nobody has said what it is about."
    ends = [end for note in notes if (end := _accepted(note, today))]
    if len(ends) == len(statement.gaps):
        return Check("waived", f"{named} accepted until {min(ends)}", cause, "Decide it before then.", owner, min(ends))
    lapsed = any(note.accepted for note in notes)
    figure = f"{named} is open" + ", and its acceptance has ended" * lapsed
    action = "Give the fact in the policy, or let its owner accept the gap for 90 days."
    return Check("broken" if statement.backing == "enforced" else "unproven", figure, cause, action, owner)


def _accepted(note: GapNote, today: date) -> date | None:
    """Tell until when a gap is accepted by somebody while somebody owns it; None where it is not, or no longer."""
    if not (note.owner and note.accepted and note.accepted.on <= today):
        return None
    end = note.accepted.on + ACCEPTED_FOR
    return end if today <= end else None
