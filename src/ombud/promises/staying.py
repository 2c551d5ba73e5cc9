"""Until when rows stay that hold others back, told from their own days (docs/decisions/0008, 0014); spilled: memory is flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date

from ombud.execute.join import Identified

_TABLE = """
    PRAGMA secure_delete = ON; PRAGMA cache_size = -8192;
    CREATE TABLE stays (
        dataset TEXT, known_for TEXT, kind TEXT, value TEXT, last TEXT, PRIMARY KEY (dataset, known_for, kind, value)
    ) WITHOUT ROWID;
"""
_LATER = "INSERT INTO stays VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)"
_LAST = "SELECT last FROM stays WHERE dataset = ? AND known_for = ? AND kind = ? AND value = ?"


class Staying:
    """The last day of each person's mail, by dataset and activity; and of the rows that belong to a row, by dataset and what ties them."""

    def __init__(self) -> None:
        """Begin with nothing; SQLite keeps the temporary file and deletes it."""
        self._spill = sqlite3.connect("")
        self._spill.executescript(_TABLE)

    def close(self) -> None:
        """Delete the temporary file."""
        self._spill.close()

    def stays(self, dataset: str, known_for: str, by: Iterable[Identified], last: date) -> None:
        """Note that a row may stay until a day."""
        self._spill.executemany(_LATER, ((dataset, known_for, *who, last.isoformat()) for who in by))

    def last(self, dataset: str, known_for: str, by: Iterable[Identified]) -> date | None:
        """Tell the last day on which any of the rows is there; None where there is none."""
        found = [row[0] for who in by for row in self._spill.execute(_LAST, (dataset, known_for, *who))]
        return date.fromisoformat(max(found)) if found else None
