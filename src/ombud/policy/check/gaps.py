"""What nobody has said yet: gaps, decided or not, and facts that are simply absent."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import ACCEPTED_FOR, Look
from ombud.policy.check.rulepack import Item, asked_at
from ombud.policy.finding import Finding, Path, Severity, Value
from ombud.policy.model import Gap, GapNote

_OPEN = Item("gap-open", "", (), mandatory=False)


def missing_facts(look: Look) -> Iterator[Finding]:
    """Report every gap where it stands, and every fact of the rule packs' lists that is absent."""
    for path, value in look.nodes:
        if isinstance(value, Gap):
            yield _gap(look, asked_at(look.items, path) or _OPEN, path, value)
        elif (value is None or value in ((), {})) and (item := asked_at(look.items, path)) and item.absent != "allowed":
            yield look.found(item.absent, item.wording or item.id, path, item.article)


def gap_notes(look: Look) -> Iterator[Finding]:
    """Report what is wrong with the list of gaps itself: questions without a place, acceptances without an owner."""
    placed = {value.gap for _, value in look.nodes if isinstance(value, Gap)}
    for name, note in look.policy.gaps.items():
        if note.accepted and not note.owner:
            yield look.error("gap-without-owner", ("gaps", name), gap=name)
        if name not in placed:
            yield _unplaced(look, name, note)


def _unplaced(look: Look, name: str, note: GapNote) -> Finding:
    accepted = look.accepted(Gap(name))
    severity: Severity = "warning" if accepted else "error"
    return look.found(severity, "gap-open.unplaced", ("gaps", name), ", ".join(note.law), gap=name, what=note.what)


def _gap(look: Look, item: Item, path: Path, gap: Gap) -> Finding:
    note = look.policy.gaps.get(gap.gap)
    silenced = look.accepted(gap) and not item.mandatory
    law = item.article or (", ".join(note.law) if note else "")
    also = ("gap-note", *_state(look, note, item)) if note else ()
    return look.found("warning" if silenced else "error", item.wording or item.id, path, law, "", also, **_said(note))


def _said(note: GapNote | None) -> dict[str, Value]:
    """Give what the note of a gap has to tell."""
    if note is None:
        return {}
    accepted: dict[str, Value] = {"by": note.accepted.by, "until": note.accepted.on + ACCEPTED_FOR} if note.accepted else {}
    return {"what": note.what, **accepted}


def _state(look: Look, note: GapNote, item: Item) -> tuple[str, ...]:
    """Tell how far the question has come."""
    if not note.accepted:
        return ()
    if note.accepted.on + ACCEPTED_FOR < look.as_of:
        return ("gap-acceptance-ended",)
    return ("gap-accepted-mandatory" if item.mandatory else "gap-accepted",)
