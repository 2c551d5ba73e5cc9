"""A worker that is killed in the middle of a job leaves it to the next one, and there are never two (`kill -9`)."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection

from ombud import jobs
from ombud.jobs.models import JobRow
from tests.jobs.conftest import PATIENCE, Desk, until

ROOT = Path(__file__).parents[2]


class Workers:
    """Worker processes on one home."""

    def __init__(self, folder: Path, stack: ExitStack, url: str = "") -> None:
        """Take the home's folder, what ends them with the test, and the address of the store if it is on a server."""
        self.folder, self.stack, self.url = folder, stack, [url] if url else []
        self.running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start one more."""
        worker = subprocess.Popen([sys.executable, "-m", "tests.jobs.program", self.folder, *self.url], cwd=ROOT)
        self.stack.callback(worker.wait, PATIENCE)
        self.stack.callback(worker.kill)
        self.running[worker.pid] = worker

    def kill(self, pid: int) -> None:
        """End one as a power cut would."""
        self.running.pop(pid).kill()

    def began(self) -> list[int]:
        """Tell which workers began the job, in order."""
        told = self.folder / "begun"
        return [int(line) for line in told.read_text().split()] if told.exists() else []


@pytest.fixture
def workers(desk: Desk) -> Iterator[Workers]:
    """A way to start workers."""
    with ExitStack() as stack:
        yield Workers(desk.folder, stack)


def test_another_worker_does_what_a_killed_one_had_begun(desk: Desk, workers: Workers) -> None:
    jobs.defer("test.slow", case="a")
    workers.start()
    workers.start()
    until(workers.began)
    workers.kill(workers.began()[0])
    until(lambda: len(workers.began()) == 2)
    first, second = workers.began()
    assert first != second
    (desk.folder / "go").touch()
    until((desk.folder / "done").exists)
    until(lambda: not JobRow.objects.exists())
    assert (desk.folder / "done").read_text().split() == ["a"]


@pytest.fixture
def served_workers(served_desk: Desk, served_url: str) -> Iterator[Workers]:
    """A way to start workers on PostgreSQL."""
    with ExitStack() as stack:
        yield Workers(served_desk.folder, stack, served_url)


def test_another_machine_does_what_a_killed_worker_had_begun(served_desk: Desk, served_workers: Workers) -> None:
    jobs.defer("test.slow", key="a", case="a")
    for _worker in range(2):
        served_workers.start()
    until(served_workers.began)
    served_workers.kill(served_workers.began()[0])
    until(lambda: len(served_workers.began()) == 2)
    first, second = served_workers.began()
    assert first != second
    (served_desk.folder / "go").touch()
    until(lambda: queued() == 0)
    assert (served_desk.folder / "done").read_text().split() == ["a"]


def test_several_workers_on_a_server_work_at_once(served_desk: Desk, served_workers: Workers) -> None:
    for case in range(6):
        jobs.defer("test.slow", case=case)
    for _worker in range(2):
        served_workers.start()
    until(lambda: len(served_workers.began()) == 6)
    assert len(set(served_workers.began())) == 2
    (served_desk.folder / "go").touch()
    until(lambda: queued() == 0)
    assert sorted((served_desk.folder / "done").read_text().split()) == list("012345")


def queued() -> int:
    """Count the jobs in the queue on the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int((cursor.fetchone() or (0,))[0])


def test_only_one_of_several_workers_works(desk: Desk, workers: Workers) -> None:
    for _worker in range(3):
        workers.start()
    for case in ("a", "b", "c"):
        jobs.defer("test.slow", case=case)
    until(lambda: len(workers.began()) == 3)
    assert len(set(workers.began())) == 1
    (desk.folder / "go").touch()
    until(lambda: (desk.folder / "done").exists() and len((desk.folder / "done").read_text().split()) == 3)
