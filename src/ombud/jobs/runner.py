"""The runner of a home: in this one process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

from ombud.jobs.embedded import Embedded
from ombud.jobs.registry import settle

LOCK = "var/jobs.lock"


@dataclass(frozen=True, slots=True)
class Runner:
    """Does the jobs of a home, which must be open; `folder` is the home's."""

    folder: Path
    now: Callable[[], datetime]

    def run(self, stop: Event) -> None:
        """Work until told to stop, but only once no other process does."""
        settle(self.folder)
        Embedded(self.folder / LOCK, self.now).run(stop)
