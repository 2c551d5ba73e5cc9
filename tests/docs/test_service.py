"""The unit file that is handed out is one that systemd reads, starts what there is, and keeps the service apart from its machine."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[2] / "docs" / "guides" / "ombud.service"
SYSTEMD = shutil.which("systemd-analyze")
MOST_EXPOSED = 20
"""Of a hundred; a unit that says nothing has 96."""


def started() -> list[str]:
    """Give the command of the unit."""
    return shlex.split(next(line for line in UNIT.read_text("utf-8").splitlines() if line.startswith("ExecStart=")).partition("=")[2])


def test_the_unit_starts_a_command_that_there_is() -> None:
    program, command, *options = started()
    assert Path(program).name == "ombud"
    told = subprocess.run([sys.executable, "-m", "ombud", command, "--help"], capture_output=True, text=True, check=True).stdout
    assert {option for option in options if option.startswith("--") and option not in told} == set()


@pytest.mark.skipif(SYSTEMD is None, reason="systemd is not installed here")
def test_systemd_reads_the_unit_and_finds_the_service_kept_apart(tmp_path: Path) -> None:
    """OWASP ASVS 1.2.1, 1.14.5."""
    unit = tmp_path / "ombud.service"
    unit.write_text(UNIT.read_text("utf-8").replace(started()[0], sys.executable), "utf-8")
    read = subprocess.run([str(SYSTEMD), "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert "ombud.service" not in read.stderr + read.stdout, read.stderr
    judged = [str(SYSTEMD), "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)]
    told = subprocess.run(judged, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-2000:]
