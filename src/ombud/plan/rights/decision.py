"""What becomes of a row, and why some of it stays: the words of a decision and its grounds (GDPR Art. 17(3))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ombud.plan.reach import Row, RowKey

Ground = Literal["legal_duty", "legal_claims", "contract", "consent", "legitimate_interest", "hold", "shared", "decided", "linked"]
ARTICLES: dict[Ground, str] = {
    "legal_duty": "GDPR Art. 17(3)(b)",
    "legal_claims": "GDPR Art. 17(3)(e)",
    "hold": "GDPR Art. 17(3)(e)",
    "contract": "GDPR Art. 17(1)(a)",
    "consent": "GDPR Art. 17(1)(b)",
    "legitimate_interest": "GDPR Art. 17(1)(c)",
    "shared": "GDPR Art. 15(4)",
    "decided": "GDPR Art. 12(4)",
    "linked": "GDPR Art. 12(6)",
}


@dataclass(frozen=True, slots=True)
class Stay:
    """Why some data of a row stay: the ground, the law or a person's reason behind it, and the day they will go where that is known."""

    data: tuple[str, ...]
    ground: Ground
    law: str | None = None
    until: date | None = None
    activity: str = ""
    reason: str = ""

    @property
    def article(self) -> str:
        """Cite the article the ground rests on."""
        return ARTICLES[self.ground]


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one row: erased, some columns emptied, left as it is, or handed to a person."""

    row: Row
    action: Literal["erase", "empty", "keep", "by_hand"]
    columns: tuple[str, ...] = ()
    stays: tuple[Stay, ...] = ()
    activities: tuple[str, ...] = ()


At = tuple[str, RowKey]
"""Where a row stands: its dataset and its key."""
