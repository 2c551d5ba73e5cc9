"""Whoever guesses is stopped, whether or not the account exists, whichever process answers; whoever knows is not."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.front import run
from tests.web.conftest import served
from tests.web.site import ONE_NETWORK, PASSWORD, Site, Visitor, enrol
from tests.web.visits import sql

TIDY = """
import sys
from ombud.store.home import Home
from ombud.web.serving import application_for
application_for(Home.at(sys.argv[1]), working=False)
from ombud.web.limits.jobs import tidy
tidy()
"""

ALERT = """
import sys
from pathlib import Path
from ombud.jobs.registry import settle
from ombud.store.home import Home
from ombud.web.serving import application_for
application_for(Home.at(sys.argv[1]), working=False)
settle(Path(sys.argv[1]))
from ombud.web.limits.jobs import alert
alert()
"""


def made(folder: Path, settings: str = "") -> Path:
    """Make a home in which nobody has guessed yet."""
    assert run("init", folder).code == 0
    with (folder / "ombud.toml").open("a") as more:
        more.write(settings)
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Site]:
    """A served home of its own: whoever guessed here is stopped here."""
    for site in served(made(tmp_path / "small")):
        yield site
        site.leave()


def guess(visitor: Visitor, name: str, password: str) -> int:
    """Try to sign in."""
    return visitor.fill("/console/login/", login=name, password=password).status


def test_twenty_wrong_passwords_in_an_hour_are_all(small: Site) -> None:
    small.command("staff", "add", "known", "--role", "officer", told=PASSWORD + "\n")
    visitor = small.visitor(ONE_NETWORK)
    for _ in range(3):
        assert guess(small.visitor(ONE_NETWORK), "known", PASSWORD) == 200  # whoever knows is not counted
    assert [guess(visitor, name, f"guess {at}") for at in range(10) for name in ("known", "nobody")] == [200] * 20
    assert guess(visitor, "nobody", "one more") == 429
    assert guess(small.visitor(ONE_NETWORK), "known", PASSWORD) == 429


def test_guesses_count_in_every_process_and_after_a_restart(small: Site) -> None:
    for other in served(small.home):
        tried = [guess(site.visitor(ONE_NETWORK), "nobody", f"guess {at}") for at in range(10) for site in (small, other)]
        assert tried == [200] * 20
        assert guess(other.visitor(ONE_NETWORK), "nobody", "one more") == 429
        other.leave()
    for anew in served(small.home):
        assert guess(anew.visitor(ONE_NETWORK), "nobody", "one more") == 429
        anew.leave()


def test_after_an_hour_it_may_be_tried_again_and_nothing_is_left_of_it(small: Site) -> None:
    visitor = small.visitor(ONE_NETWORK)
    assert [guess(visitor, "somebody", f"guess {at}") for at in range(21)][-1] == 429
    assert "somebody" not in "".join(sql(small, "SELECT digest FROM limits_triedrow"))
    sql(small, "UPDATE limits_triedrow SET at = '2026-01-01 00:00:00'")
    assert guess(visitor, "somebody", "once more") == 200
    assert sql(small, "SELECT digest FROM limits_triedrow WHERE at < '2026-02-01'") == []
    sql(small, "UPDATE limits_triedrow SET at = '2026-01-01 00:00:00'")
    subprocess.run([sys.executable, "-c", TIDY, str(small.home)], check=True, capture_output=True)
    assert sql(small, "SELECT digest FROM limits_triedrow") == []


def test_behind_a_proxy_each_network_is_counted_by_itself(tmp_path: Path) -> None:
    """What the proxy saw counts; what somebody wrote in front of it does not."""
    for site in served(made(tmp_path / "proxied", "behind_proxy = true\n")):
        visitor = site.visitor()
        for at in range(20):
            visitor.client.headers["X-Forwarded-For"] = f"198.51.100.{at}, 203.0.113.7"
            assert guess(visitor, "nobody", f"guess {at}") == 200
        assert guess(visitor, "nobody", "one more") == 429
        visitor.client.headers["X-Forwarded-For"] = "203.0.113.8"
        assert guess(visitor, "nobody", "from elsewhere") == 200
        site.leave()


def test_without_a_proxy_nobody_writes_their_own_address(small: Site) -> None:
    visitor = small.visitor(ONE_NETWORK)
    for at in range(20):
        visitor.client.headers["X-Forwarded-For"] = f"203.0.113.{at}"
        guess(visitor, "nobody", f"guess {at}")
    assert guess(visitor, "nobody", "one more") == 429


def test_codes_of_the_second_proof_cannot_be_tried_out(small: Site) -> None:
    small.command("staff", "add", "known", "--role", "officer", told=PASSWORD + "\n")
    first = small.visitor(ONE_NETWORK)
    first.fill("/console/login/", login="known", password=PASSWORD)
    code = enrol(first)[0]
    thief = small.visitor(ONE_NETWORK)
    guess(thief, "known", PASSWORD)
    tried = [thief.send("/console/login/second/", code=f"{at:06}") for at in range(25)]
    assert tried[-1].status == 429 or "attempts" in tried[-1].text
    assert thief.send("/console/login/second/", code=code).path != "/console/"


def test_codes_cannot_be_tried_out_from_many_networks_either(tmp_path: Path) -> None:
    """Each network and each process has few attempts; an account has few over all of them."""
    for site in served(made(tmp_path / "proxied", "behind_proxy = true\n")):
        site.command("staff", "add", "known", "--role", "officer", told=PASSWORD + "\n")
        first = site.visitor()
        first.fill("/console/login/", login="known", password=PASSWORD)
        enrol(first)
        thief, told = site.visitor(), list[int]()
        guess(thief, "known", PASSWORD)
        for at in range(55):
            thief.client.headers["X-Forwarded-For"] = f"203.0.113.{at}"
            told.append(thief.send("/console/login/second/", code=f"{at:06}").status)
        assert told[-1] == 429
        site.leave()


def test_officers_are_told_once_a_day_of_unusually_many_requests_and_never_whose_they_were(small: Site) -> None:
    for name, role in (("chief", "officer"), ("busy", "handler")):
        small.command("staff", "add", name, "--role", role, "--email", f"{name}@home.example", told=PASSWORD + "\n")
    chief, busy, thief = small.officer("chief"), small.worker("busy", "handler"), small.visitor(ONE_NETWORK)
    told = len(small.letters("chief@home.example", 2))  # of the password and the app that were set up
    assert [guess(thief, "nobody", f"guess {at}") for at in range(29)].count(429) == 9
    assert "Stopped lately" not in chief.see("/console/").text  # nine may be somebody who forgot
    noticed(small)
    assert [busy.see("/console/people/").status for _ in range(3)] == [403] * 3
    guess(thief, "nobody", "one more")
    assert "Console, too many: 10" in chief.see("/console/").text
    for _ in range(3):
        noticed(small)
    letter = small.letters("chief@home.example", told + 1)[told]
    assert "Today 13 requests" in letter
    assert "nobody" not in letter
    assert ONE_NETWORK not in letter
    assert "Stopped lately" not in busy.see("/console/").text
    time.sleep(1)
    assert len(small.letters("chief@home.example")) == told + 1
    assert len(small.letters("busy@home.example", 2)) == 2


def noticed(site: Site) -> None:
    """Let the job come round that looks whether somebody has to be told."""
    subprocess.run([sys.executable, "-c", ALERT, str(site.home)], check=True, capture_output=True)
