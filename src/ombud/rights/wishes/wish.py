"""A person's wish, what was found and decided, and how it stands: the shapes the rights desk works with."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ombud.errors import BadInputError, RefusedError
from ombud.notices.letters.model import Handed
from ombud.plan.acts import Act
from ombud.plan.reach import Flock, Person
from ombud.plan.rights.decision import Decision
from ombud.plan.rights.wish import Right
from ombud.policy.model import Language, Policy
from ombud.rights.wishes.corrected import Stood
from ombud.rights.wishes.remembered import Remembered, plain, read_rows, told_apart, written, written_flocks
from ombud.store.proof import Left
from ombud.systems.connector import Connector
from ombud.systems.refusal import Refusal

Outcome = Literal["planned", "done", "partial", "nobody", "ambiguous", "refused"]
Identified = tuple[str, str]
Subjects = list[tuple[Identified, ...]]
Systems = Mapping[str, Connector]
ERASING: tuple[Right, ...] = ("erase", "withdraw", "object")
"""The rights of which every row is decided; the others change or tell what they find."""

TELLING = ("access", "port")
"""The rights that are answered by telling alone, so that nothing is carried out (GDPR Art. 15, 20)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: the right, why, for which purpose, how corrected, in which language, leaving which acts for which reason.

    What is asked `direct` concerns the rows alone that name an identifier given; nothing that those lead to.
    """

    right: Right
    reason: str
    purpose: str | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    language: Language = "en"
    leaving: Mapping[str, str] = field(default_factory=dict)
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One person's part of a wish: whether they were found, what becomes of each row, which proofs and hand-overs are about them."""

    person: Person
    outcome: Outcome
    decisions: tuple[Decision, ...] = ()
    ambiguous: tuple[str, ...] = ()
    left: tuple[Act, ...] = ()
    """What would be done and is not, because somebody decided so."""
    proofs: tuple[Left, ...] = ()
    handed: tuple[Handed, ...] = ()


@dataclass(frozen=True, slots=True)
class ByHand:
    """What no system can do by itself: where, why, how many rows (none, where nobody could look)."""

    place: str
    why: Literal["no_identifier", "body_mention", "shared", "unclassified", "unsupported", "changed"]
    count: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A wish planned for all its persons: the acts, what no system can do, and the datasets that wait for systems that are down."""

    wish: Wish
    cases: tuple[Case, ...]
    acts: tuple[Act, ...]
    by_hand: tuple[ByHand, ...]
    unavailable: Mapping[str, str]
    refused: Mapping[str, Refusal]
    waiting: Collection[str] = ()
    flocks: Mapping[str, Flock] = field(default_factory=dict)
    left: tuple[Act, ...] = ()
    """The acts that somebody decided to leave."""

    @property
    def outcome(self) -> Outcome:
        """Tell how the whole stands: one answer for one person, else the worst that holds for all."""
        if self.refused:
            return "refused"
        outcomes = {case.outcome for case in self.cases}
        return "planned" if "planned" in outcomes else "ambiguous" if "ambiguous" in outcomes else "nobody"


class PlanRefusedError(RefusedError):
    """A system would refuse a part of a plan: which dataset, and why, as every language tells it."""

    def __init__(self, refused: Mapping[str, Refusal], where: str = "") -> None:
        """Keep the reasons; the hint tells them in English."""
        hint = "; ".join(f"{place}: {why.message}" for place, why in refused.items())
        super().__init__("plan-refused", "A system would refuse a part of this plan; nothing was done.", where=where, hint=hint)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a run keeps under its own key until it is done.

    The wish, the subjects as given, all identifiers they led to; and once it is begun, the rows it found of each, the day it decided, and
    digests of the values that it is to correct. Flocks are written with the rows; read back, their rows are told apart.
    """

    wish: Wish
    given: list[tuple[Identified, ...]]
    resolved: list[tuple[Identified, ...]]
    rows: tuple[Remembered, ...] = ()
    day: date | None = None
    stood: Stood = field(default_factory=dict)
    flocks: Mapping[str, Flock] = field(default_factory=dict)

    def text(self) -> bytes:
        """Write it as the bytes that are sealed."""
        wish, day = self.wish, self.day.isoformat() if self.day else None
        asked = [wish.right, wish.reason, wish.purpose, dict(wish.changes), wish.language, self.given]
        rows = [written(rows) for rows in self.rows]
        told = [*asked, self.resolved, rows, day, self.stood, dict(wish.leaving), written_flocks(self.flocks), wish.direct]
        return json.dumps(told, default=plain).encode()

    @classmethod
    def read(cls, text: bytes) -> Sealed:
        """Read back what `text` wrote."""
        right, reason, purpose, changes, language, given, resolved, rows, day, stood, leaving, flocks, *direct = json.loads(text)
        remembered = tuple(told_apart(read_rows(one), flocks) for one in rows)
        wish = Wish(right, reason, purpose, changes, language, leaving, *direct)
        return cls(wish, _pairs(given), _pairs(resolved), remembered, date.fromisoformat(day) if day else None, stood)

    def question(self) -> bytes:
        """Write what was asked, without what it led to: the same question has the same bytes."""
        return Sealed(self.wish, sorted(self.given), []).text()


def checked(wish: Wish, policy: Policy) -> Wish:
    """Refuse a wish that speaks of data, purposes or activities which the policy does not know."""
    if wish.right == "rectify" and not wish.changes:
        raise BadInputError("nothing-to-rectify", "Nothing to correct was given.", hint="Say it with --set DATA=VALUE.")
    if unknown := sorted(set(wish.changes) - set(policy.data)):
        raise BadInputError(
            "unknown-datum", f"The policy knows no data called {', '.join(unknown)}.", hint=f"Known: {', '.join(policy.data)}."
        )
    known = {name for act_id, act in policy.activities.items() for name in (act_id, *act.purposes)}
    if wish.purpose and wish.purpose not in known:
        raise BadInputError(
            "unknown-purpose", f"The policy has no purpose or activity `{wish.purpose}`.", hint=f"Known: {', '.join(sorted(known))}."
        )
    return wish


def _pairs(subjects: list[list[list[str]]]) -> list[tuple[Identified, ...]]:
    return [tuple((kind, value) for kind, value in one) for one in subjects]


def read_subjects(text: str, kinds: Mapping[str, object]) -> list[tuple[Identified, ...]]:
    """Read KIND:VALUE lines; a person is a block of lines, and where no empty line stands every line is a person."""
    blocks = [block.splitlines() for block in text.strip().split("\n\n")]
    if len(blocks) == 1:
        blocks = [[line] for line in blocks[0]]
    subjects = [tuple(_identifier(line, kinds) for line in block if line.strip()) for block in blocks]
    if not any(subjects):
        raise BadInputError(
            "no-subject", "No subject was given.", hint="Write one KIND:VALUE a line on standard input, such as email:ADDRESS."
        )
    return [subject for subject in subjects if subject]


def _identifier(line: str, kinds: Mapping[str, object]) -> Identified:
    kind, colon, value = line.strip().partition(":")
    if not colon or not value.strip() or kind not in kinds:
        known = ", ".join(kinds) or "none; declare `identifiers` in the policy"
        raise BadInputError("bad-subject", "A subject line is not KIND:VALUE with a known kind.", hint=f"Known kinds: {known}.")
    return kind, value.strip()
