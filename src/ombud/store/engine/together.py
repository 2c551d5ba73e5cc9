"""What arrives at once is done at once: whoever has the turn works for all who wait, and each is told what became of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def _locked() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass(slots=True)
class _Brought(Generic[T, R]):
    """What one caller brought, and what became of it; `asleep` is let go when it is done, or when it is the caller's turn to work."""

    what: T
    result: list[R] = field(default_factory=list)
    failed: Exception | None = None
    done: bool = False
    asleep: Lock = field(default_factory=_locked)


class Together(Generic[T, R]):
    """Work that is cheaper done for many: the first who waits works next, for all who wait by then, while the others sleep.

    Threads of one interpreter that worked side by side would take it from each other at every step instead.
    """

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R]]) -> None:
        """Know the work: it gives a result for each of what it is given; where it fails it fails for all."""
        self._work, self._taken, self._lock = work, False, Lock()
        self._waiting: list[_Brought[T, R]] = []

    def __call__(self, what: T) -> R:
        """Have it done, and give what became of it."""
        mine: _Brought[T, R] = _Brought(what)
        if not self._at_once(mine):
            mine.asleep.acquire()
        if not mine.done:
            self._do()
        if mine.failed:
            raise mine.failed
        return mine.result[0]

    def _at_once(self, mine: _Brought[T, R]) -> bool:
        """Join those who wait; tells whether the turn is the caller's at once."""
        with self._lock:
            self._waiting.append(mine)
            at_once, self._taken = not self._taken, True
        return at_once

    def _do(self) -> None:
        """Work for all who wait, in the order they came, and give the turn to the first who waits by then, if anybody does."""
        with self._lock:
            mine, self._waiting = self._waiting, []
        try:
            self._told(mine)
        finally:
            with self._lock:
                self._taken = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].asleep.release()

    def _told(self, brought: Sequence[_Brought[T, R]]) -> None:
        failed: Exception | None = RuntimeError("Whoever worked for all was interrupted.")
        results: Sequence[R] = ()
        try:
            results, failed = self._work([one.what for one in brought]), None
        except Exception as error:  # noqa: BLE001 - each caller is told, this one too
            failed = error
        finally:
            for at, one in enumerate(brought):
                one.result, one.failed, one.done = list(results[at : at + 1]), failed, True
                one.asleep.release()
