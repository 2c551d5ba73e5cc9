"""A worker that is killed in the middle of a job leaves it to the next one, and there are never two (`kill -9`)."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ombud import jobs
from ombud.jobs.models import JobRow
from tests.jobs.conftest import PATIENCE, Desk, until

ROOT = Path(__file__).parents[2]


class Workers:
    """Worker processes on one home."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        """Take the home's folder, and what ends them with the test."""
        self.folder, self.stack = folder, stack
        self.running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start one more."""
        worker = subprocess.Popen([sys.executable, "-m", "tests.jobs.program", self.folder], cwd=ROOT)
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


def test_only_one_of_several_workers_works(desk: Desk, workers: Workers) -> None:
    for _worker in range(3):
        workers.start()
    for case in ("a", "b", "c"):
        jobs.defer("test.slow", case=case)
    until(lambda: len(workers.began()) == 3)
    assert len(set(workers.began())) == 1
    (desk.folder / "go").touch()
    until(lambda: (desk.folder / "done").exists() and len((desk.folder / "done").read_text().split()) == 3)
