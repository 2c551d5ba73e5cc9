"""Several machines share one state: what must follow each other does, and what must happen once does."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest

from ombud.errors import RefusedError, UnavailableError
from ombud.evidence.check import verify
from ombud.store import plans
from ombud.store.database import close_database, ready
from ombud.store.engine.place import Server
from ombud.store.state import State, open_state
from tests.cast import CAST

ready()
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
MANY = 6


def at_once(act: Callable[[int], object]) -> list[object]:
    """Do something several times at the same time, as several machines would."""

    def alone(machine: int) -> object:
        try:
            return act(machine)
        finally:
            close_database()

    with ThreadPoolExecutor(MANY) as machines:
        return list(machines.map(alone, range(MANY)))


@pytest.fixture(params=["sqlite", "postgresql"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    """An empty state on either engine."""
    place = tmp_path / "ombud.sqlite" if request.param == "sqlite" else Server.of(request.getfixturevalue("served_url"))
    opened = open_state(place, tmp_path / "var", "nordlys.example/evidence", lambda: NOW)
    opened.keys.links()
    yield opened
    close_database()


def test_one_person_has_one_pseudonym(state: State) -> None:
    names = at_once(lambda _: state.pseudonyms([[("email", person.email)] for person in CAST]))
    assert (len(set(names)), len(set(state.pseudonyms([[("email", person.email)] for person in CAST])))) == (1, len(CAST))


def test_evidence_written_and_signed_at_once_is_intact(state: State) -> None:
    def write(machine: int) -> None:
        for at in range(5):
            state.log.append("released_hold", {"hold": f"{machine}{at}"})
            state.log.checkpoint()

    at_once(write)
    file = BytesIO()
    assert state.log.export(file) == 5 * MANY
    file.seek(0)
    verdict = verify(file, key=state.log.fingerprint())
    assert (verdict.intact, verdict.problems) == (True, ())


@pytest.mark.usefixtures("state")
def test_one_question_is_one_plan() -> None:
    asked = plans.Asked("sweep", date(2026, 11, 25), "policy", "inventory")
    assert len(set(at_once(lambda _: plans.show(asked, {}, NOW).id))) == 1


@pytest.mark.usefixtures("state")
def test_a_plan_is_carried_out_by_one_machine_at_a_time(tmp_path: Path) -> None:
    plan = plans.show(plans.Asked("sweep", date(2026, 11, 25), "policy", "inventory"), {}, NOW).id
    together = Barrier(MANY)

    def carry_out(_machine: int) -> str:
        together.wait(60)
        try:
            with plans.taken(plan, "sweep", tmp_path) as row:
                plans.finish(row, complete=True)
        except (UnavailableError, RefusedError) as refused:
            return refused.code
        return "done"

    told = at_once(carry_out)
    assert told.count("done") == 1
    assert set(told) <= {"done", "plan-running", "plan-done"}
