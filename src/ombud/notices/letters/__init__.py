"""The letters that answer a person: their parts, the letters themselves, and the same answers for programs."""

from ombud.notices.letters.access import access_answer
from ombud.notices.letters.data import access_data, decision_data, portable, portable_tables, read_portable, why_left
from ombud.notices.letters.decision import decision
from ombud.notices.letters.facts import AccessAnswer, answer
from ombud.notices.letters.model import ByHandTask, Collected, Field, Gone, Ground, Item, Left, Letter, Review, Right, Stays

__all__ = [
    "AccessAnswer",
    "ByHandTask",
    "Collected",
    "Field",
    "Gone",
    "Ground",
    "Item",
    "Left",
    "Letter",
    "Review",
    "Right",
    "Stays",
    "access_answer",
    "access_data",
    "answer",
    "decision",
    "decision_data",
    "portable",
    "portable_tables",
    "read_portable",
    "why_left",
]
