"""Publishing from the command line: frozen once, found by day, guarded against change."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ombud.cli.main import main
from ombud.store.home import Home
from ombud.store.versions.published import policy_on
from tests.versions.mutations import ROOT

Capture = pytest.CaptureFixture[str]


def run(*args: str) -> int:
    """Run a command and give its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    return int(ended.value.code or 0)


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
    assert run("publish", "--home", str(home)) == 0
    before = frozen(home)
    change(home, "# The privacy policy of", "# Still the privacy policy of")
    assert run("publish", "--home", str(home)) == 0
    assert frozen(home) == before
    facts = [name for name in before if "/notices/" not in name]
    assert facts == ["published/3.0/policy.yaml", "published/3.0/version.json"]
    assert sorted(Path(name).suffix for name in before if name not in facts) == [".docx", ".html", ".md", ".pdf", ".txt"]


def test_changed_facts_under_a_published_number_fail_the_check_and_are_not_published(home: Path, capsys: Capture) -> None:
    run("publish", "--home", str(home))
    before = frozen(home)
    change(home, "after: website.visited, for: P12M", "after: website.visited, for: P13M")
    capsys.readouterr()
    assert run("check", "--home", str(home), "--json") == 1
    found = [f for f in json.loads(capsys.readouterr().out)["findings"] if f["code"] == "version-unchanged"]
    assert [(f["path"], f["article"]) for f in found] == [("activities.website.retention.website-visits.for", "GDPR Art. 13(3)")]
    line = (home / "policy.yaml").read_text("utf-8").splitlines()[found[0]["line"] - 1]
    assert "P13M" in line
    assert run("publish", "--home", str(home)) == 1
    assert "version-published" in capsys.readouterr().err
    assert frozen(home) == before


def test_a_new_number_heals_the_check(home: Path, capsys: Capture) -> None:
    run("publish", "--home", str(home))
    change(home, "after: website.visited, for: P12M", "after: website.visited, for: P13M")
    next_version(home)
    assert run("check", "--home", str(home)) == 0
    assert run("publish", "--home", str(home)) == 0
    assert "ask again" in capsys.readouterr().out


def test_any_day_finds_the_version_that_was_valid(home: Path) -> None:
    run("publish", "--home", str(home))
    next_version(home)
    run("publish", "--home", str(home))
    for day, version in {"2026-02-01": "3.0", "2026-08-31": "3.0", "2026-09-01": "3.1", "2030-01-01": "3.1"}.items():
        assert policy_on(Home.at(home), date.fromisoformat(day)).version == version


def test_a_past_day_is_never_changed_by_a_version_that_claims_it(home: Path, capsys: Capture) -> None:
    run("publish", "--home", str(home))
    next_version(home, day="2026-01-01")
    assert run("publish", "--home", str(home)) == 1
    assert "version-earlier" in capsys.readouterr().err


@pytest.mark.parametrize("file", ["policy.yaml", "version.json"])
def test_a_published_version_that_was_altered_is_refused(home: Path, capsys: Capture, file: str) -> None:
    run("publish", "--home", str(home))
    path = home / "published/3.0" / file
    path.write_text(path.read_text("utf-8").replace("2026-02-01", "2026-02-02"), "utf-8")
    assert run("diff", "3.0", "3.0", "--home", str(home)) == 78
    assert "published-altered" in capsys.readouterr().err


def test_a_policy_with_errors_is_not_published_unless_asked(home: Path, capsys: Capture) -> None:
    change(home, "recipients: [site-statistics]", "recipients: [nobody]")
    assert run("publish", "--home", str(home)) == 1
    assert "unknown-recipient" in capsys.readouterr().err
    assert not (home / "published").exists()
    assert run("publish", "--home", str(home), "--despite-errors") == 0


def test_a_version_that_leads_out_of_its_folder_is_refused(home: Path, capsys: Capture) -> None:
    change(home, 'version: "3.0"', 'version: "../3.0"')
    assert run("publish", "--home", str(home)) == 2
    assert "version-name" in capsys.readouterr().err


def test_diff_speaks_of_files_and_of_versions_alike(home: Path, capsys: Capture) -> None:
    run("publish", "--home", str(home))
    change(home, 'phone: "+45 00 11 22 33"', 'phone: "+45 00 11 22 34"')
    capsys.readouterr()
    assert run("diff", "3.0", str(home / "policy.yaml"), "--home", str(home), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["changes"] == [
        {
            "path": "controller.phone",
            "change": "changed",
            "class": "information",
            "before": "+45 00 11 22 33",
            "after": "+45 00 11 22 34",
            "follows": ["log", "publish"],
        }
    ]
    assert run("diff", "3.0", "3.0", "--home", str(home)) == 0
    assert run("diff", "3.0", "4.0", "--home", str(home)) == 2


def test_no_database_is_loaded() -> None:
    program = (
        "import sys\nfrom ombud.cli.main import main\n"
        "try:\n    main(['diff', sys.argv[1], sys.argv[1]])\n"
        "except SystemExit as end:\n    print(end.code, 'django' in sys.modules)\n"
    )
    policy = str(ROOT / "examples/fjordraad/policy.yaml")
    told = subprocess.run([sys.executable, "-c", program, policy], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-1] == "0 False"


def test_a_policy_whose_notice_reads_as_something_else_is_not_published(home: Path, capsys: Capture) -> None:
    change(home, "name: Kundesky Nord ApS", "name: Kundesky · Nord ApS")
    assert run("publish", "--home", str(home), "--despite-errors") == 0
    shutil.rmtree(home / "published", ignore_errors=True)
    assert run("publish", "--home", str(home)) == 2
    told = capsys.readouterr().err
    assert "notice-unreadable" in told
    assert "recipients.crm-host" in told
