"""What a power cut, a changed policy, a second process or a system that is down leaves behind is told clearly, and nothing acts twice."""

import fcntl
from collections import Counter

import pytest

from tests.crash.conftest import Home
from tests.crash.home import state
from tests.crash.story import entries, problems
from tests.crash.test_kill import ERASE, SWEEP, WITHDRAW, Job, carried_out, end, finished, same_end
from tests.servers.postgres import PostgreSQL

MIDDLE = 30
"""A point at which some systems of an erasure have acted and others have not."""


def states(home: Home) -> Counter[object]:
    """Count the plans of a home by how far they have come."""
    return Counter(row[0] for row in state(home.folder, "SELECT state FROM store_planrow"))


def test_a_plan_whose_key_is_gone_is_refused_and_nothing_is_changed(lite: Home) -> None:
    plan = lite.show(*ERASE.args, hears=ERASE.hears)
    (lite.folder / f"var/keys/run-{plan}.key").unlink()
    before = lite.seen()
    told = carried_out(lite, ERASE, plan)
    assert (told.code, "plan-sealed" in told.said, "Show the request again" in told.said) == (78, True, True)
    assert (lite.seen(), states(lite)) == (before, {"shown": 1})


def test_a_plan_whose_key_is_gone_can_be_shown_again_and_carried_out(lite: Home) -> None:
    plan = lite.show(*ERASE.args, hears=ERASE.hears)
    (lite.folder / f"var/keys/run-{plan}.key").unlink()
    assert lite.run(*ERASE.args, "--json", hears=ERASE.hears).data["plan"] == plan
    assert carried_out(lite, ERASE, plan).code == 0


def test_a_begun_plan_whose_key_is_gone_goes_on_with_what_can_still_be_found(lite: Home) -> None:
    plan = lite.show(*ERASE.args, hears=ERASE.hears)
    assert carried_out(lite, ERASE, plan, dies_at=MIDDLE).code is None
    (lite.folder / f"var/keys/run-{plan}.key").unlink()
    assert "plan-sealed" in carried_out(lite, ERASE, plan).said
    assert lite.run(*ERASE.args, "--json", hears=ERASE.hears).data["plan"] == plan
    finished(lite, ERASE, plan)
    last = {entry.step: entry for entry in entries(lite.folder, plan) if entry.step}
    assert [(entry.kind, entry.facts["remaining"]) for entry in last.values()] == [("done", 0)] * len(last)


def test_a_begun_plan_of_a_changed_policy_tells_what_is_half_done(lite: Home) -> None:
    plan = lite.show(*ERASE.args, hears=ERASE.hears)
    assert carried_out(lite, ERASE, plan, dies_at=MIDDLE).code is None
    policy = lite.folder / "policy.yaml"
    policy.write_text(policy.read_text() + "# changed\n")
    before, told = lite.seen(), carried_out(lite, ERASE, plan)
    assert (told.code, "plan-stale" in told.said, "half done: " in told.said) == (1, True, True)
    assert all(f"{system} " in told.said for (system,) in state(lite.folder, "SELECT step FROM store_steprow"))
    assert lite.seen() == before


def test_a_changed_policy_does_not_strand_a_sweep(lite: Home) -> None:
    plan = lite.show(*SWEEP.args)
    assert carried_out(lite, SWEEP, plan).code == 0
    whole = lite.seen()
    lite.again()
    assert carried_out(lite, SWEEP, plan, dies_at=MIDDLE).code is None
    policy = lite.folder / "policy.yaml"
    policy.write_text(policy.read_text() + "# changed\n")
    fresh = str(lite.run(*SWEEP.args, "--json").data["plan"])
    assert (fresh != plan, carried_out(lite, SWEEP, fresh).code, lite.seen()) == (True, 0, whole)
    assert lite.run("evidence", "export", "-o", str(lite.folder / "evidence.ombud")).code == 0
    assert list(problems((lite.folder / "evidence.ombud").read_bytes())) == []


