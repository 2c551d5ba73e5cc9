"""A statement as a value, and the few ways to make one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from ombud.policy.finding import Path
from ombud.policy.model import Gap
from ombud.policy.statements.kinds import Kind, Missing
from ombud.policy.statements.slots import Open, Slot

Backing = Literal["stated", "attested", "probed", "enforced"]
Probe = Literal[
    "", "none", "retention", "floor", "fields", "confined", "proof", "identity_documents", "exceptions", "evidence", "policy", "transfers",
    "access", "rectification", "erasure", "restriction", "portability", "objection", "withdrawal", "signature", "tls", "cookies",
    "letters_sent", "letters_senders", "letters_tracks",
    "agreed", "sent_agreed", "sent_by_email", "sent_with_link", "marketing", "suppressed", "objected", "logged", "old_enough",
    "each_change", "languages", "asked_again",
    "purposes", "profile", "machines", "forms", "identity", "identity_asked", "mailbox", "objections", "judged", "own_page", "disclosed",
    "links", "undecided", "by_need",
]  # fmt: skip
"""Which check looks: "" for what printing makes true, "none" for what no code looks at yet (`missing` says what is missing)."""

BACKINGS: tuple[Backing, ...] = get_args(Backing)
"""From the weakest to the strongest."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the policy says: its id, where its facts stand, its kind and slots, what backs it, which check looks.

    The sentence is the language packs': each has one template a kind, filled from the slots. `gaps` name the facts that are still
    open. An id is made from the path, with the names of things instead of places in a list; `*` is a sentence about all of a kind.
    """

    id: str
    path: Path
    backing: Backing
    probe: Probe
    kind: Kind
    slots: tuple[tuple[str, Slot], ...]
    missing: str = ""

    @property
    def gaps(self) -> tuple[str, ...]:
        """Name the gaps among its facts."""
        return _gaps(self.slots)

    @property
    def security(self) -> bool:
        """Tell whether it is about what guards our systems (GDPR Art. 32): how that stands is never public."""
        return self.path[:1] == ("measures",) or self.probe == "tls"

    def slot(self, name: str) -> Slot | None:
        """Give one slot, if the statement has it."""
        return dict(self.slots).get(name)

    def with_slot(self, name: str, slot: Slot) -> Statement:
        """Give the same statement with one slot more."""
        return replace(self, slots=tuple(sorted((*self.slots, (name, slot)), key=lambda pair: pair[0])))


def _gaps(slots: tuple[tuple[str, Slot], ...]) -> tuple[str, ...]:
    return tuple(sorted({gap for _, slot in slots if isinstance(slot, Open) for gap in slot.gaps}))


Statements = Iterator[Statement]
Given = Mapping[str, Slot | None]
_NONE: Given = {}


def _say(path: Path, how: tuple[Backing, Probe], kind: Kind, slots: Given, name: str, missing: str = "") -> Statement:
    """Make a statement; a gap among its slots is what is missing first."""
    given = tuple(sorted(((key, slot) for key, slot in slots.items() if slot is not None), key=lambda pair: pair[0]))
    gaps = _gaps(given)
    return Statement(name or ".".join(path), path, *how, kind, given, f"gap {', '.join(gaps)}" if gaps else missing)


def stated(path: Path, kind: Kind, slots: Given = _NONE, *, name: str = "") -> Statement:
    return _say(path, ("stated", ""), kind, slots, name)


def signed(path: Path, kind: Kind, slots: Given = _NONE, *, name: str = "") -> Statement:
    return _say(path, ("attested", "signature"), kind, slots, name)


def probed(path: Path, probe: Probe, kind: Kind, slots: Given = _NONE, *, name: str = "") -> Statement:
    return _say(path, ("probed", probe), kind, slots, name)


def unsettled(path: Path, kind: Kind, /, **facts: object) -> Statements:
    """State each of these facts that is still open, by itself."""
    for name, fact in facts.items():
        if isinstance(fact, Gap):
            here = (*path, name)
            yield stated(here, kind, {"fact": Open(".".join(here), (fact.gap,))})


def enforced(path: Path, probe: Probe, kind: Kind, slots: Given = _NONE, *, name: str = "") -> Statement:
    return _say(path, ("enforced", probe), kind, slots, name)


def later(path: Path, missing: Missing, kind: Kind, slots: Given = _NONE, *, backing: Backing = "probed", name: str = "") -> Statement:
    """State what no code looks at or does yet: it never reads as kept."""
    return _say(path, (backing, "none"), kind, slots, name, missing)
