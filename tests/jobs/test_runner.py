"""What is deferred is done once the caller's change is kept, tried longer and longer apart, and seen when nobody tries it any more."""

import logging
from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from ombud import jobs
from ombud.errors import BadInputError, RefusedError
from ombud.jobs.models import JobRow
from ombud.jobs.registry import JobError, Schedule
from ombud.store.database import close_database
from tests.cast import SOEREN
from tests.jobs.conftest import Desk, until
from tests.servers.postgres import PostgreSQL

DONE: list[str] = []
BROKEN: set[str] = set()
GATE = Event()
INSIDE: Counter[str] = Counter()


@jobs.job("test.note")
def note(case: str) -> None:
    if case in BROKEN:
        raise RefusedError("case-broken", f"{SOEREN.email} is not to be told of")
    DONE.append(case)


@jobs.job("test.gate")
def gate(case: str) -> None:
    INSIDE[case] += 1
    INSIDE["most"] = max(INSIDE["most"], INSIDE[case])
    GATE.wait(60)
    INSIDE[case] -= 1
    DONE.append(case)


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    DONE.clear()
    BROKEN.clear()
    GATE.clear()
    INSIDE.clear()


def test_a_job_is_done_once(any_desk: Desk) -> None:
    with any_desk.worked():
        for case in ("a", "b", "c"):
            jobs.defer("test.note", case=case)
        until(lambda: len(DONE) == 3)
    assert sorted(DONE) == ["a", "b", "c"]


def test_a_job_of_a_change_that_was_not_kept_is_never_done(any_desk: Desk) -> None:
    with transaction.atomic():
        jobs.defer("test.note", case="lost")
        transaction.set_rollback(True)
    jobs.defer("test.note", case="kept")
    with any_desk.worked():
        until(lambda: DONE)
    assert DONE == ["kept"]


def test_a_job_waits_for_its_moment(desk: Desk) -> None:
    jobs.defer("test.note", at=desk.clock() + timedelta(hours=2), case="later")
    jobs.defer("test.note", case="now")
    with desk.worked():
        until(lambda: DONE == ["now"])
        desk.clock.turn(hours=2)
        until(lambda: DONE == ["now", "later"])


def test_one_job_with_a_key_waits_and_comes_as_soon_as_is_asked(desk: Desk) -> None:
    for hours in (5, 1, 3):
        jobs.defer("test.note", at=desk.clock() + timedelta(hours=hours), key="k", case="one")
    assert [row.due_at for row in JobRow.objects.all()] == [desk.clock() + timedelta(hours=1)]
    jobs.defer("test.note", key="k", case="one")
    with desk.worked():
        until(lambda: DONE)
    assert (DONE, JobRow.objects.count()) == (["one"], 0)


def test_jobs_with_one_key_never_run_at_the_same_time_and_others_do(any_desk: Desk) -> None:
    jobs.defer("test.gate", key="k", case="same")
    with any_desk.worked():
        until(lambda: INSIDE["same"] == 1)
        jobs.defer("test.gate", key="k", case="same")
        jobs.defer("test.note", case="other")
        until(lambda: DONE == ["other"])
        GATE.set()
        until(lambda: len(DONE) == 3)
    assert (DONE, INSIDE["most"]) == (["other", "same", "same"], 1)


