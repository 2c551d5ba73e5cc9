"""The runner of a home on SQLite: a few lanes in one process, and never two processes at once."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event, Lock, Thread

from django.db import DatabaseError, connections

from ombud.jobs import queue
from ombud.jobs.models import JobRow
from ombud.jobs.registry import schedules
from ombud.jobs.work import attempt, give_back

_LOG = logging.getLogger("ombud.jobs")

LANES = 3
"""Jobs at a time, so that a long sweep does not keep letters waiting."""
PAUSE = 0.5
"""Seconds between looks at an empty queue."""
GRACE = 10.0
"""Seconds that jobs have to end when the runner stops; what is not done by then is done again by the next one."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The one runner of a home: whoever holds the lock works, the others wait until it is dead."""

    lock: Path
    now: Callable[[], datetime]
    _busy: list[int] = field(default_factory=list)
    _taking: Lock = field(default_factory=Lock)

    def run(self, stop: Event) -> None:
        """Work until told to stop."""
        with _alone(self.lock, stop) as mine:
            if mine:
                self._work(stop)

    def _work(self, stop: Event) -> None:
        lanes = [Thread(target=self._lane, args=(stop,), name=f"jobs-{number}", daemon=True) for number in range(LANES)]
        for lane in lanes:
            lane.start()
        while not stop.is_set():
            with _patient():
                self._look_around()
            stop.wait(PAUSE)
        for lane in lanes:
            lane.join(GRACE)

    def _look_around(self) -> None:
        with self._taking:
            queue.release(tuple(self._busy))
        queue.came_round(schedules(), self.now())

    def _lane(self, stop: Event) -> None:
        try:
            while not stop.is_set():
                row = None
                with _patient():
                    row = self._taken()
                if row is None:
                    stop.wait(PAUSE)
                else:
                    with _patient():
                        self._do(row)
        finally:
            connections.close_all()

    def _taken(self) -> JobRow | None:
        with self._taking:
            row = queue.take(self.now())
            if row is not None:
                self._busy.append(row.pk)
        return row

    def _do(self, row: JobRow) -> None:
        taken = row.pk
        try:
            if reason := attempt(row.name, row.ids):
                queue.failed(row, reason, self.now())
            else:
                queue.done(row)
        finally:
            self._busy.remove(taken)  # once: another lane may have taken it again by now
            give_back()


@contextmanager
def _patient() -> Iterator[None]:
    """Outlast a store that cannot be written for a while, such as a full disk: what was taken and not marked is done again."""
    try:
        yield
    except DatabaseError as error:
        _LOG.warning("the store does not answer: %s", type(error).__name__)


@contextmanager
def _alone(path: Path, stop: Event) -> Iterator[bool]:
    """Wait for the lock, which the kernel takes from the dead; tell whether it is ours, or we were told to stop."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("wb") as file:
        while not stop.is_set():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stop.wait(PAUSE)
            else:
                yield True
                return
        yield False
