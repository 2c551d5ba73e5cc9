"""Imports: a Fides dataset becomes a draft that reads, with everything in it mapped or told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from fideslang.models import Dataset

from ombud.inventory.model import Column, System
from ombud.inventory.parse import parse_inventory
from tests.exchange.front import FJORDRAAD
from tests.front import run

HALL = Path(__file__).parent / "hall.yml"
HEAD = b"dataset:\n- fides_key: s\n  collections:\n  - name: a\n"


def drafted(tmp_path: Path, source: Path = HALL, *more: str) -> tuple[System, str]:
    """Import a file for the example's home and read the draft back."""
    out = tmp_path / "draft.yaml"
    assert run("import", "fides", str(source), "--home", FJORDRAAD, "-o", str(out), *more).code == 0
    text = out.read_text("utf-8")
    parsed = parse_inventory(text, "draft.yaml")
    assert parsed.faults == ()
    assert parsed.value is not None
    (system,) = parsed.value.systems.values()
    return system, text


def test_the_sample_is_one_that_fides_takes() -> None:
    Dataset(**yaml.safe_load(HALL.read_text("utf-8"))["dataset"][0])


def test_categories_become_the_policys_data(tmp_path: Path) -> None:
    system, _ = drafted(tmp_path)
    assert system.datasets["members"].columns == {
        "id": "none",
        "full_name": Column(is_="name"),
        "mail": Column(is_="email", identifies="email"),
        "profile.home.street": Column(is_="address"),
        "profile.mobile": Column(is_="phone"),
        "created_at": "none",
    }


def test_keys_and_references_are_kept_with_their_meaning(tmp_path: Path) -> None:
    system, text = drafted(tmp_path)
    assert system.datasets["members"].key == ("id",)
    assert system.datasets["lockers"].key == ("number",)
    links = {next(iter(link.on)): (link.to, link.on, link.as_) for link in system.datasets["bookings"].links}
    assert links == {
        "member_id": ("sports_hall.members", {"member_id": "id"}, "owner"),
        "approved_by": ("sports_hall.members", {"approved_by": "id"}, "mention"),
    }
    assert system.datasets["member_cards"].links[0].to == "shop_system.customers"
    assert "at: env:SPORTS_HALL_URL" in text


def test_every_field_of_the_file_is_a_column_of_the_draft(tmp_path: Path) -> None:
    system, _ = drafted(tmp_path)
    raw = yaml.safe_load(HALL.read_text("utf-8"))["dataset"][0]
    for collection in raw["collections"]:
        assert set(system.datasets[collection["name"]].columns) == set(names(collection["fields"]))


def names(fields: list[dict[str, object]], above: str = "") -> list[str]:
    """Name the fields that hold a value, by the path to each."""
    found: list[str] = []
    for field in fields:
        inner = field.get("fields")
        path = f"{above}{field['name']}"
        found += names(inner, f"{path}.") if isinstance(inner, list) else [path]
    return found


def test_each_guess_is_marked_and_what_has_no_place_is_told(tmp_path: Path) -> None:
    _, text = drafted(tmp_path)
    lines = text.splitlines()
    assert all("guess:" in line for line in lines if "{is: " in line)
    assert any("blood: none" in line and "the policy has no such datum" in line for line in lines)
    assert any("notes: {is: " in line and "; or " in line for line in lines)
    assert "retention of `3 years`" in text
    assert "`namespace` has no place here" in text
    assert "null" not in text
    assert "`meta`" not in text
    assert "Fides leaves this collection out" in text
    assert "shop_system" in text


NOTED = """
dataset:
- fides_key: s
  organization_fides_key: an_organisation
  tags: [a_tag]
  name: a_name
  description: a_description
  data_categories: [user.contact.email]
  data_uses: [a_use]
  data_subjects: [a_subject]
  data_qualifier: a_qualifier
  retention: a_retention
  third_country_transfers: [USA]
  fides_meta: {resource_id: a_resource, after: [an_earlier_dataset]}
  collections:
  - name: a
    description: |
      two lines
      of a_text
    data_subjects: [another_subject]
    retention: another_retention
    fides_meta: {after: [s.a_collection], erase_after: [s.another_collection], redact: name}
    fields:
    - name: whole
      description: a_whole
      fields: [{name: part, description: a_part, data_uses: [another_use], retention: a_third_retention, data_qualifier: another_qualifier}]
    - {name: bare, fides_meta: {data_type: "string[]"}}
"""


