"""Durable work: what must happen later is written down with the change that asks for it, and is tried until it is done or seen to fail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from ombud.jobs.registry import every, here, job, only_ids

if TYPE_CHECKING:  # the tables may only be loaded once Django is ready
    from ombud.jobs.queue import Parked

__all__ = ["again", "defer", "every", "here", "job", "parked"]


def defer(name: str, at: datetime | None = None, key: str | None = None, **ids: int | str) -> None:
    """Let a job run soon, or from a moment on, once the caller's transaction is kept.

    At most one job with a key waits; asking for it again only makes it come sooner. Jobs with the same key never run at the same time.
    """
    only_ids(name, ids)
    _put(name, at, key, ids)


def _put(name: str, at: datetime | None, key: str | None, ids: Mapping[str, int | str]) -> None:
    from django.db import connection

    from ombud.jobs import queue

    if connection.vendor == "postgresql":
        from ombud.jobs import postgresql

        postgresql.put(name, at, key, ids)
    else:
        queue.put(name, at, key, ids)


def parked() -> list[Parked]:
    """List the jobs that failed until nobody tries them any more, oldest first."""
    from ombud.jobs import queue

    return queue.parked()


def again(parked_id: int) -> None:
    """Let a parked job be tried again."""
    from django.db import transaction

    from ombud.jobs import queue

    with transaction.atomic():
        name, key, ids = queue.unpark(parked_id)
        _put(name, None, key, ids)
