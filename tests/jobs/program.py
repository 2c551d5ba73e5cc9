"""A worker as a process of its own: `python -m tests.jobs.program FOLDER [DATABASE]`; its job tells in files how far it came."""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from ombud.store.database import open_database, ready
from ombud.store.engine.place import Server

ready()

from ombud import jobs  # noqa: E402 - the tables may only be loaded once Django is ready
from ombud.jobs.runner import Runner  # noqa: E402 - the same


@jobs.job("test.slow")
def slow(case: str) -> None:
    """Tell that it began and who does it, wait until it may go on, tell that it is done."""
    folder = jobs.here()
    with (folder / "begun").open("a") as begun:
        begun.write(f"{os.getpid()}\n")
    while not (folder / "go").exists():
        time.sleep(0.02)
    with (folder / "done").open("a") as done:
        done.write(f"{case}\n")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    place = Server.of(sys.argv[2]) if len(sys.argv) > 2 else folder / "var" / "ombud.sqlite"
    open_database(place)
    runner = Runner(folder, lambda: datetime.now(UTC), beat=0.5)
    runner.run(Event())
