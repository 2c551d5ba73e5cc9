"""What happens often and matters as a sum is counted in memory and written once a second: a flood of refusals costs few writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from multiprocessing.util import Finalize
from threading import Lock, Timer
from typing import Final

from django.db import DatabaseError, connection, transaction

SECONDS: Final = 1.0
"""How long a count may wait; so much is lost by a process that is killed."""
Count = tuple[str, ...]
"""A statement that adds a number to a row, and what it takes before the number."""
_WAITING: Counter[Count] = Counter()
_LOCK = Lock()
_AT_THE_END: list[Finalize] = []


def count(statement: str, *values: str, times: int = 1) -> None:
    """Count something; the statement is carried out soon, with these values and how often it happened, or when the process ends."""
    with _LOCK:
        first = not _WAITING
        _WAITING[statement, *values] += times
        if not _AT_THE_END:  # a served process ends as a child of the server does, which `atexit` would not see
            _AT_THE_END.append(Finalize(None, _end, exitpriority=1))
    if first:
        soon = Timer(SECONDS, _apart)
        soon.daemon = True
        soon.start()


def write() -> None:
    """Write at once what this process has counted; what the store does not take now waits for another time."""
    taken = _taken()
    if not _written(taken):
        for (statement, *values), times in taken.items():
            count(statement, *values, times=times)


def _apart() -> None:
    """Write in a thread of its own, which leaves no connection behind."""
    try:
        write()
    finally:
        connection.close()


def _end() -> None:
    _written(_taken())
    connection.close()


def _taken() -> Mapping[Count, int]:
    with _LOCK:
        taken = dict(_WAITING)
        _WAITING.clear()
    return taken


def _written(taken: Mapping[Count, int]) -> bool:
    """Write all in one transaction, always in one order, so that two processes never wait for each other."""
    try:
        if taken:
            with transaction.atomic(), connection.cursor() as cursor:
                for (statement, *values), times in sorted(taken.items()):
                    cursor.execute(statement, [*values, times])
    except DatabaseError:  # whoever else needs the store tells what is wrong with it
        return False
    return True
