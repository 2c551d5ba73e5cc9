"""`ombud migrate` says what it did, and on a server nothing else changes the tables."""

import subprocess
import sys
import time

import psycopg
from django.core.management import call_command

from ombud.store import database
from ombud.store.engine.locks import number
from tests.cli.homes import Made, ago


def test_on_a_server_a_command_refuses_until_migrate_was_run(home: Made, empty_url: str) -> None:
    home.serve(empty_url)
    refused = home.run("hold", "list")
    assert (refused.code, "state-unmigrated" in refused.err) == (78, True)
    first, second = home.run("migrate"), home.run("migrate")
    assert (first.code, "store.0001_initial" in first.out, "procrastinate.0001_initial" in first.out) == (0, True, True)
    assert (second.code, second.out) == (0, "The tables are up to date.\n")
    assert home.run("hold", "list").code == 0


def test_a_file_is_copied_first_and_the_steps_are_told(home: Made) -> None:
    for path in (home.folder / "var").glob("ombud.sqlite*"):
        path.unlink()
    database._turn_to(home.folder / "var" / "ombud.sqlite")  # noqa: SLF001 - no command makes old tables
    call_command("migrate", "store", "0001_initial", verbosity=0)
    told = home.run("migrate")
    assert (told.code, "before-migration" in told.out, "store.0002_what_a_look_found" in told.out) == (0, True, True)


def test_a_plan_that_another_machine_carries_out_is_left_to_it(server_home: Made) -> None:
    server_home.put("subscribers", {"id": 1, "name": "Ib", "email": "ib@elv.example", "left_on": ago(days=3)})
    plan = server_home.run("sweep", "--json").json["plan"]
    with psycopg.connect(server_home.server) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [number(f"plan-{plan}")])
        refused = server_home.run("sweep", "--carry-out", plan)
        assert (refused.code, "plan-running" in refused.err, len(server_home.rows("subscribers"))) == (69, True, 1)
    assert (server_home.run("sweep", "--carry-out", plan).code, server_home.rows("subscribers")) == (0, [])


HOLDING = """
import sys, time
from pathlib import Path
from ombud.store.home import Home
place = Home.opened(sys.argv[1])
from ombud.store import plans
with plans.taken(sys.argv[2], "sweep", place.folder / "var"):
    print("taken", flush=True)
    time.sleep(600)
"""


def test_a_machine_that_is_killed_lets_go_of_its_plan(server_home: Made) -> None:
    server_home.put("subscribers", {"id": 1, "name": "Ib", "email": "ib@elv.example", "left_on": ago(days=3)})
    plan = server_home.run("sweep", "--json").json["plan"]
    command = [sys.executable, "-c", HOLDING, str(server_home.folder), plan]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"taken\n"
        assert server_home.run("sweep", "--carry-out", plan).code == 69
        other.kill()
    patient_until = time.monotonic() + 60
    while (code := server_home.run("sweep", "--carry-out", plan).code) == 69 and time.monotonic() < patient_until:
        time.sleep(0.1)
    assert (code, server_home.rows("subscribers")) == (0, [])
