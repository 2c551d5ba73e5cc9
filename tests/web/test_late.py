"""Who starts a home waits for what a visit needs and for nothing else."""

import subprocess
import sys
from pathlib import Path

from tests.front import run

VISITS = """
import sys
from django.test import Client
from ombud.store.home import Home
from ombud.web.serving import application_for
application_for(Home.at(sys.argv[1]), working=False)
for path in ("/health", "/en/", "/console/login/", "/api/v1/openapi.json"):
    print(Client(SERVER_NAME="localhost").get(path).status_code, "ninja" in sys.modules)
"""


def test_the_api_is_loaded_when_somebody_asks_it(tmp_path: Path) -> None:
    assert run("init", tmp_path / "home").code == 0
    visited = subprocess.run([sys.executable, "-c", VISITS, tmp_path / "home"], capture_output=True, text=True, check=False)
    told = [line.split() for line in visited.stdout.splitlines()]
    assert [line[1] for line in told] == ["False", "False", "False", "True"], visited.stderr
    assert {line[0] for line in (told[0], told[2])} == {"200"}
