"""What a letter is built from: what was found, done and kept, told item by item; and the letter itself, before any layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Right = Literal["erase", "withdraw", "rectify", "restrict", "port", "object"]
Ground = Literal[
    "legal_duty",
    "legal_claims",
    "contract",
    "consent",
    "legitimate_interest",
    "hold",
    "restriction",
    "shared",
    "by_hand",
    "decided",
    "linked",
]
Staying = Literal["not_provided", "other_basis", "shared"]
Why = Literal["mail", "file", "free_text", "shared", "body_mention"]

# ------------------------------------------------------------------ what the person is told about


@dataclass(frozen=True, slots=True)
class Field:
    """One value about the person: which datum it is, the column it stands in, and the value as it stands."""

    datum: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """One row about the person and the activity it serves."""

    system: str
    dataset: str
    activity: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Something set apart for a person's review, since it may hold other people (GDPR Art. 15(4))."""

    system: str
    dataset: str
    why: Why
    file: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A piece that was looked through: the file in which it is handed out, or none, and why it is not (GDPR Art. 15(4))."""

    system: str
    dataset: str
    why: str
    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Handed:
    """One time at which data were handed to somebody: when, to whom, of which activity, on which ground, and which data it has."""

    day: date
    to: str
    activity: str
    ground: str
    data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collected:
    """All that was found about one person: what can be shown, what must be looked through first, and what was handed to others."""

    items: tuple[Item, ...] = ()
    review: tuple[Review, ...] = ()
    handed: tuple[Handed, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """What was done to one dataset: erased, corrected, restricted or handed over, by the right in question."""

    system: str
    dataset: str
    data: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Stays:
    """What stays, on which ground and article (`GDPR Art. 17(3)(b)`), under which law of the policy, until when, for whose reason."""

    system: str
    dataset: str
    data: tuple[str, ...]
    ground: Ground
    article: str
    law: str | None
    until: date | None
    count: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What a person cannot take along, and why not (GDPR Art. 12(4), 20)."""

    system: str
    dataset: str
    data: tuple[str, ...]
    why: Staying
    count: int


@dataclass(frozen=True, slots=True)
class ByHandTask:
    """What a system cannot do by itself and an employee does."""

    system: str
    dataset: str
    why: str
    count: int


# ------------------------------------------------------------------ the letter


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading (level 2) or one below it (level 3), with the article it answers, and the anchor that leads here."""

    text: str
    law: str = ""
    level: Literal[2, 3] = 2
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together; each anchor leads to a place in the text."""

    text: str
    anchors: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """Things of one kind, one a line."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; the first cell names its row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms, each with what is said of it."""

    items: tuple[tuple[str, tuple[str, ...]], ...]


Block = Heading | Paragraph | Bullets | Table | Definitions


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter before layout: who sends it, when, its title and its blocks, then who signs it."""

    sender: tuple[str, ...]
    day: date
    title: str
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]

    def texts(self) -> tuple[str, ...]:
        """List every text of the letter in reading order."""
        return (*self.sender, self.title, *(text for block in self.blocks for text in _texts(block)), *self.closing)


def _texts(block: Block) -> tuple[str, ...]:
    match block:
        case Heading(text, law):
            return (text, law)
        case Paragraph(text):
            return (text,)
        case Bullets(items):
            return items
        case Table(caption, head, rows):
            return (caption, *head, *(cell for row in rows for cell in row))
        case Definitions(terms):
            return tuple(text for term, said in terms for text in (term, *said))
