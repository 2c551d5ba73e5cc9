"""The bench runs and prints its table; how fast it was is told, never tested."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def measured(*arguments: str) -> str:
    """Run the bench as `./dev bench` does, at a scale that only shows that it works."""
    told = subprocess.run([sys.executable, "-m", "bench", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.mark.parametrize("name", ["erase", "access", "sweep", "memory"])
def test_a_bench_prints_its_figures_beside_the_floor(name: str) -> None:
    head, *lines = measured(name, "--engine", "sqlite", "--scale", "0.001").splitlines()
    assert head.split() == ["what", "ours", "floor", "ratio", "cpu", "goal", "met"]
    assert any(line.startswith("sqlite") and "x " in line for line in lines)


def test_the_round_trip_misreads_nothing() -> None:
    assert "0 misread" in measured("roundtrip", "--scale", "0.002")


def test_check_is_measured_as_a_program_of_its_own() -> None:
    assert "seed 003" in measured("check")


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_every_page_is_measured_over_a_store_that_has_grown(engine: str) -> None:
    told = measured("pages", "--engine", engine, "--scale", "0.002")
    assert all(f"{engine}: {page}" in told for page in ("console, console", "console, evidence of a run", "centre, one's case", "memory"))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_ledger_that_has_grown_is_measured_beside_an_empty_one(engine: str) -> None:
    told = measured("decay", "--engine", engine, "--scale", "0.0002")
    assert all(
        f"{engine}: {what}" in told for what in ("choices a second, full beside empty", "the list, of those not on it", "one choice proved")
    )


def test_choices_the_gate_a_list_and_a_ledger_are_measured_on_both_engines() -> None:
    told = measured("consent", "--scale", "0.002")
    for engine in ("sqlite", "postgresql"):
        assert all(f"{engine}: {what}" in told for what in ("durable choices a second", "gate, look-ups"))
    assert all(what in told for what in ("choices a second, full beside empty", "choices verified a second", "a list of 2000 filtered"))


@pytest.mark.usefixtures("mariadb", "dovecot")
def test_an_access_over_six_real_systems_is_measured() -> None:
    assert "proved to delivered" in measured("six", "--scale", "0.01")


def test_an_unknown_bench_is_refused() -> None:
    told = subprocess.run([sys.executable, "-m", "bench", "nothing"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "nothing" in told.stderr
