"""A disk that is full: whoever asks is told in time, nothing is lost, and all goes on when there is room again."""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ombud.cli.demo.build import build
from tests.servers.program import is_root
from tests.web.api.program import Program, token
from tests.web.conftest import served
from tests.web.site import Site
from tests.web.test_asking import ask, number, opened, somebody, task
from tests.web.test_console import looked_through
from tests.web.visits import sql


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A served home whose state is on a small disk of its own."""
    if not is_root():
        pytest.skip("only root mounts a small disk")
    home = tmp_path / "home"
    build(home, today=datetime.now(UTC).date())
    state = home / "var"
    state.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs", str(state)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this machine mounts no small disk")
    try:
        for site in served(home):
            yield site
            site.leave()
    finally:
        subprocess.run(["umount", "--lazy", str(state)], check=True)  # whatever served there may still be dying


def filled(site: Site) -> Path:
    """Fill the disk to the last byte, and give what fills it; the journal keeps no room of its own either."""
    with closing(sqlite3.connect(site.home / "var" / "ombud.sqlite", timeout=30)) as state:
        assert state.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    ballast = site.home / "var" / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as much:
        while much.write(b"\0" * 4096):
            pass
    return ballast


def test_whoever_asks_on_a_full_disk_is_told_and_asks_again(site: Site) -> None:
    email = somebody(site, "subscribers", 1)
    program = Program(site.url, token(site, "asking"))
    ballast = filled(site)
    assert program.refused("POST", "/cases", {"right": "access", "language": "da", "email": email}) == (503, "state-unavailable")
    program.client.close()
    refused = site.visitor().fill("/en/ask/access", email=email)
    assert refused.status == 503
    assert "Try again in a while" in refused.text
    assert site.visitor().see("/en/notice").status == 200  # what only reads goes on
    ballast.unlink()
    assert sql(site, "SELECT number FROM rights_caserow") == []
    assert "not possible" not in ask(site, "access", email, "en").see("/my/en/case").text


def test_a_case_goes_on_where_the_full_disk_stopped_it(site: Site) -> None:
    email = somebody(site, "subscribers", 2)
    person, officer = ask(site, "access", email, "en"), site.officer()
    case = f"/console/cases/{number(person, 'en')}/"
    for verb in ("preview", "decide"):
        officer.fill(case, to=f"{case}{verb}")
    ballast = filled(site)
    refused = officer.fill(case, to=f"{case}carry-out")
    assert refused.status == 503
    assert "Try again in a while" in refused.text
    assert person.see("/my/en/case").status == 200
    ballast.unlink()
    assert officer.fill(case, to=f"{case}carry-out").status == 200
    officer.fill(case, to=f"{case}task", task=task(site, case.split("/")[3]), note="looked through")
    looked_through(officer, case)
    assert email in json.dumps(opened(person.see("/my/en/answer.zip").raw))
    assert "intact" in officer.see("/console/evidence/verify").text