def test_a_failing_job_is_tried_less_and_less_often_then_parked_then_tried_again(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    BROKEN.add("x")
    jobs.defer("test.note", case="x")
    with desk.worked(), caplog.at_level(logging.WARNING):
        for attempts, minutes in enumerate((1, 5, 30, 120, 360), 1):
            until(JobRow.objects.filter(state="waiting", attempts=attempts).exists)
            assert JobRow.objects.get().due_at == desk.clock() + timedelta(minutes=minutes)
            desk.clock.turn(minutes=minutes)
        until(jobs.parked)
        (parked,) = jobs.parked()
        assert (parked.name, parked.ids, parked.reason) == ("test.note", {"case": "x"}, "case-broken")
        assert SOEREN.email not in caplog.text
        BROKEN.clear()
        jobs.again(parked.id)
        until(lambda: DONE == ["x"])
    assert jobs.parked() == []
    with pytest.raises(BadInputError, match="job-unknown"):
        jobs.again(parked.id)


def test_of_work_with_a_key_only_the_latest_failure_is_seen_and_a_success_clears_it(desk: Desk) -> None:
    BROKEN.add("x")
    with desk.worked():
        for _failure in range(2):
            before = {one.id for one in jobs.parked()}
            jobs.defer("test.note", key="k", case="x")
            while {one.id for one in jobs.parked()} == before:
                desk.clock.turn(hours=6)
        assert len(jobs.parked()) == 1
        BROKEN.clear()
        jobs.defer("test.note", key="k", case="x")
        until(lambda: DONE)
        until(lambda: not jobs.parked())


def test_a_job_that_nobody_knows_is_parked(desk: Desk) -> None:
    jobs.defer("test.gone")
    with desk.worked():
        while not jobs.parked():
            desk.clock.turn(hours=6)
    assert [one.reason for one in jobs.parked()] == ["job-unknown"]


def test_on_a_server_a_key_waits_once_comes_sooner_and_does_not_spoil_the_transaction(served_desk: Desk) -> None:
    moment = datetime.now(UTC) + timedelta(days=1)
    with transaction.atomic():
        for hours in (5, 1, 3):
            jobs.defer("test.note", at=moment + timedelta(hours=hours), key="k", case="one")
    assert waiting() == [(0, moment + timedelta(hours=1))]
    jobs.defer("test.note", key="k", case="one")
    assert waiting() == [(0, None)]
    with served_desk.worked():
        until(lambda: DONE)
    assert DONE == ["one"]


def test_on_a_server_too_a_failing_job_is_tried_then_parked_then_tried_again(served_desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    BROKEN.add("x")
    jobs.defer("test.note", key="k", case="x")
    with served_desk.worked():
        for attempts, minutes in enumerate((1, 5, 30, 120, 360), 1):
            until(lambda: [tried for tried, _ in waiting()] == [attempts])  # noqa: B023 - called before the next round
            ((_, due),) = waiting()
            assert due is not None
            assert timedelta(minutes=minutes - 1) < due - datetime.now(UTC) <= timedelta(minutes=minutes)
            jobs.defer("test.note", key="k", case="x")
        until(jobs.parked)
        (parked,) = jobs.parked()
        assert (parked.name, parked.ids, parked.reason, waiting()) == ("test.note", {"case": "x"}, "case-broken", [])
        BROKEN.clear()
        jobs.again(parked.id)
        until(lambda: DONE == ["x"])
    assert jobs.parked() == []
    assert SOEREN.email not in caplog.text


def waiting() -> list[tuple[int, datetime | None]]:
    """Tell how often the jobs that wait on the server were tried, and when they are due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT attempts, scheduled_at FROM procrastinate_jobs WHERE status = 'todo'")
        return list(cursor.fetchall())


def test_what_comes_round_on_a_server_is_done_once_by_all_workers(served_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[str] = []
    monkeypatch.setattr("ombud.jobs.registry._JOBS", {"test.round": lambda: rounds.append("x"), "test.note": note})
    monkeypatch.setattr("ombud.jobs.registry._SCHEDULES", {"test.round": Schedule(1440)})
    with served_desk.worked(), served_desk.worked():
        until(lambda: rounds)
        jobs.defer("test.note", case="after")
        until(lambda: DONE)
    assert rounds == ["x"]


def test_a_worker_outlasts_a_server_that_goes_away(served_desk: Desk, postgres: PostgreSQL) -> None:
    jobs.defer("test.note", case="before")
    with served_desk.worked():
        until(lambda: DONE == ["before"] and taken() == 0)
        close_database()
        postgres.program.stop()
        postgres.program.start()
        jobs.defer("test.note", case="after")
        until(lambda: DONE == ["before", "after"])


def taken() -> int:
    """Count the jobs that a worker has taken and not ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
        return int((cursor.fetchone() or (0,))[0])


def test_what_comes_round_is_done_when_its_time_has_come_and_what_was_missed_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[datetime] = []
    monkeypatch.setattr("ombud.jobs.registry._JOBS", {"test.round": lambda: rounds.append(desk.clock())})
    monkeypatch.setattr("ombud.jobs.registry._SCHEDULES", {"test.round": Schedule(1440, 150)})
    with desk.worked():
        until(lambda: len(rounds) == 1)
        desk.clock.turn(days=3)
        until(lambda: len(rounds) == 2)
        desk.clock.turn(hours=18, minutes=29)
    with desk.worked():
        desk.clock.turn(minutes=1)
        until(lambda: len(rounds) == 3)
    assert [(one - rounds[0]) for one in rounds] == [timedelta(), timedelta(days=3), timedelta(days=3, hours=18, minutes=30)]


@given(st.sampled_from([1, 5, 30, 60, 240, 1440]), st.integers(0, 1439), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 - hypothesis adds the zone
def test_a_schedule_came_round_less_than_its_span_ago_on_its_minute(minutes: int, at: int, moment: datetime) -> None:
    schedule = Schedule(minutes, at if minutes == 1440 else 0)
    now = moment.replace(tzinfo=UTC)
    last = schedule.last(now)
    assert timedelta() <= now - last < timedelta(minutes=minutes)
    assert (last.hour * 60 + last.minute - schedule.at) % minutes == last.second == last.microsecond == 0


@pytest.mark.parametrize("said", [{}, {"minutes": 7}, {"minutes": 300}, {"minutes": 5, "daily_at": "03:30"}, {"daily_at": "24:00"}])
def test_a_clock_that_never_comes_round_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(JobError, match="job-schedule"):
        jobs.every("test.note", **said)  # type: ignore[arg-type] # what nobody can say is what is tested


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("value", [SOEREN.email, SOEREN.name, "x" * 201])
def test_a_job_takes_no_more_than_ids(value: str) -> None:
    with pytest.raises(JobError, match="job-ids") as refused:
        jobs.defer("test.note", case=value)
    assert value not in str(refused.value)
    assert JobRow.objects.count() == 0


def test_two_functions_are_never_one_job() -> None:
    with pytest.raises(JobError, match="job-twice"):
        jobs.job("test.note")(gate)
