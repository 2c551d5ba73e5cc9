"""`ombud worker` sends letters, and ends in order when asked to."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from ombud import jobs
from ombud.messages import outbox
from ombud.messages.mail import Mail
from ombud.messages.models import LetterRow
from ombud.store.home import Home
from tests.cast import SOEREN
from tests.cli.homes import Made, ago, locked
from tests.servers.smtp import serving

PATIENCE = 60.0


@pytest.fixture
def working_home(any_home: Made) -> Made:
    """A home on either engine that has the tables of pages and programs too, as `ombud migrate` makes them."""
    if any_home.server:
        subprocess.run([sys.executable, "-m", "ombud", "migrate", "--home", any_home.folder], check=True, capture_output=True)
    return any_home


def test_a_worker_sends_letters_until_it_is_stopped(working_home: Made) -> None:
    place = Home.opened(working_home.folder)
    outbox.post(Mail(SOEREN.email, "Hej", "Hej"), place.now())
    worker = subprocess.Popen([sys.executable, "-m", "ombud", "worker", "--home", working_home.folder])
    patient_until = time.monotonic() + PATIENCE
    while not list(working_home.folder.glob("var/outbox/new/*")) and time.monotonic() < patient_until:
        time.sleep(0.05)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    (letter,) = working_home.folder.glob("var/outbox/new/*")
    assert f"To: {SOEREN.email}".encode() in letter.read_bytes()
    assert [one.state for one in LetterRow.objects.all()] == ["sent"]


def test_a_letter_that_no_server_takes_stands_in_its_case(working_home: Made) -> None:
    with serving() as server:
        server.refuse(SOEREN.email, f"550 5.1.1 <{SOEREN.email}> unknown")
        settings = working_home.folder / "ombud.toml"
        told = settings.read_text("utf-8") if settings.exists() else ""
        settings.write_text(f'{told}\n[mail]\nsmtp = "{server.url()}"\nfrom = "privacy@nordlys.example"\n', "utf-8")
        subprocess.run([sys.executable, "-c", ASKED, str(working_home.folder), SOEREN.email], check=True, capture_output=True)
        with ExitStack() as stack:
            worker = subprocess.Popen([sys.executable, "-m", "ombud", "worker", "--home", working_home.folder])
            stack.callback(worker.wait, PATIENCE)
            stack.callback(worker.terminate)
            until(lambda: working_home.state_of("SELECT id FROM rights_eventrow WHERE what = 'undelivered'") != [])
    assert working_home.state_of("SELECT state, reason FROM messages_letterrow") == [("failed", "smtp-550-5.1.1")]
    assert [bool(news) for (news,) in working_home.state_of("SELECT news FROM rights_caserow")] == [True]


ASKED = """
import sys
from ombud.store.home import Home
home = Home.opened(sys.argv[1])
from ombud.rights.cases import letters
from ombud.rights.cases.receive import Request, receive
case = receive(home, Request("complaint", "da", "phone", sys.argv[2]), "officer", home.now())
letters.write(home, case, "received", home.now())
"""


def test_a_worker_does_what_pages_and_programs_left_to_do(working_home: Made) -> None:
    Home.opened(working_home.folder)
    for name in ("limits.tidy", "api.tidy"):
        jobs.defer(name)
    with ExitStack() as stack:
        worker = subprocess.Popen([sys.executable, "-m", "ombud", "worker", "--home", working_home.folder])
        stack.callback(worker.wait, PATIENCE)
        stack.callback(worker.terminate)
        until(lambda: not tidying(working_home, "attempts = 0"))
    assert jobs.parked() == []
    assert tidying(working_home, "attempts > 0") == []


def tidying(home: Made, so: str) -> list[tuple[object, ...]]:
    """List which of the two is still to be done: what is done is no longer there."""
    table, name = ("procrastinate_jobs", "task_name") if home.server else ("jobs_jobrow", "name")
    return home.state_of(f"SELECT id FROM {table} WHERE {name} IN ('limits.tidy', 'api.tidy') AND {so}")


def running(home: Made) -> list[tuple[object, ...]]:
    """Tell whether a worker is at the sweep."""
    if home.server:
        return home.state_of("SELECT id FROM procrastinate_jobs WHERE task_name = 'sweep.carry-out' AND status = 'doing'")
    return home.state_of("SELECT id FROM jobs_jobrow WHERE name = 'sweep.carry-out' AND state = 'running'")


def test_another_worker_ends_the_sweep_in_which_one_was_killed(working_home: Made) -> None:
    working_home.put("subscribers", {"id": 1, "name": SOEREN.name, "email": SOEREN.email, "left_on": ago(years=4)})
    plan = working_home.run("sweep", "--json").json["plan"]
    jobs.defer("sweep.carry-out", plan=plan)
    command = [sys.executable, "-m", "ombud", "worker", "--home", str(working_home.folder)]
    with ExitStack() as stack:
        busy = stack.enter_context(in_use(working_home))
        first = subprocess.Popen(command)
        stack.callback(first.kill)
        until(lambda: running(working_home))
        first.kill()
        first.wait(PATIENCE)
        second = subprocess.Popen(command)
        stack.callback(second.wait, PATIENCE)
        stack.callback(second.terminate)
        assert working_home.state_of("SELECT state FROM store_planrow") != [("done",)]
        busy.close()
        until(lambda: working_home.state_of(f"SELECT state FROM store_planrow WHERE id = '{plan}'") == [("done",)])
    assert working_home.rows("subscribers", "id") == []


@contextmanager
def in_use(home: Made) -> Iterator[ExitStack]:
    """Let somebody else be at the shop's table, so that whoever erases there waits."""
    with ExitStack() as stack:
        if home.server:
            other = stack.enter_context(psycopg.connect(home.database.replace("+psycopg", "")))
            other.execute("LOCK TABLE subscribers IN ACCESS EXCLUSIVE MODE")
        else:
            stack.callback(locked(home.database).close)
        yield stack


def until(happened: Callable[[], object]) -> None:
    """Wait for something that a worker does."""
    patient_until = time.monotonic() + 3 * PATIENCE
    while not happened():
        assert time.monotonic() < patient_until, "it never happened"
        time.sleep(0.1)
