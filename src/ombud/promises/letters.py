"""Until when mail that is known by other rows stays, told from its own days (docs/decisions/0008); spilled: memory is flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date

from ombud.execute.join import Identified

_TABLE = """
    PRAGMA secure_delete = ON; PRAGMA cache_size = -8192;
    CREATE TABLE stays (
        mail TEXT, activity TEXT, kind TEXT, value TEXT, last TEXT, PRIMARY KEY (mail, activity, kind, value)
    ) WITHOUT ROWID;
"""
_LATER = "INSERT INTO stays VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)"
_LAST = "SELECT last FROM stays WHERE mail = ? AND activity = ? AND kind = ? AND value = ?"


class Letters:
    """The last day of each person's mail, by dataset and activity."""

    def __init__(self) -> None:
        """Begin with no mail; SQLite keeps the temporary file and deletes it."""
        self._spill = sqlite3.connect("")
        self._spill.executescript(_TABLE)

    def close(self) -> None:
        """Delete the temporary file."""
        self._spill.close()

    def stays(self, mail: str, activity: str, persons: Iterable[Identified], last: date) -> None:
        """Note that a message may stay until a day."""
        self._spill.executemany(_LATER, [(mail, activity, *who, last.isoformat()) for who in persons])

    def last(self, mail: str, activity: str, persons: Iterable[Identified]) -> date | None:
        """Tell the last day on which mail of any of the persons is there; None where there is none."""
        found = [row[0] for who in persons for row in self._spill.execute(_LAST, (mail, activity, *who))]
        return date.fromisoformat(max(found)) if found else None
