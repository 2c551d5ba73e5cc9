"""Choices that arrive at once are written at once: whoever has the turn writes for all who wait, and each is told when it is durable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from django.db import DatabaseError, connection, transaction

from ombud.consent.ledger.writing import Prepared, Recorded, write

_MOST: Final = 400
"""Choices in one transaction, as long as nobody brings more."""


@dataclass(slots=True)
class _Brought:
    """What one caller brought, and what became of it."""

    prepared: Sequence[Prepared]
    written: list[Recorded] = field(default_factory=list)
    failed: DatabaseError | None = None
    done: bool = False


_WAITING: list[_Brought] = []
_LIST, _TURN = Lock(), Lock()


def write_together(prepared: Sequence[Prepared]) -> list[Recorded]:
    """Write choices together with those of other threads; within somebody's transaction they are written with it, and alone."""
    if connection.in_atomic_block:
        return write(prepared)
    mine = _Brought(prepared)
    with _LIST:
        _WAITING.append(mine)
    with _TURN:
        while not mine.done:
            _write(_taken())
    if mine.failed:
        raise mine.failed
    return mine.written


def _taken() -> list[_Brought]:
    """Take what waits, in the order it came, up to what one transaction holds."""
    with _LIST:
        count = total = 0
        while count < len(_WAITING) and total < _MOST:
            total += len(_WAITING[count].prepared)
            count += 1
        taken = _WAITING[:count]
        del _WAITING[:count]
    return taken


def _write(brought: list[_Brought]) -> None:
    """Write all in one transaction; where that fails it fails for all, and each caller is told."""
    try:
        with transaction.atomic():
            written = iter(write([one for some in brought for one in some.prepared]))
        for some in brought:
            some.written = [next(written) for _ in some.prepared]
    except DatabaseError as error:
        for some in brought:
            some.failed = error
    for some in brought:
        some.done = True
