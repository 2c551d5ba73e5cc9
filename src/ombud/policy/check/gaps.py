"""What nobody has said yet: gaps, decided or not, and facts that are simply absent."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import ACCEPTED_FOR, Look
from ombud.policy.check.rulepack import Item, fits
from ombud.policy.finding import Finding, Path, Severity
from ombud.policy.model import Gap, GapNote

_OPEN = Item(
    "gap-open", "", (), "This fact is not given", "Replace the gap by the fact, or let its owner accept it for 90 days.", mandatory=False
)


def missing_facts(look: Look) -> Iterator[Finding]:
    """Report every gap where it stands, and every fact of the rule packs' lists that is absent."""
    for path, value in look.nodes:
        if isinstance(value, Gap):
            yield _gap(look, _item(look, path) or _OPEN, path, value)
        elif (value is None or value in ((), {})) and (item := _item(look, path)) and item.absent != "allowed":
            yield look.found(item.absent, item.id, path, f"{item.says}.", item.hint, item.article)


def gap_notes(look: Look) -> Iterator[Finding]:
    """Report what is wrong with the list of gaps itself: questions without a place, acceptances without an owner."""
    placed = {value.gap for _, value in look.nodes if isinstance(value, Gap)}
    for name, note in look.policy.gaps.items():
        if note.accepted and not note.owner:
            hint = "Write `owner:` with the role that will answer it."
            yield look.error("gap-without-owner", ("gaps", name), f"Gap {name} is accepted, but nobody owns it.", hint)
        if name not in placed:
            yield _unplaced(look, name, note)


def _unplaced(look: Look, name: str, note: GapNote) -> Finding:
    accepted = look.accepted(Gap(name))
    severity: Severity = "warning" if accepted else "error"
    hint = "Mend what it speaks of and delete the note, or write {gap: …} where the fact belongs."
    return look.found(severity, "gap-open", ("gaps", name), f"{name} is still open: {note.what}.", hint, ", ".join(note.law))


def _item(look: Look, path: Path) -> Item | None:
    return next((item for steps, item in look.items.get((len(path), path[:1]), ()) if fits(steps, path)), None)


def _gap(look: Look, item: Item, path: Path, gap: Gap) -> Finding:
    note = look.policy.gaps.get(gap.gap)
    message = f"{item.says}: {note.what}." if note else f"{item.says}."
    silenced = look.accepted(gap) and not item.mandatory
    law = item.article or (", ".join(note.law) if note else "")
    return look.found("warning" if silenced else "error", item.id, path, message + _state(look, note, item), item.hint, law)


def _state(look: Look, note: GapNote | None, item: Item) -> str:
    """Tell how far the question has come."""
    if not note or not note.accepted:
        return ""
    until = note.accepted.on + ACCEPTED_FOR
    if until < look.as_of:
        return f" Its acceptance by {note.accepted.by} ended on {until}."
    return (
        f" Accepted by {note.accepted.by} until {until}, but the law makes the fact mandatory."
        if item.mandatory
        else f" Accepted until {until}."
    )
