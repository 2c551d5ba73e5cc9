"""A demo home whose policy promises proofs of consent has them, and its promises on consent are kept; another says what is missing."""

from pathlib import Path
from typing import Any

import pytest

from ombud.cli.demo.build import examples
from tests.front import run


def told(home: Path, example: str) -> dict[str, dict[str, Any]]:
    """Build an example as the demo does, look at it, and tell of each promise on consent."""
    built = run("demo", home, "--example", example, "--build-only")
    assert built.code == 0, built.err
    promises = run("promises", "--run", "--json", "--home", home).json["promises"]
    return {one["id"].removeprefix("activities."): one for one in promises if one["probe"] in ("agreed", "objected", "marketing")}


@pytest.mark.parametrize("example", examples())
def test_the_story_of_each_example_ends_with_no_promise_broken(tmp_path: Path, example: str) -> None:
    told = run("demo", tmp_path / "home", "--example", example)
    assert "No promise is broken" in told.out
    assert told.code == 0, told.err


def test_the_makers_of_meters_can_prove_who_agreed(tmp_path: Path) -> None:
    promises = told(tmp_path / "home", "maalerhus")
    assert {name for name, one in promises.items() if one["status"] == "broken"} == set()
    assert promises["marketing.basis.6.1.a"]["status"] == "kept"
    profiles = promises["mail_profile.basis.6.1.a"]  # a number leads to the address of those who are in two lists, and of no others
    assert (profiles["status"], profiles["figure"]) == ("unproven", "4 rows of people who agreed, 0 about to go")
    assert promises["printed_marketing.posting"]["status"] == "kept"
    assert "name nobody" in promises["event_photos.recording.consent"]["cause"]  # a picture tells nobody's address


def test_the_refrigeration_firm_keeps_no_proofs_and_is_told_what_to_do(tmp_path: Path) -> None:
    promises = told(tmp_path / "home", "koeleteknik")
    assert {one["status"] for one in promises.values()} == {"unproven"}
    assert "ombud consent give" in promises["newsletter.basis.6.1.a"]["action"]
