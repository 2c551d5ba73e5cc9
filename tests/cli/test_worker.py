"""`ombud worker` sends letters, and ends in order when asked to."""

import signal
import subprocess
import sys
import time

from ombud.messages import outbox
from ombud.messages.mail import Mail
from ombud.messages.models import LetterRow
from ombud.store.home import Home
from tests.cast import SOEREN
from tests.cli.homes import Made

PATIENCE = 60.0


def test_a_worker_sends_letters_until_it_is_stopped(any_home: Made) -> None:
    place = Home.opened(any_home.folder)
    outbox.post(Mail(SOEREN.email, "Hej", "Hej"), place.now())
    worker = subprocess.Popen([sys.executable, "-m", "ombud", "worker", "--home", any_home.folder])
    patient_until = time.monotonic() + PATIENCE
    while not list(any_home.folder.glob("var/outbox/new/*")) and time.monotonic() < patient_until:
        time.sleep(0.05)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    (letter,) = any_home.folder.glob("var/outbox/new/*")
    assert f"To: {SOEREN.email}".encode() in letter.read_bytes()
    assert [one.state for one in LetterRow.objects.all()] == ["sent"]
