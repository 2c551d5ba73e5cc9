"""The letters that answer a person: their parts, the letters themselves, and the same answers for programs."""

from ombud.notices.letters.access import access_answer, copy_blocks, review_blocks
from ombud.notices.letters.data import access_data, decision_data, portable, portable_tables, read_portable, why_left
from ombud.notices.letters.decision import decision, gone_table, stays_list
from ombud.notices.letters.facts import AccessAnswer, answer
from ombud.notices.letters.model import ByHandTask, Collected, Field, Gone, Ground, Handed, Item, Left, Letter, Review, Right, Stays
from ombud.notices.letters.review import reviewed

__all__ = [
    "AccessAnswer",
    "ByHandTask",
    "Collected",
    "Field",
    "Gone",
    "Ground",
    "Handed",
    "Item",
    "Left",
    "Letter",
    "Review",
    "Right",
    "Stays",
    "access_answer",
    "access_data",
    "answer",
    "copy_blocks",
    "decision",
    "decision_data",
    "gone_table",
    "portable",
    "portable_tables",
    "read_portable",
    "review_blocks",
    "reviewed",
    "stays_list",
    "why_left",
]
