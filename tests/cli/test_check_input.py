"""What is no policy is told quickly and clearly: five megabytes, a picture that poses as text, a language nobody speaks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.policy.small import SMALL

MUCH, TOO_MUCH = 3_900_000, 5_000_000
PATIENCE = 60
BINARY = {
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "zeros": bytes(4096),
    "text in two bytes a letter": "ombud: 1\n".encode("utf-16"),
}


def checked(folder: Path, content: bytes, *words: str) -> subprocess.CompletedProcess[str]:
    """Check a home whose policy is this; a hang fails."""
    (folder / "policy.yaml").write_bytes(content)
    command = [sys.executable, "-m", "ombud", "check", "--home", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE, env=os.environ | {"PYTHONUTF8": "1"})


@pytest.mark.parametrize("what", BINARY)
def test_what_is_no_text_is_refused(tmp_path: Path, what: str) -> None:
    told = checked(tmp_path, BINARY[what])
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert "file-unreadable" in told.stderr or "yaml-unreadable" in told.stdout


def faulty(size: int) -> bytes:
    """Give a policy of so many bytes, with a fault on nearly every line."""
    unknown = "".join(f"strange{n}: {{why: {'x' * 80}}}\n" for n in range(size // 100))
    return (SMALL + unknown).encode("utf-8")


def test_five_megabytes_are_refused(tmp_path: Path) -> None:
    told = checked(tmp_path, faulty(TOO_MUCH))
    assert len(faulty(TOO_MUCH)) > 4_000_000
    assert (told.returncode, told.stdout, "file-too-large" in told.stderr) == (2, "", True)


def test_megabytes_of_faults_are_told(tmp_path: Path) -> None:
    told = checked(tmp_path, faulty(MUCH), "--lang", "nb")
    assert (told.returncode, told.stderr) == (1, "")
    assert "[unknown-key]" in told.stdout


def test_a_language_nobody_speaks_is_refused(tmp_path: Path) -> None:
    told = checked(tmp_path, SMALL.encode("utf-8"), "--lang", "xx")
    assert told.returncode == 2
    assert "'da', 'sv', 'nb', 'en'" in told.stderr
