"""What a page of one's own promises is rehearsed on people the systems hold; whose machines judge, and who objects, is looked at too."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ombud.cli.demo.build import invent
from ombud.store.database import close_database, ready
from tests.front import run
from tests.promises.homes import TODAY, add_case

ready()
OWN = tuple(f"rights.own_page.{act}" for act in ("see", "erase", "export"))
AGAINST, NEVER_ALONE = "rights.automation.against", "rights.automation.never_alone"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a web bureau, built once."""
    folder = tmp_path_factory.mktemp("own") / "home"
    invent(folder, "webstue", today=TODAY)
    return folder


@pytest.fixture
def bureau(built: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it."""
    yield Path(shutil.copytree(built, tmp_path / "home"))
    close_database()


def look(home: Path) -> dict[str, str]:
    only = [part for one in (*OWN, AGAINST, NEVER_ALONE) for part in ("--only", one)]
    told = json.loads(run("promises", "--run", "--json", *only, "--home", home).out)["promises"]
    return {one["id"]: one["status"] for one in told}


def replaced(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_what_names_the_address_is_reached_by_a_page_of_ones_own_and_profiles_end_by_objecting(bureau: Path) -> None:
    assert look(bureau) == {**dict.fromkeys(OWN, "kept"), AGAINST: "kept", NEVER_ALONE: "unproven"}


def test_rows_that_name_no_address_are_not_on_the_page(bureau: Path) -> None:
    text = (bureau / "inventory.yaml").read_text("utf-8")
    head, tail = text.split("      enquiries:", 1)
    tail = tail.replace("id: none", "id: {identifies: customer_no}", 1).replace(
        "email: {is: email, identifies: email}", "email: {is: email}", 1
    )
    (bureau / "inventory.yaml").write_text(f"{head}      enquiries:{tail}", "utf-8")
    told = look(bureau)
    assert [told[one] for one in OWN] == ["broken"] * 3


def test_a_profile_that_no_objection_reaches_breaks_the_promise(bureau: Path) -> None:
    replaced(bureau / "inventory.yaml", "activities: {offers: all}", "activities: {offers: all, services: all}")
    assert look(bureau)[AGAINST] == "broken"


@pytest.mark.parametrize(("by", "status"), [("officer", "kept"), ("ombud", "broken")])
def test_a_decision_of_a_machine_is_looked_at_by_a_person(bureau: Path, by: str, status: str) -> None:
    assert look(bureau)[NEVER_ALONE] == "unproven"
    with closing(sqlite3.connect(bureau / "var/ombud.sqlite")) as state, state:
        add_case(state, "automation", "closed", by, state="closed")
    assert look(bureau)[NEVER_ALONE] == status
