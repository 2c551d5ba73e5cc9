"""What lies beside the code: dependencies with their reason, locks without addresses, no path of anyone's machine."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, ours

HOST = re.compile(r"(?i)\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|dev|dk|example|fi|io|local|net|no|org|se)\b")
MACHINE = re.compile(r"(?<![\w.:/*-])/(?:work|root|home|Users)/[\w.]")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==[\w.!+]+(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def addresses(text: str) -> list[str]:
    """Name the lines of a lock that are anything but a pin or its hash."""
    return [line for line in text.splitlines() if "://" in line or HOST.search(line) or not (PIN.match(line) or HASH.match(line))]


def unjustified(project: str) -> list[str]:
    """Name the dependencies in a pyproject.toml whose line gives no reason."""
    told = tomllib.loads(project)["project"]
    wanted = [*told["dependencies"], *(name for names in told.get("optional-dependencies", {}).values() for name in names)]
    reasoned = re.compile(r'^    "([^"]+)",\s*# \w+.{10,}$', re.MULTILINE)
    return sorted(set(wanted) - set(reasoned.findall(project)))


def machine_paths(path: Path) -> list[str]:
    """Name the lines of a file that know somebody's machine; a file that is no text has none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    return [f"{path.name}:{number}: {line.strip()}" for number, line in enumerate(lines, 1) if MACHINE.search(line)]


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda lock: lock.name)
def test_a_lock_pins_with_hashes_and_names_no_address(lock: Path) -> None:
    assert addresses(lock.read_text()) == []


def test_the_lock_holds_every_dependency() -> None:
    locked = set(re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / "requirements" / "dev.lock").read_text()))
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*told["dependencies"], *told["optional-dependencies"]["dev"]]
    assert {re.split(r"[\[<>=~ ]", name)[0].lower() for name in wanted} <= locked


def test_every_dependency_says_why_it_is_here() -> None:
    assert unjustified((ROOT / "pyproject.toml").read_text()) == []


def test_no_file_knows_anyones_machine() -> None:
    assert [found for path in ours() for found in machine_paths(path)] == []


def test_dev_needs_only_the_standard_library() -> None:
    told = subprocess.run([sys.executable, "-I", "-S", ROOT / "dev", "help"], capture_output=True, text=True, check=False)
    assert (told.returncode, "./dev test" in told.stdout) == (0, True)


def test_dev_refuses_what_it_does_not_know() -> None:
    assert subprocess.run([sys.executable, ROOT / "dev", "dance"], capture_output=True, check=False).returncode == 2


PINNED = f"click==8.1.0 \\\n    --hash=sha256:{'a' * 64}\n"


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.invalid/simple",
        "click @ file:///wheels/click.whl",
        "    # via -r mirror.example.org",
        "--extra-index-url mirror",
        "click==8.1.0",
        "click>=8 \\",
    ],
)
def test_an_address_or_a_loose_pin_in_a_lock_is_found(line: str) -> None:
    assert addresses(f"{PINNED}{line}\n") == [line]


def test_a_pinned_and_hashed_lock_passes() -> None:
    assert addresses(PINNED) == []


def test_a_dependency_without_a_reason_is_found() -> None:
    project = '[project]\ndependencies = [\n    "click>=8",  # the command line of it all\n    "rich>=13",\n    "typst",  # x\n]\n'
    assert unjustified(project) == ["rich>=13", "typst"]


@pytest.mark.parametrize("top", ["work", "root", "home", "Users"])
def test_a_machine_path_is_found(tmp_path: Path, top: str) -> None:
    (tmp_path / "a.md").write_text(f"see /{top}/anna/notes\nsee https://anna.example/{top}/anna\n")
    assert len(machine_paths(tmp_path / "a.md")) == 1
