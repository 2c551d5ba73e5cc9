"""Two editions of one policy tell the same facts; each difference is found where it stands, and a sentence of one's own is none."""

from pathlib import Path

import pytest

from tests.front import run
from tests.policy.small import SMALL, TODAY

DIFFERENCES = {
    "a right that only the other tells": (
        "withdrawal: [any_time, email]",
        "withdrawal: [any_time]",
        "edition-differs",
        "rights.withdrawal",
    ),
    "a longer time": (
        "after: case.closed, for: P3Y",
        "after: case.closed, for: P4Y",
        "edition-differs",
        "activities.request.retention.case.for",
    ),
    "a recipient more": (
        "recipients:\n  host:",
        "recipients:\n  bank: {role: controller, for: [pay], location: DK}\n  host:",
        "edition-alone",
        "recipients.bank",
    ),
    "a topic less": ("  wish: {}\npeople", "people", "edition-lacks", "data.wish"),
    "a phone of its own": ('phone: "+45 00 00 00 00"', 'phone: "+46 00 00 00 00"', "edition-differs", "controller.phone"),
    "a fact left open": ("source: {from: [referrer]}", "source: {gap: G1}", "edition-lacks", "activities.customer.source"),
}


def differing(tmp_path: Path, old: str = "", new: str = "") -> set[tuple[str, str]]:
    """Check the small policy after a change beside itself unchanged; give the codes and places where the two differ."""
    assert SMALL.count(old) == 1 or not old
    for name, text in (("one", SMALL.replace(old, new) if old else SMALL), ("other", SMALL)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "policy.yaml").write_text(text, encoding="utf-8")
    told = run("check", "--home", tmp_path / "one", "--beside", tmp_path / "other", "--as-of", TODAY, "--json")
    return {(f["code"], f["path"]) for f in told.json["findings"] if f["code"].startswith("edition-")}


@pytest.mark.parametrize("what", DIFFERENCES)
def test_a_difference_is_found_where_it_stands(what: str, tmp_path: Path) -> None:
    old, new, code, path = DIFFERENCES[what]
    assert differing(tmp_path, old, new) == {(code, path)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("id: bager\n", "id: bager-sv\n"),
        ("en: We bake bread.", "en: Bread is what we bake."),
        ("readers: [DK]", "readers: [DK, SE]"),
    ],
)
def test_what_each_edition_has_for_itself_is_no_difference(tmp_path: Path, old: str, new: str) -> None:
    assert differing(tmp_path, old, new) == set()
