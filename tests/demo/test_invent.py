"""Any example becomes a home: filled from its two files alone, nothing overdue in it, then broken promises that a look finds by name."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from ombud.cli.demo.build import examples, invent
from ombud.cli.demo.invent.home import plant
from ombud.errors import BadInputError
from tests.demo.oracle import Home, overdue
from tests.front import run

ORDINARY = date(2026, 11, 22)
EVERY = pytest.mark.parametrize("name", examples())


@pytest.mark.parametrize("today", [ORDINARY, date(2028, 2, 29), date(2027, 3, 1)])
def test_nothing_is_overdue_until_two_of_each_kind_are_planted(tmp_path: Path, today: date) -> None:
    home = invent(tmp_path, "fjordraad", today=today)
    assert overdue(Home(tmp_path), today) == Counter()
    told = Counter[str]()
    for violation in plant(home):
        told.update({f"{violation.system}.{violation.dataset}": violation.count}, **dict(violation.along))
    assert overdue(Home(tmp_path), today) == told
    assert told.total() > 20


def looked(home: Path) -> dict[str, str]:
    """Look with the command; tell how each rule of retention stands, by activity and rule."""
    promises = run("promises", "--home", home, "--run", "--as-of", ORDINARY, "--json").json["promises"]
    rules = {p["id"]: p["status"] for p in promises if p["id"].startswith("activities.") and p["id"].count(".") == 3}
    return {f"{name.split('.')[1]}/{name.split('.')[3]}": status for name, status in rules.items() if name.split(".")[2] == "retention"}


@EVERY
def test_a_look_finds_nothing_before_and_exactly_the_planted_rules_after(name: str, tmp_path: Path) -> None:
    home = invent(tmp_path, name, today=ORDINARY)
    assert [rule for rule, status in looked(tmp_path).items() if status == "broken"] == []
    planted = plant(home)
    assert {rule for rule, status in looked(tmp_path).items() if status == "broken"} == {v.kind for v in planted}
    assert len(planted) >= 3


@EVERY
def test_nobody_in_a_home_can_be_reached(name: str, tmp_path: Path) -> None:
    home = invent(tmp_path, name, today=ORDINARY)
    people = [row.person for rows in home.maker.made.values() for row in rows]
    assert [person.email for person in people if not person.email.endswith(".example")] == []
    assert [p.phone for p in people if not p.phone.startswith(("+45 00 ", "+46 70 174 06 ", "+47 00 ", "+358 00 "))] == []


@EVERY
def test_references_of_a_database_hold(name: str, tmp_path: Path) -> None:
    invent(tmp_path, name, today=ORDINARY)
    for path in (tmp_path / "systems").glob("*.sqlite"):
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_two_homes_with_one_seed_are_equal_and_another_seed_differs(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        invent(tmp_path / name, "fjordraad", today=ORDINARY, seed=seed)
    one, two, other = ((tmp_path / name / "systems/crm.sqlite").read_bytes() for name in "abc")
    assert one == two
    assert one != other


def test_a_system_that_stands_outside_the_home_is_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ombud.cli.demo.build.example", lambda _: _elsewhere(tmp_path))
    with pytest.raises(BadInputError) as refused:
        invent(tmp_path / "home", "fjordraad", today=ORDINARY)
    assert refused.value.code == "demo-unbuildable"


def _elsewhere(folder: Path) -> Path:
    source, copy = Path(__file__).parents[2] / "examples/fjordraad", folder / "example"
    copy.mkdir()
    for file in ("policy.yaml", "inventory.yaml"):
        (copy / file).write_text((source / file).read_text("utf-8").replace("at: sqlite:systems/crm.sqlite", "at: env:CRM_URL"), "utf-8")
    return copy
