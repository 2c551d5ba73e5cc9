"""A home whose state is on PostgreSQL is served as any other: a person asks and an officer answers."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from ombud.cli.demo.build import build
from tests.web.conftest import served
from tests.web.site import Site
from tests.web.test_asking import ask, handled, number, opened, somebody


@pytest.fixture
def site(tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A served home of invented people with its state on a server."""
    home = tmp_path / "home"
    build(home, today=datetime.now(UTC).date())
    settings = home / "ombud.toml"
    settings.write_text(f'database = "env:OMBUD_DATABASE"\n{settings.read_text()}')
    monkeypatch.setenv("OMBUD_DATABASE", empty_url)
    subprocess.run([sys.executable, "-m", "ombud", "migrate", "--home", home], check=True, capture_output=True)
    yield from served(home)


def test_a_person_asks_and_is_answered(site: Site, empty_url: str) -> None:
    email = somebody(site, "subscribers", 1)
    person, officer = ask(site, "access", email), site.officer()
    case = number(person)
    handled(officer, case)
    with psycopg.connect(empty_url) as store:
        ((task,),) = store.execute("SELECT id FROM rights_taskrow WHERE done_at IS NULL").fetchall()
    officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/task", task=str(task), note="looked through")
    assert email in json.dumps(opened(person.see("/my/da/answer.zip").raw))
    assert not list((site.home / "var").glob("ombud.sqlite*"))
    site.leave()
