"""Letters that people ask for, with the state of the home on PostgreSQL: the same story, the same sweep, the same pictures of readers."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from ombud.cli.demo.build import invent
from tests.servers.smtp import serving
from tests.web.conftest import served
from tests.web.letters.conftest import URL, Letters, path_in, settings, text_of
from tests.web.letters.test_choosing import centre, words
from tests.web.letters.test_letters import may, told
from tests.web.letters.test_promises import BASIS, SENT, TRACKS, looked
from tests.web.site import found

Reader = Callable[[], str]


@pytest.fixture
def letters(tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Letters]:
    """A served home that sends letters, with its state on a server."""
    folder = tmp_path / "home"
    invent(folder, "maalerhus", today=datetime.now(UTC).date())
    monkeypatch.setenv("OMBUD_DATABASE", empty_url)
    with serving() as server:
        variable = f"OMBUD_TEST_SMTP_{server.port}"
        monkeypatch.setenv(variable, server.url())
        (folder / "ombud.toml").write_text(f'database = "env:OMBUD_DATABASE"\n{settings(variable)}')
        subprocess.run([sys.executable, "-m", "ombud", "migrate", "--home", folder], check=True, capture_output=True, env=os.environ)
        for site in served(folder):
            yield Letters(site, server)
            site.leave()


def test_readers_join_choose_read_and_leave_and_what_they_gave_goes(letters: Letters, reader: Reader, empty_url: str) -> None:
    leaves, stays = (letters.subscribed(reader(), **{"look-mail_profile": "on"}) for _ in range(2))
    assert may(letters, leaves).startswith("yes (basis 6.1.a")
    page, visitor = centre(letters, stays), letters.site.visitor()
    chosen = {"topics": ["insights"], "country": "NO", "look-mail_profile": "on", "notice": words(visitor.see(page).html)}
    assert visitor.client.post(page, data=chosen).status_code == 200
    assert may(letters, stays, "marketing", "--topic", "news").startswith("no: other topic")
    assert told(letters.send(html='<html><body><a href="https://maalerhus.example/nyt">Nyt</a></body></html>'))["sent"] == 1
    letter = letters.to(leaves, 3)[-1]
    for link in (path_in(text_of(letter, "html"), "to"), path_in(text_of(letter, "html"), "open")):
        assert visitor.client.get(link, follow_redirects=False).status_code in (200, 302)
    with psycopg.connect(empty_url) as store:
        assert store.execute("SELECT opens, clicks FROM consent_behaviourrow WHERE email = %s", (leaves,)).fetchall()
        assert store.execute("SELECT count(*) FROM consent_choicerow WHERE sent_on IS NOT NULL").fetchone() == (2,)
    assert looked(letters) == dict.fromkeys((*SENT, *BASIS, TRACKS), "kept")
    way_out = found(rf"^<{URL}(/letters/[A-Za-z0-9_-]+)>$", str(letter["List-Unsubscribe"]))
    assert visitor.client.post(way_out, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert may(letters, leaves).startswith("no: withdrawn")
    plan = letters.site.command("sweep")
    assert "ombud.subscribers" in plan
    number = next(line.split()[-1] for line in plan.splitlines() if "--carry-out" in line)
    letters.site.command("sweep", "--carry-out", number)
    with psycopg.connect(empty_url) as store:
        assert store.execute("SELECT email FROM consent_subscriberrow").fetchall() == [(stays,)]
    assert not list((letters.site.home / "var").glob("ombud.sqlite*"))


def test_the_ledger_with_its_pictures_is_handed_out_and_verified(letters: Letters, reader: Reader, chromium: str, tmp_path: Path) -> None:
    letters.subscribed(reader())
    assert "notices" in letters.site.command("consent", "pictures", "--chromium", chromium)
    key = letters.site.command("consent", "export", "-o", str(tmp_path / "ledger")).split("--key ")[1].strip()
    done = subprocess.run(
        [sys.executable, "-m", "ombud", "consent", "verify", tmp_path / "ledger", "--key", key], check=False, capture_output=True, text=True
    )
    assert (done.returncode, "60 texts and pictures" in done.stdout) == (0, True), done.stdout
