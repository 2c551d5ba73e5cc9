"""The notice of a past day is the bytes that were published, whatever has become of the policy, of Ombud or of the file since."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import ombud
from tests.front import run
from tests.versions.mutations import ROOT

FORMATS = ("html", "md", "txt", "pdf", "docx")
LANGUAGES = ("da", "en")
NEW_ADDRESS = """valid_from: 2021-01-01, valid_to: 2030-06-30}
      - {street: Nygade 1, postcode: "8000", city: Aarhus, country: DK, valid_from: 2030-07-01}"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose version 3.0 is published in two languages, and whose authority moves on 1 July 2030."""
    home = tmp_path_factory.mktemp("published") / "home"
    shutil.copytree(ROOT / "examples/fjordraad", home)
    change(home, "publish: [da, sv, nb, en], required: [da, sv, nb, en]", "publish: [da, en], required: [da, en]")
    change(home, "valid_from: 2021-01-01}", NEW_ADDRESS)
    assert run("publish", "--home", home).code == 0
    return home


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "home"))


def change(home: Path, old: str, new: str) -> None:
    text = (home / "policy.yaml").read_text("utf-8")
    assert old in text
    (home / "policy.yaml").write_text(text.replace(old, new, 1), "utf-8")


def told(home: Path, language: str, form: str, *more: str) -> tuple[bytes, str]:
    """Write one notice as anybody would; give it and what was said beside it."""
    file = home.parent / f"notice.{form}"
    ended = run("notice", "--home", home, "--lang", language, "--format", form, "-o", file, *more)
    assert ended.code == 0
    return file.read_bytes(), ended.err


def notice(home: Path, language: str, form: str, *more: str) -> bytes:
    return told(home, language, form, *more)[0]


def on(home: Path, day: str, beside: str = "") -> dict[tuple[str, str], bytes]:
    """Write all notices of a day, beside each of which the same is said."""
    both = {(language, form): told(home, language, form, "--as-of", day) for language in LANGUAGES for form in FORMATS}
    assert {said for _, said in both.values()} == {beside}
    return {key: made for key, (made, _) in both.items()}


def test_every_day_of_a_version_has_its_bytes_until_the_notice_reads_otherwise(home: Path) -> None:
    first, last, moved, later = (on(home, day) for day in ("2026-02-01", "2030-06-30", "2030-07-01", "2031-01-01"))
    assert first == last
    assert moved == later
    assert all(first[key] != moved[key] for key in first)
    assert b"Carl Jacobsens Vej 35" in first["en", "txt"]
    assert b"Nygade 1" in moved["en", "txt"]


def test_what_was_published_is_what_the_notice_said_that_day(home: Path) -> None:
    """The day of publishing itself, where nothing is kept: told from the facts, as `ombud notice` does it without versions."""
    bare = Path(shutil.copytree(home, home.parent / "bare", ignore=shutil.ignore_patterns("published")))
    beside = "No version is published here: this is the policy as it stands, told as of 2026-02-01.\n"
    assert on(bare, "2026-02-01", beside) == on(home, "2026-02-01")


def test_a_policy_that_has_moved_on_changes_no_past_day(home: Path) -> None:
    before = on(home, "2026-05-05")
    change(home, 'version: "3.0"', 'version: "3.1"')
    change(home, "effective: 2026-02-01", "effective: 2026-09-01")
    change(home, 'phone: "+45 00 11 22 33"', 'phone: "+45 00 11 22 34"')
    assert b"+45 00 11 22 34" in notice(home, "en", "txt")
    assert run("publish", "--home", home).code == 0
    assert on(home, "2026-05-05") == before
    assert b"+45 00 11 22 34" in notice(home, "en", "txt", "--as-of", "2026-09-01")


