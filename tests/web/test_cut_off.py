"""Nothing phones home: a day of work in a network without a road, in which the kernel counts every attempt to leave."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.cut_off import way

ROOT = Path(__file__).parents[2]


def test_a_home_works_where_there_is_no_network_and_never_tries_to_leave(tmp_path: Path) -> None:
    inside = way()
    if not inside:
        pytest.skip("this machine lets us make no network namespace (unshare --net)")
    lived = subprocess.run(
        [*inside, sys.executable, "-m", "tests.web.cut_off_day", str(tmp_path / "home")],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
    )
    assert lived.returncode == 0, lived.stderr
    told = json.loads(lived.stdout.splitlines()[-1])
    assert told == {"demo": 0, "answered": True, "pages": [200], "tried": 0, "counted": 2}
