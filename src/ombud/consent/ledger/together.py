"""Choices that arrive at once are written at once: whoever has the turn writes for all who wait, and each is told when it is durable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Final

from django.db import DatabaseError, connection, transaction

from ombud.consent.ledger.writing import Prepared, Recorded, write

_MOST: Final = 400
"""Choices in one transaction, as long as nobody brings more."""


@dataclass(slots=True)
class _Brought:
    """What one caller brought, and what became of it; `woken` when it is done, or when it is the caller's turn to write."""

    prepared: Sequence[Prepared]
    also: Callable[[], object]
    written: list[Recorded] = field(default_factory=list)
    failed: DatabaseError | None = field(default_factory=lambda: DatabaseError("whoever wrote was interrupted"))
    done: bool = False
    woken: Event = field(default_factory=Event)


@dataclass(slots=True)
class _Turn:
    """Whether somebody writes, and who waits: the first who waits writes next, for all who wait by then."""

    taken: bool = False
    waiting: list[_Brought] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def mine(self, brought: _Brought) -> bool:
        """Join those who wait; tells whether the turn is the caller's at once."""
        with self.lock:
            self.waiting.append(brought)
            at_once, self.taken = not self.taken, True
        return at_once

    def those_who_wait(self) -> list[_Brought]:
        """Take what waits, in the order it came, up to what one transaction holds."""
        with self.lock:
            count = total = 0
            while count < len(self.waiting) and total < _MOST:
                total += len(self.waiting[count].prepared)
                count += 1
            taken, self.waiting = self.waiting[:count], self.waiting[count:]
        return taken

    def hand_on(self) -> None:
        """Give the turn to the first who waits, if anybody does."""
        with self.lock:
            self.taken = bool(self.waiting)
            if self.waiting:
                self.waiting[0].woken.set()


_TURN: Final = _Turn()


def nothing() -> None:
    """Nothing is to be done with a choice but to write it."""


def write_together(prepared: Sequence[Prepared], also: Callable[[], object] = nothing) -> list[Recorded]:
    """Write choices together with those of other threads, and in that transaction do what must be done with them or not at all.

    Within somebody's transaction they are written with it, and alone.
    """
    if connection.in_atomic_block:
        also()
        return write(prepared)
    mine = _Brought(prepared, also)
    if not _TURN.mine(mine):
        mine.woken.wait()
    if not mine.done:
        try:
            _write(_TURN.those_who_wait())
        finally:
            _TURN.hand_on()
    if mine.failed:
        raise mine.failed
    return mine.written


def _write(brought: list[_Brought]) -> None:
    """Write all in one transaction; where that fails it fails for all, and each caller is told."""
    try:
        with transaction.atomic():
            for some in brought:
                some.also()
            written = iter(write([one for some in brought for one in some.prepared]))
        for some in brought:
            some.written, some.failed = [next(written) for _ in some.prepared], None
    except DatabaseError as error:
        for some in brought:
            some.failed = error
    finally:
        for some in brought:
            some.done = True
            some.woken.set()
