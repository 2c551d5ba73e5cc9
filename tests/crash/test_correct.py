"""A correction that was killed goes on, and never overwrites what somebody has written meanwhile (DESIGN §6; GDPR Art. 16)."""

import sqlite3
from contextlib import closing
from itertools import count
from typing import Any

import psycopg
import pytest

from tests.cast import MAERTA
from tests.crash.conftest import Home
from tests.crash.home import plain, state
from tests.crash.story import entries
from tests.crash.test_kill import Job, carried_out, killed_everywhere

NEW = "Märta Lindqvist Ek"
CORRECT = Job(("request", "rectify", "--set", f"name={NEW}", "--reason", "by letter"), f"email:{MAERTA.email}")
CHANGE = "UPDATE customers SET name = 'Somebody Else' WHERE id = 2"


def change(home: Home) -> None:
    """Let somebody else write into the customers, in the system's own way."""
    url = home.databases.crm
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(home.folder / url.removeprefix("sqlite:"))) as lite, lite:
            lite.execute(CHANGE)
    else:
        with psycopg.connect(plain(url)) as postgres:
            postgres.execute(CHANGE.encode())


def interrupted(home: Home, step: int) -> list[tuple[str, Any, str, str]]:
    """Kill the correction at every so many points, change a value, finish; tell how far it had come and how it ended."""
    plan, ends = home.show(*CORRECT.args, hears=CORRECT.hears), list[tuple[str, Any, str, str]]()
    for at in count(1, step):
        home.again()
        if carried_out(home, CORRECT, plan, dies_at=at).code is not None:
            return ends
        [(stood,)] = state(home.folder, f"SELECT state FROM store_planrow WHERE id = '{plan}'")
        change(home)
        told = carried_out(home, CORRECT, plan)
        tables = repr({name: rows for name, rows in home.seen().items() if "customers" in name or "subscribers" in name})
        ends.append((str(stood), told, tables, repr([entry.facts for entry in entries(home.folder, plan) if entry.kind == "by_hand"])))
    return ends


@pytest.mark.parametrize("kind", ["lite", "server"])
def test_a_value_that_somebody_changed_meanwhile_is_not_overwritten(kind: str, request: pytest.FixtureRequest) -> None:
    home: Home = request.getfixturevalue(kind)
    ends = interrupted(home, 3 if kind == "lite" else 1)
    begun = [end for end in ends if end[0] == "running"]
    assert len(begun) > 1
    for _, told, seen, evidence in begun:
        assert (told.code, told.data["outcome"]) == (1, "partial"), told.said
        assert [(t["dataset"], t["count"]) for t in told.data["by_hand"] if t["why"] == "changed"] == [("customers", 1)]
        assert ("Somebody Else" in seen, NEW in seen, MAERTA.name in seen) == (True, True, False)
        assert "'reason': 'changed'" in evidence
    for stood, told, seen, _ in ends:
        if stood == "shown":
            assert (told.code, "Somebody Else" in seen) == (0, False)


def test_a_correction_killed_anywhere_ends_as_one_that_nobody_interrupted(lite: Home) -> None:
    assert len(list(killed_everywhere(lite, CORRECT, part=1, parts=3))) > 3