def test_what_an_interrupted_erasure_knew_is_not_lost_when_the_policy_changes(lite: Home) -> None:
    plan = lite.show(*ERASE.args, hears=ERASE.hears)
    assert carried_out(lite, ERASE, plan).code == 0
    whole = lite.seen()
    for at in (*range(7, 34, 5), 35):
        lite.again()
        assert carried_out(lite, ERASE, plan, dies_at=at).code is None
        policy = lite.folder / "policy.yaml"
        policy.write_text(policy.read_text() + "# changed\n")
        fresh = str(lite.run(*ERASE.args, "--json", hears=ERASE.hears).data["plan"])
        assert (carried_out(lite, ERASE, fresh).code, lite.seen()) == (0, whole), at
        assert lite.run("evidence", "export", "-o", str(lite.folder / "evidence.ombud")).code == 0
        assert list(problems((lite.folder / "evidence.ombud").read_bytes())) == []
        assert list((lite.folder / "var/keys").glob("run-*")) == []


def test_a_plan_that_another_process_carries_out_is_refused_until_that_has_ended(lite: Home) -> None:
    plan = lite.show(*WITHDRAW.args, hears=WITHDRAW.hears)
    before = lite.seen()
    with (lite.folder / f"var/plan-{plan}.lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        told = carried_out(lite, WITHDRAW, plan)
    assert (told.code, "plan-running" in told.said, lite.seen()) == (69, True, before)
    assert carried_out(lite, WITHDRAW, plan).code == 0


def test_two_processes_with_one_plan_do_its_work_once(lite: Home) -> None:
    plan = lite.show(*SWEEP.args)
    assert carried_out(lite, SWEEP, plan).code == 0
    there = end(lite, plan)
    lite.again()
    ended = lite.run_at_once(*[("sweep", "--carry-out", plan, "--json")] * 3)
    assert [told.code for told in ended].count(0) == 1
    assert all("plan-running" in told.said or "plan-done" in told.said for told in ended if told.code)
    same_end(there, end(lite, plan))


@pytest.mark.parametrize("job", [SWEEP, ERASE], ids=["sweep", "erase"])
def test_a_server_that_dies_under_a_run_loses_nothing(split: Home, postgres: PostgreSQL, job: Job) -> None:
    plan = split.show(*job.args, hears=job.hears)
    assert carried_out(split, job, plan).code == 0
    there, unavailable = end(split, plan), 0
    for at in (1, 7, 14, 25):
        split.again()
        told = split.run(*job.args[:2], "--carry-out", plan, dies_at=at, victim=leader(postgres))
        postgres.program.kill()
        unavailable += told.code == 69
        assert told.code == 69 or (told.code == 0 and states(split)["done"] == 1), told.said
        assert states(split)["done"] == (told.code == 0)
        postgres.program.start()
        assert told.code == 0 or finished(split, job, plan).code == 0
        same_end(there, end(split, plan))
    assert unavailable > 1


@pytest.mark.parametrize("job", [SWEEP, ERASE], ids=["sweep", "erase"])
def test_a_server_that_is_down_before_a_run_stops_only_its_own_part(split: Home, postgres: PostgreSQL, job: Job) -> None:
    plan = split.show(*job.args, hears=job.hears)
    before = split.seen()
    postgres.program.stop()
    assert carried_out(split, job, plan).code == 69
    postgres.program.start()
    half = split.seen()
    assert (states(split), half["list.subscribers"]) == ({"partial": 1}, before["list.subscribers"])
    assert half["crm.orders"] != before["crm.orders"]
    finished(split, job, plan)
    assert split.seen()["list.subscribers"] != before["list.subscribers"]


def leader(postgres: PostgreSQL) -> int:
    """Give the process group of a running server."""
    assert postgres.program.process is not None
    return postgres.program.process.pid