OTHERWISE = (
    ("languages/en.statements.yaml", 'free: "It costs you nothing."', 'free: "We charge nothing for it."'),
    ("privacy/web.py", '"""\nmain > section', '"""\nmain { color: green; }\nmain > section'),
    ("sheet.py", "size: 10.5pt, hyphenate", "size: 12pt, hyphenate"),
    ("word.py", "Pt(10.5)", "Pt(12)"),
)
"""Where a newer Ombud says or shows a thing otherwise."""
EACH = """
import sys
from ombud.cli.main import main
home, out, *more = sys.argv[1:]
for form in ("html", "md", "txt", "pdf", "docx"):
    try:
        main(["notice", "--home", home, "--lang", "en", "--format", form, "-o", f"{out}/notice.{form}", *more])
    except SystemExit as ended:
        assert not ended.code, ended.code
"""


def test_a_newer_ombud_with_other_words_and_another_look_gives_the_same_bytes(home: Path, tmp_path: Path) -> None:
    before, newer = {form: notice(home, "en", form, "--as-of", "2026-05-05") for form in FORMATS}, tmp_path / "newer"
    shutil.copytree(Path(ombud.__file__).parent, newer / "ombud", ignore=shutil.ignore_patterns("__pycache__"))
    for name, old, new in OTHERWISE:
        file = newer / "ombud/notices" / name
        assert old in file.read_text("utf-8"), name
        file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")

    def by_newer(*more: str) -> dict[str, bytes]:
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        subprocess.run([sys.executable, "-c", EACH, home, out, *more], env=os.environ | {"PYTHONPATH": str(newer)}, check=True)
        return {form: (out / f"notice.{form}").read_bytes() for form in FORMATS}

    assert by_newer("--as-of", "2026-05-05") == before
    today = by_newer()
    assert [form for form in FORMATS if today[form] == notice(home, "en", form)] == []


def test_a_kept_notice_that_was_altered_is_refused(home: Path) -> None:
    for file in (home / "published/3.0/notices").glob("*.txt"):
        file.write_text(file.read_text("utf-8").replace("Fjordraad", "Fjordbank"), "utf-8")
    ended = run("notice", "--home", home, "--lang", "en", "--format", "txt", "--as-of", "2026-05-05")
    assert ended.code == 78
    assert "published-altered" in ended.err
    assert "Fjordbank" not in ended.out


@pytest.mark.parametrize("more", [("--reader", "NO"), ("--layer", "form", "--activity", "newsletter")])
def test_what_was_not_kept_is_made_from_the_facts_of_the_day_and_says_so(home: Path, more: tuple[str, ...]) -> None:
    before, beside = told(home, "en", "txt", "--as-of", "2026-05-05", *more)
    assert "Made now from the facts of version 3.0" in beside
    change(home, "name: Fjordraad Rådgivning A/S", "name: Fjordraad Holding A/S")
    assert notice(home, "en", "txt", "--as-of", "2026-05-05", *more) == before
    assert b"Fjordraad Holding" in notice(home, "en", "txt", *more)


def test_a_version_of_before_notices_were_kept_is_told_from_its_facts(home: Path) -> None:
    file = home / "published/3.0/version.json"
    kept = on(home, "2026-05-05")
    facts = json.loads(file.read_text("utf-8"))
    del facts["notices"]
    file.write_text(json.dumps(facts), "utf-8")
    made, beside = told(home, "en", "html", "--as-of", "2026-05-05")
    assert made == kept["en", "html"]
    assert "Made now from the facts of version 3.0" in beside


def test_before_the_first_version_there_was_no_notice(home: Path) -> None:
    ended = run("notice", "--home", home, "--lang", "en", "--as-of", "2026-01-31")
    assert (ended.code, "nothing-published" in ended.err) == (1, True)


def test_a_language_without_its_words_is_named_when_a_version_goes_out_despite_errors(home: Path) -> None:
    shutil.rmtree(home / "published")
    change(home, "build_cooperation: {}", "build_cooperation: {}\n      dance: {}")
    change(home, "\ntexts:\n", "\ntexts:\n  purposes.dance: {da: at danse}\n")
    ended = run("publish", "--home", home, "--despite-errors")
    assert (ended.code, "No notice in en is kept with this version: words-missing." in ended.out) == (0, True)
    assert b"at danse" in notice(home, "da", "txt", "--as-of", str(date(2026, 3, 1)))
    assert run("notice", "--home", home, "--lang", "en", "--as-of", "2026-03-01").code == 2
