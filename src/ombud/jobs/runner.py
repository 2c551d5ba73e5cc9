"""The runner of a home: in this one process on SQLite, one of any number on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

from django.db import connection

from ombud.jobs.embedded import Embedded
from ombud.jobs.registry import settle

LOCK = "var/jobs.lock"
BEAT = 10.0
"""Seconds between signs of life; a worker that gave none for three times as long is dead, and others take what it had."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Does the jobs of a home, which must be open; `folder` is the home's, `beat` how often a worker on PostgreSQL shows that it lives."""

    folder: Path
    now: Callable[[], datetime]
    beat: float = BEAT

    def run(self, stop: Event) -> None:
        """Work until told to stop; on SQLite only once no other process does."""
        settle(self.folder)
        if connection.vendor == "postgresql":
            from ombud.jobs.postgresql import Worker

            Worker(self.now, self.beat).run(stop)
        else:
            Embedded(self.folder / LOCK, self.now).run(stop)
