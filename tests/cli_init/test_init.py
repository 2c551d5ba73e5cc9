"""`ombud init`: a home whose only faults are the facts that nobody can guess, each with a word on what to write."""

import tomllib
from pathlib import Path

import pytest

from ombud.inventory.parse import parse_inventory
from ombud.policy.parse import parse
from tests.front import run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home just begun."""
    assert run("init", tmp_path / "firm").code == 0
    return tmp_path / "firm"


def test_both_files_are_read_without_a_fault(home: Path) -> None:
    assert parse((home / "policy.yaml").read_text(encoding="utf-8")).faults == ()
    assert parse_inventory((home / "inventory.yaml").read_text(encoding="utf-8")).faults == ()
    assert tomllib.loads((home / "ombud.toml").read_text(encoding="utf-8")) == {}


def test_every_finding_is_a_gap_that_the_file_marks(home: Path) -> None:
    told = run("check", "--home", home, "--json")
    findings = told.json["findings"]
    assert told.code == 1
    lines = (home / "policy.yaml").read_text(encoding="utf-8").splitlines()
    marked = [number for number, line in enumerate(lines, 1) if "{gap: " in line and not line.startswith("#")]
    assert [finding["line"] for finding in findings] == marked
    assert all(finding["hint"] and finding["article"] for finding in findings)


def test_filling_the_gaps_makes_the_check_clean(home: Path) -> None:
    policy = home / "policy.yaml"
    text = policy.read_text(encoding="utf-8")
    facts = {"G1": "{text: aim}", "G2": '{version: "1", signed: 2026-01-01}', "G3": "DK", "G4": "P6Y"}
    for gap, fact in facts.items():
        text = text.replace(f"{{gap: {gap}}}", fact)
    before, _, after = text.rpartition("\ngaps:")
    assert all(f"  {gap}:" in after for gap in facts)
    policy.write_text(before, encoding="utf-8")
    assert run("check", "--home", home).code == 0


def test_a_folder_that_holds_something_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    told = run("init", tmp_path)
    assert (told.code, "folder-taken" in told.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_empty_folder_will_do_and_a_file_will_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert run("init", tmp_path / "empty").code == 0
    assert run("init", tmp_path / "file").code == 2


def test_an_officer_reads_it_in_a_few_minutes(home: Path) -> None:
    lines = {path.name: path.read_text(encoding="utf-8").splitlines() for path in home.iterdir()}
    assert lines.keys() == {"policy.yaml", "inventory.yaml", "ombud.toml"}
    assert sum(map(len, lines.values())) <= 260
    assert all(len(line) <= 140 for each in lines.values() for line in each)


def test_the_templates_invent_nobody(home: Path) -> None:
    text = (home / "policy.yaml").read_text(encoding="utf-8")
    assert "your-firm.example" in text
    assert "{today}" not in text
