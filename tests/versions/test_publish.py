"""Publishing from the command line: frozen once, found by day, guarded against change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ombud.store.home import Home
from ombud.store.versions.published import policy_on
from tests.front import run
from tests.versions.mutations import ROOT


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the repaired example, published in one language to be quick."""
    place = tmp_path / "home"
    shutil.copytree(ROOT / "examples/fjordraad", place)
    change(place, "publish: [da, sv, nb, en], required: [da, sv, nb, en]", "publish: [da], required: [da]")
    return place


def change(home: Path, old: str, new: str) -> None:
    text = (home / "policy.yaml").read_text("utf-8")
    assert old in text
    (home / "policy.yaml").write_text(text.replace(old, new), "utf-8")


def next_version(home: Path, version: str = "3.1", day: str = "2026-09-01") -> None:
    change(home, 'version: "3.0"', f'version: "{version}"')
    change(home, "effective: 2026-02-01", f"effective: {day}")


def frozen(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in sorted((home / "published").rglob("*")) if path.is_file()}


def test_publishing_twice_is_publishing_once(home: Path) -> None:
    assert run("publish", "--home", home).code == 0
    before = frozen(home)
    change(home, "# The privacy policy of", "# Still the privacy policy of")
    assert run("publish", "--home", home).code == 0
    assert frozen(home) == before
    facts = [name for name in before if "/notices/" not in name]
    assert facts == ["published/3.0/policy.yaml", "published/3.0/version.json"]
    assert sorted(Path(name).suffix for name in before if name not in facts) == [".docx", ".html", ".md", ".pdf", ".txt"]


def test_changed_facts_under_a_published_number_fail_the_check_and_are_not_published(home: Path) -> None:
    run("publish", "--home", home)
    before = frozen(home)
    change(home, "after: website.visited, for: P12M", "after: website.visited, for: P13M")
    told = run("check", "--home", home, "--json")
    assert told.code == 1
    found = [f for f in told.json["findings"] if f["code"] == "version-unchanged"]
    assert [(f["path"], f["article"]) for f in found] == [("activities.website.retention.website-visits.for", "GDPR Art. 13(3)")]
    line = (home / "policy.yaml").read_text("utf-8").splitlines()[found[0]["line"] - 1]
    assert "P13M" in line
    told = run("publish", "--home", home)
    assert (told.code, "version-published" in told.err) == (1, True)
    assert frozen(home) == before


def test_a_new_number_heals_the_check(home: Path) -> None:
    run("publish", "--home", home)
    change(home, "after: website.visited, for: P12M", "after: website.visited, for: P13M")
    next_version(home)
    assert run("check", "--home", home).code == 0
    told = run("publish", "--home", home)
    assert (told.code, "ask again" in told.out) == (0, True)


def test_any_day_finds_the_version_that_was_valid(home: Path) -> None:
    run("publish", "--home", home)
    next_version(home)
    run("publish", "--home", home)
    for day, version in {"2026-02-01": "3.0", "2026-08-31": "3.0", "2026-09-01": "3.1", "2030-01-01": "3.1"}.items():
        assert policy_on(Home.at(home), date.fromisoformat(day)).version == version


def test_a_past_day_is_never_changed_by_a_version_that_claims_it(home: Path) -> None:
    run("publish", "--home", home)
    next_version(home, day="2026-01-01")
    told = run("publish", "--home", home)
    assert (told.code, "version-earlier" in told.err) == (1, True)


@pytest.mark.parametrize("file", ["policy.yaml", "version.json"])
def test_a_published_version_that_was_altered_is_refused(home: Path, file: str) -> None:
    run("publish", "--home", home)
    path = home / "published/3.0" / file
    path.write_text(path.read_text("utf-8").replace("2026-02-01", "2026-02-02"), "utf-8")
    told = run("diff", "3.0", "3.0", "--home", home)
    assert (told.code, "published-altered" in told.err) == (78, True)


def test_a_policy_with_errors_is_not_published_unless_asked(home: Path) -> None:
    change(home, "recipients: [site-statistics]", "recipients: [nobody]")
    told = run("publish", "--home", home)
    assert (told.code, "unknown-recipient" in told.err) == (1, True)
    assert not (home / "published").exists()
    assert run("publish", "--home", home, "--despite-errors").code == 0


def test_a_version_that_leads_out_of_its_folder_is_refused(home: Path) -> None:
    change(home, 'version: "3.0"', 'version: "../3.0"')
    told = run("publish", "--home", home)
    assert (told.code, "version-name" in told.err) == (2, True)


def test_diff_speaks_of_files_and_of_versions_alike(home: Path) -> None:
    run("publish", "--home", home)
    change(home, 'phone: "+45 00 11 22 33"', 'phone: "+45 00 11 22 34"')
    told = run("diff", "3.0", home / "policy.yaml", "--home", home, "--json")
    assert told.code == 1
    assert told.json["changes"] == [
        {
            "path": "controller.phone",
            "change": "changed",
            "class": "information",
            "before": "+45 00 11 22 33",
            "after": "+45 00 11 22 34",
            "follows": ["log", "publish"],
        }
    ]
    assert run("diff", "3.0", "3.0", "--home", home).code == 0
    assert run("diff", "3.0", "4.0", "--home", home).code == 2


def test_no_database_is_loaded() -> None:
    program = (
        "import sys\nfrom ombud.cli.main import main\n"
        "try:\n    main(['diff', sys.argv[1], sys.argv[1]])\n"
        "except SystemExit as end:\n    print(end.code, 'django' in sys.modules)\n"
    )
    policy = str(ROOT / "examples/fjordraad/policy.yaml")
    told = subprocess.run([sys.executable, "-c", program, policy], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-1] == "0 False"


def test_a_policy_whose_notice_reads_as_something_else_is_not_published(home: Path) -> None:
    change(home, "name: Kundesky Nord ApS", "name: Kundesky · Nord ApS")
    assert run("publish", "--home", home, "--despite-errors").code == 0
    shutil.rmtree(home / "published", ignore_errors=True)
    told = run("publish", "--home", home)
    assert told.code == 2
    assert "notice-unreadable" in told.err
    assert "recipients.crm-host" in told.err
