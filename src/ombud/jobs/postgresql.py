"""The queue on PostgreSQL: Procrastinate, for any number of workers on any number of machines."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Any

from django.db import connection, connections, transaction
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.connector import BaseAsyncConnector
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from ombud.jobs import queue
from ombud.jobs.registry import jobs, schedules
from ombud.jobs.work import attempt, give_back

if TYPE_CHECKING:
    from procrastinate.jobs import Job

_LOG = logging.getLogger("ombud.jobs")

LANES = 3
PAUSE = 0.2
GRACE = 10.0
"""Seconds that jobs have to end when the worker stops; what is not done by then is done by another."""
MISSED = 86_400.0
"""Seconds after which a round that was missed is not done any more."""


class _FailedError(Exception):
    """A job failed; only its code is told."""


class _Patience(BaseRetryStrategy):
    """Waits as long as on SQLite."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Tell when a job that failed is tried again."""
        if not isinstance(exception, _FailedError) or job.attempts >= len(queue.MINUTES):
            return None
        return RetryDecision(retry_in={"minutes": queue.MINUTES[job.attempts]})


def put(name: str, at: datetime | None, key: str | None, ids: Mapping[str, int | str]) -> None:
    """Let a job wait, with the caller's transaction; one with the same key that waits already comes as soon as is asked now."""
    waiting = App(connector=DjangoConnector()).configure_task(name, lock=key, queueing_lock=key, schedule_at=at)
    try:
        with transaction.atomic():
            waiting.defer(**ids)
    except AlreadyEnqueued:
        _sooner(key, at)


def _sooner(key: str | None, at: datetime | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs"
            " SET scheduled_at = CASE WHEN %(at)s::timestamptz IS NULL THEN NULL ELSE LEAST(scheduled_at, %(at)s) END"
            " WHERE queueing_lock = %(key)s AND status = 'todo' AND scheduled_at IS NOT NULL",
            {"key": key, "at": at},
        )


@dataclass(frozen=True, slots=True)
class Worker:
    """One of any number of workers; what a dead one had taken is taken by another."""

    now: Callable[[], datetime]
    beat: float

    def run(self, stop: Event) -> None:
        """Work until told to stop; while the server is away, look for it again and again."""
        while not stop.is_set():
            try:
                asyncio.run(self._serve(stop, DjangoConnector().get_worker_connector()))
            except (ConnectorException, OSError) as error:
                _LOG.warning("the queue does not answer: %s", type(error).__name__)
                stop.wait(self.beat)

    async def _serve(self, stop: Event, connector: BaseAsyncConnector) -> None:
        app = App(connector=connector, periodic_defaults={"max_delay": MISSED})
        self._register(app)
        async with app.open_async():
            working = asyncio.create_task(
                app.run_worker_async(
                    concurrency=LANES,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    shutdown_graceful_timeout=GRACE,
                    update_heartbeat_interval=self.beat,
                    stalled_worker_timeout=3 * self.beat,
                    fetch_job_polling_interval=min(5.0, self.beat),
                )
            )
            rescuing = asyncio.create_task(self._rescue(app))
            while not stop.is_set() and not working.done():  # noqa: ASYNC110 - a thread's event cannot be awaited
                await asyncio.sleep(PAUSE)
            rescuing.cancel()
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working

    async def _rescue(self, app: App) -> None:
        """Give back what dead workers had taken."""
        while True:
            with suppress(ConnectorException):  # another worker was quicker, or the server is away for a while
                for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=3 * self.beat):
                    await app.job_manager.retry_job(job)
            await asyncio.sleep(self.beat)

    def _register(self, app: App) -> None:
        for name in jobs():
            task = app.task(name=name, pass_context=True, retry=_Patience())(self._doing(name))
            if schedule := schedules().get(name):
                app.periodic(cron=schedule.cron(), periodic_id=name, lock=name, queueing_lock=name)(task)

    def _doing(self, name: str) -> Callable[..., None]:
        def done(context: JobContext, **ids: Any) -> None:  # noqa: ANN401 - whatever was deferred
            ids.pop("timestamp", None)  # of a round: when it was due
            try:
                self._do(name, ids, context)
            finally:
                connections.close_all()  # this thread may not work again for long
                give_back()

        return done

    def _do(self, name: str, ids: Mapping[str, int | str], context: JobContext) -> None:
        key = context.job.queueing_lock
        reason = attempt(name, ids)
        if not reason:
            queue.succeeded(key)
        elif context.job.attempts < len(queue.MINUTES):
            raise _FailedError(reason)
        else:
            with transaction.atomic():
                queue.park(name, key, ids, reason, self.now())
