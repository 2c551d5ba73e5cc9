"""Keys held back until all are read: in a temporary file that SQLite overwrites and deletes, so that memory is flat."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice

from ombud.plan.model import Keys

_SETTLE = "PRAGMA secure_delete = ON; PRAGMA cache_size = -8192; CREATE TABLE chunks (number INTEGER PRIMARY KEY, keys BLOB)"


def spilled(keys: Iterable[tuple[object, ...]], size: int) -> Iterator[Keys]:
    """Read all keys before the first is given, since what is changed may not be read at the same time; then give them in chunks."""
    with closing(sqlite3.connect("", isolation_level=None)) as spill:
        spill.executescript(_SETTLE)
        pending, count = iter(keys), 0
        while chunk := tuple(islice(pending, size)):
            spill.execute("INSERT INTO chunks VALUES (?, ?)", (count, pickle.dumps(chunk)))
            count += 1
        for number in range(count):
            found = spill.execute("DELETE FROM chunks WHERE number = ? RETURNING keys", (number,)).fetchall()
            yield pickle.loads(found[0][0])  # noqa: S301 - written above, in a file without a name
