"""A server program: found, started, awaited and ended."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

PATIENCE = 60.0
ATTEMPTS = 5
NOBODY = 65534
SBIN = ("/usr/sbin", "/usr/local/sbin")


class ServerDiedError(Exception):
    """A server ended or never answered; what it logged last is the message."""


def unavailable(reason: str) -> NoReturn:
    """Skip the test with its reason; where every server is demanded (`./dev test --all`), fail instead."""
    if os.environ.get("OMBUD_TEST_ALL") == "1":
        pytest.fail(f"{reason} (./dev test --all wants every server)", pytrace=False)
    pytest.skip(reason)


def find(name: str, package: str) -> str:
    """Give the path of an installed program, or skip naming the Debian package that brings it."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", os.defpath), *SBIN]))
    return found or unavailable(f"{name} is not installed; Debian has it in {package}")


def free_port() -> int:
    """Ask the kernel for a port of the loopback that nobody uses."""
    with closing(socket.socket()) as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def is_root() -> bool:
    """Whether the tests run as root, whom some servers refuse to serve."""
    return os.geteuid() == 0


@contextmanager
def folder(name: str) -> Iterator[Path]:
    """Make a short-named folder that other users may enter, and remove it with all it holds."""
    made = Path(tempfile.mkdtemp(prefix=f"ombud-{name}-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def prepared(command: list[str]) -> None:
    """Run what makes a server's data folder; its own words are the error."""
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if made.returncode != 0:
        raise ServerDiedError(made.stdout[:4000])


@dataclass(slots=True)
class Program:
    """A server process of ours; `answers` tells whether it serves, `gently` is the signal that ends it in order."""

    command: list[str]
    log: Path
    answers: Callable[[], bool]
    gently: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it unless it runs, and return when it answers; what a killed one left behind may need a moment to go."""
        if self.process is not None and self.process.poll() is None:
            return
        for _attempt in range(ATTEMPTS):
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
            if self._comes_up(self.process):
                return
        raise ServerDiedError(self.log.read_text(errors="replace")[-2000:])

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None:
            self.process.send_signal(self.gently)
            self._ended(self.process)

    def kill(self) -> None:
        """End it and its children as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self._ended(self.process)

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        process.wait(PATIENCE)
        self.process = None
        patient_until = time.monotonic() + PATIENCE
        while self.answers() and time.monotonic() < patient_until:
            time.sleep(0.01)  # its children are dying; they are not ours to wait for

    def _comes_up(self, process: subprocess.Popen[bytes]) -> bool:
        patient_until = time.monotonic() + PATIENCE
        while not self.answers():
            if self._ended_within(process, 0.05):
                return False
            if time.monotonic() > patient_until:
                self.kill()
                return False
        return True

    @staticmethod
    def _ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def listens(port: int) -> bool:
    """Whether somebody accepts connections on this port of the loopback."""
    with closing(socket.socket()) as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def dying_with_us(*command: str) -> list[str]:
    """Wrap a command so that it ends when the tests are killed."""
    return [find("setpriv", "util-linux"), "--pdeathsig", "TERM", *command]
