"""A run killed at any point is finished by the same command, and ends as a run that nobody interrupted (DESIGN §6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.cast import GOERAN, INGRID, MAERTA, SOEREN
from tests.crash.conftest import Ended, Home
from tests.crash.home import Seen, state
from tests.crash.story import Step, entries, others, problems, steps

PARTS = 4
"""Into how many tests the points of one command are dealt, so that several processes share them."""
EVERYBODY = "\n".join(f"email:{person.email}" for person in (MAERTA, SOEREN, GOERAN, INGRID))


@dataclass(frozen=True, slots=True)
class Job:
    """A command that is shown first and then carried out."""

    args: tuple[str, ...]
    hears: str = ""


SWEEP = Job(("sweep",))
ERASE = Job(("request", "erase", "--reason", "by letter"), EVERYBODY)
WITHDRAW = Job(("request", "withdraw", "--reason", "by letter"), EVERYBODY)
RESTRICT = Job(("request", "restrict", "--reason", "contested"), EVERYBODY)
JOBS = {"sweep": SWEEP, "erase": ERASE, "withdraw": WITHDRAW, "restrict": RESTRICT}


@dataclass(frozen=True, slots=True)
class End:
    """All that can be seen when a plan is done: the systems, the proofs, each step of the evidence, and the keys of runs."""

    seen: Seen
    steps: dict[str, Step]
    others: Any
    keys: list[str]


def end(home: Home, plan: str) -> End:
    """Look at a home in which a plan is done; its log must be whole."""
    bundle = home.folder / "evidence.ombud"
    assert home.run("evidence", "export", "-o", str(bundle)).code == 0
    assert list(problems(bundle.read_bytes())) == []
    told = entries(home.folder, plan)
    keys = [file.name for file in (home.folder / "var/keys").iterdir() if file.match("run-*")]
    return End(home.seen(), steps(told), others(told), keys)


def carried_out(home: Home, job: Job, plan: str, dies_at: int = 0) -> Ended:
    """Carry out a plan, or a part of it."""
    return home.run(*job.args[:2], "--carry-out", plan, "--json", dies_at=dies_at)


def finished(home: Home, job: Job, plan: str) -> Ended:
    """Carry out what is left; a plan that was killed in its last moment says that it is done."""
    told = carried_out(home, job, plan)
    assert told.code == 0 or (told.code == 1 and "plan-done" in told.said), told.said
    return told


def same_end(there: End, here: End) -> None:
    """Compare an interrupted run's end with the uninterrupted one."""
    assert here.seen == there.seen
    assert (here.others, here.keys, there.keys) == (there.others, [], [])
    assert {name: (step.intended, step.left) for name, step in here.steps.items()} == {
        name: (step.intended, step.left) for name, step in there.steps.items()
    }
    for name, step in here.steps.items():
        assert step.changed == (step.found if step.openings > 1 else there.steps[name].changed), name


def figures(told: Ended) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Tell the figures of a report that a reader compares."""
    lines = told.data.get("datasets") or told.data.get("steps")
    return [[line[name] for name in ("system", "dataset", "action", "done")] for line in lines], told.data.get("outcome")


def killed_everywhere(home: Home, job: Job, part: int = 0, parts: int = 1) -> Iterator[int]:
    """Kill a run at every point of a part, finish it, and compare; give the points."""
    plan = home.show(*job.args, hears=job.hears)
    whole = carried_out(home, job, plan)
    assert whole.code == 0, whole.said
    there = end(home, plan)
    at = 1 + part
    while True:
        home.again()
        if carried_out(home, job, plan, dies_at=at).code is not None:
            return
        told = finished(home, job, plan)
        assert "plan-done" in told.said or figures(told) == figures(whole)
        same_end(there, end(home, plan))
        yield at
        at += parts


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_a_run_killed_at_any_point_ends_as_if_it_had_not_been(lite: Home, job: Job, part: int) -> None:
    assert sum(1 for _ in killed_everywhere(lite, job, part, PARTS)) >= 3


@pytest.mark.parametrize(("job", "part", "parts"), [(SWEEP, 0, 2), (SWEEP, 1, 2), (ERASE, 0, 1)], ids=["sweep-0", "sweep-1", "erase"])
def test_a_run_killed_at_any_commit_on_a_server_ends_as_if_it_had_not_been(server: Home, job: Job, part: int, parts: int) -> None:
    assert sum(1 for _ in killed_everywhere(server, job, part, parts)) >= 4


# not at each of its commits: the points in between are those of a state in a file
@pytest.mark.parametrize(("job", "stride"), [(SWEEP, 11), (ERASE, 3)], ids=["sweep", "erase"])
def test_a_run_whose_state_is_on_a_server_ends_as_if_it_had_not_been_killed(state_away: Home, job: Job, stride: int) -> None:
    assert sum(1 for _ in killed_everywhere(state_away, job, 2, stride)) >= 4


@pytest.mark.parametrize("stride", [12, 13])
@pytest.mark.parametrize("job", [SWEEP, ERASE], ids=["sweep", "erase"])
def test_a_run_killed_again_and_again_ends_as_if_it_had_not_been(lite: Home, job: Job, stride: int) -> None:
    plan = lite.show(*job.args, hears=job.hears)
    assert carried_out(lite, job, plan).code == 0
    there, kills = end(lite, plan), 0
    lite.again()
    while carried_out(lite, job, plan, dies_at=stride).code is None:
        kills += 1
        assert kills < 50, "no progress"
    assert kills > 2
    same_end(there, end(lite, plan))


def halfway(home: Home, job: Job, plan: str) -> Iterator[int]:
    """Kill a run here and there, as long as it leaves something to do."""
    for at in range(1, 200, 9):
        home.again()
        killed = carried_out(home, job, plan, dies_at=at)
        if killed.code is not None or state(home.folder, "SELECT 1 FROM store_planrow WHERE state = 'done'"):
            return
        yield at


def test_a_killed_sweep_is_shown_again_under_its_id(lite: Home) -> None:
    plan = lite.show(*SWEEP.args)
    for at in halfway(lite, SWEEP, plan):
        shown = lite.run(*SWEEP.args, "--json")
        assert shown.code == 0, shown.said
        assert (shown.data["plan"], shown.data["carried_out"]) == (plan, False), at
        assert finished(lite, SWEEP, plan).code == 0


def test_a_killed_erasure_is_shown_again_and_still_knows_whom_it_is_about(lite: Home) -> None:
    plan = lite.show(*ERASE.args, hears=ERASE.hears)
    whole = carried_out(lite, ERASE, plan)
    there = end(lite, plan)
    for at in halfway(lite, ERASE, plan):
        shown = lite.run(*ERASE.args, "--json", hears=ERASE.hears)
        assert (shown.code, shown.data["plan"]) == (0, plan), at
        assert figures(finished(lite, ERASE, plan)) == figures(whole)
        same_end(there, end(lite, plan))