def test_whatever_fides_notes_is_carried_or_told(tmp_path: Path) -> None:
    source = tmp_path / "noted.yml"
    source.write_text(NOTED, "utf-8")
    Dataset(**yaml.safe_load(NOTED)["dataset"][0])
    system, text = drafted(tmp_path, source)
    noted = re.findall(r"\ban?(?:other)?_\w+|USA", NOTED)
    assert len(noted) == 21
    assert [word for word in noted if word not in text] == []
    assert system.datasets["a"].columns == {"whole.part": Column(is_="email"), "bare": Column(is_="email")}


def test_a_reference_that_was_noted_on_the_other_side_is_turned(tmp_path: Path) -> None:
    source = tmp_path / "turned.yml"
    source.write_text(
        "dataset:\n- fides_key: s\n  collections:\n  - name: people\n    fields:\n    - name: id\n      fides_meta:\n"
        "        references: [{dataset: s, field: notes.person, direction: to}]\n"
        "    - {name: mail, data_categories: [user.contact.email]}\n"
        "  - name: notes\n    fields: [{name: person}]\n",
        "utf-8",
    )
    system, _ = drafted(tmp_path, source)
    assert [(link.to, link.on, link.as_) for link in system.datasets["notes"].links] == [("s.people", {"person": "id"}, "owner")]
    assert system.datasets["people"].links == ()


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b"dataset:\n- fides_key: s\n  colections: []\n", "faulty-file", "bad.yml:3:3"),
        (HEAD + b"    fields: {name: id}\n", "faulty-file", "bad.yml:5:13"),
        (HEAD + b"    fields: [{name: id, fides_meta: {primary_key: perhaps}}]\n", "faulty-file", "bad.yml:5:51"),
        (b"system:\n- fides_key: s\n", "faulty-file", "bad.yml:1:1"),
        (b"dataset: [\n", "faulty-file", "bad.yml:2:1"),
        (b"", "faulty-file", "bad.yml:1:1"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe", "file-unreadable", "bad.yml"),
        (b"dataset: \x00\x01\n", "faulty-file", "bad.yml:1:"),
        (b"dataset: []\n", "fides-which", "empty"),
        (b"x" * 5_000_000, "file-too-large", "bad.yml"),
    ],
)
def test_a_broken_file_is_told_with_its_place_and_nothing_is_written(tmp_path: Path, content: bytes, code: str, place: str) -> None:
    bad, out = tmp_path / "bad.yml", tmp_path / "draft.yaml"
    bad.write_bytes(content)
    said = run("import", "fides", str(bad), "--home", FJORDRAAD, "-o", str(out))
    told = said.err
    assert said.code == 2
    assert f"code: {code}" in told
    assert place in told
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yml"]


def test_a_draft_never_replaces_a_file(tmp_path: Path) -> None:
    out = tmp_path / "inventory.yaml"
    out.write_text("systems: {}\n", "utf-8")
    told = run("import", "fides", str(HALL), "--home", FJORDRAAD, "-o", str(out))
    assert (told.code, "output-taken" in told.err) == (2, True)
    assert out.read_text("utf-8") == "systems: {}\n"


def test_without_a_file_to_write_the_draft_is_printed() -> None:
    told = run("import", "fides", str(HALL), "--home", FJORDRAAD, "--dataset", "sports_hall")
    assert told.code == 0
    assert parse_inventory(told.out, "printed").faults == ()


@pytest.mark.parametrize("size", [4_000_001, 5_000_000])
def test_a_policy_too_large_to_be_one_is_refused_at_once(tmp_path: Path, size: int) -> None:
    (tmp_path / "policy.yaml").write_text("# " + "x" * size, "utf-8")
    told = run("check", "--home", tmp_path)
    assert (told.code, "file-too-large" in told.err) == (2, True)
