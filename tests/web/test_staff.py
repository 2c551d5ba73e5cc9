"""Somebody who works in the console comes in with two proofs, in a session that is new and short, and nobody learns who has an account."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.front import run
from tests.web.site import PASSWORD, Site, Visitor, enrol, ombud, one_time

AGE = """
import sys
from datetime import timedelta
from pathlib import Path
from ombud.store.home import Home
from ombud.web.serving import application_for
application_for(Home.at(sys.argv[1]), working=False)
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore(sys.argv[2])
older = timedelta(minutes=int(sys.argv[3])).total_seconds()
for name in sys.argv[4].split(","):
    kept = session[name]
    session[name] = {case: at - older for case, at in kept.items()} if isinstance(kept, dict) else kept - older
session.save()
"""


def cookie(visitor: Visitor) -> str:
    """Give the cookie of somebody's session."""
    return visitor.client.cookies.get("ombud_staff", "", path="/console/") or ""


def age(site: Site, visitor: Visitor, minutes: int, *what: str) -> None:
    """Let a session be older than it is."""
    script = [sys.executable, "-c", AGE, str(site.home), cookie(visitor), str(minutes), ",".join(what)]
    subprocess.run(script, check=True, capture_output=True)


def test_after_the_password_somebody_without_a_second_proof_can_only_set_one_up(site: Site) -> None:
    site.command("staff", "add", "fresh", "--role", "officer", told=PASSWORD + "\n")
    fresh = site.visitor()
    assert fresh.fill("/console/login/", login="fresh", password=PASSWORD).path == "/console/me/"
    for path in ("", "cases/", "people/", "me/password/", "me/passkeys/"):
        assert fresh.see(f"/console/{path}").path == "/console/me/"
    codes = enrol(fresh)
    assert len(codes) == 10
    assert fresh.see("/console/people/").path == "/console/people/"


def test_the_second_proof_is_asked_for_and_a_code_works_once(site: Site) -> None:
    site.worker("twice", "handler")
    code = site.codes["twice"][0]
    visitor = site.visitor()
    assert visitor.fill("/console/login/", login="twice", password=PASSWORD).path == "/console/login/second/"
    assert visitor.see("/console/cases/").path == "/console/login/second/"
    assert visitor.fill("/console/login/second/", code="00000000").path == "/console/login/second/"
    assert visitor.fill("/console/login/second/", code=code).path == "/console/"
    again = site.visitor()
    again.fill("/console/login/", login="twice", password=PASSWORD)
    assert again.fill("/console/login/second/", code=code).path == "/console/login/second/"


def test_a_code_of_the_app_opens_the_door(site: Site) -> None:
    site.command("staff", "add", "apped", "--role", "handler", told=PASSWORD + "\n")
    visitor = site.visitor()
    visitor.fill("/console/login/", login="apped", password=PASSWORD)
    secret = visitor.see("/console/me/app/").html.split('id="secret">')[1].split("<")[0]
    assert visitor.send("/console/me/app/", code="000000").status == 200
    visitor.send("/console/me/app/", code=one_time(secret))
    later = site.visitor()
    later.fill("/console/login/", login="apped", password=PASSWORD)
    assert later.fill("/console/login/second/", code=one_time(secret, 1)).path == "/console/"


def test_the_keys_of_second_proofs_are_not_readable_in_the_database(site: Site) -> None:
    site.command("staff", "add", "sealed", "--role", "handler", told=PASSWORD + "\n")
    visitor = site.visitor()
    visitor.fill("/console/login/", login="sealed", password=PASSWORD)
    secret = visitor.see("/console/me/app/").html.split('id="secret">')[1].split("<")[0]
    visitor.send("/console/me/app/", code=one_time(secret))
    with sqlite3.connect(site.home / "var" / "ombud.sqlite") as store:
        kept = [data for (data,) in store.execute("SELECT data FROM mfa_authenticator")]
    assert kept
    assert all(secret not in data for data in kept)


def test_a_session_is_new_after_the_sign_in_and_stays_in_the_console(site: Site) -> None:
    site.worker("rotated", "handler")
    visitor = site.visitor()
    visitor.fill("/console/login/", login="rotated", password=PASSWORD)
    before = cookie(visitor)
    visitor.fill("/console/login/second/", code=site.codes["rotated"].pop())
    assert before
    assert cookie(visitor) not in ("", before)
    thief = site.visitor()
    thief.client.cookies.set("ombud_staff", before, path="/console/")
    assert thief.see("/console/cases/").path == "/console/login/"
    assert not [kept for kept in visitor.client.cookies.jar if kept.name == "ombud_staff" and kept.path != "/console/"]


@pytest.mark.parametrize(("minutes", "what", "path"), [(29, ("seen",), "/console/"), (31, ("seen",), "/console/login/")])
def test_half_an_hour_without_use_ends_a_session(site: Site, minutes: int, what: tuple[str, ...], path: str) -> None:
    visitor = site.worker("idle", "officer")
    age(site, visitor, minutes, *what)
    assert visitor.see("/console/").path == path


def test_eight_hours_end_a_session_however_busy_it_was(site: Site) -> None:
    visitor = site.worker("busy", "officer")
    age(site, visitor, 479, "began")
    assert visitor.see("/console/").path == "/console/"
    age(site, visitor, 2, "began")
    assert visitor.see("/console/").path == "/console/login/"


def test_nobody_learns_who_has_an_account(site: Site) -> None:
    site.command("staff", "add", "known", "--role", "handler", told=PASSWORD + "\n")
    pages = [site.visitor().fill("/console/login/", login=name, password="not the one at all") for name in ("known", "nobody")]
    told = [page.html.replace("known", "").replace("nobody", "").split("</form>")[0].split("csrfmiddlewaretoken")[0] for page in pages]
    errors = [page.html.split('role="alert">')[1].split("</div>")[0] for page in pages]
    assert [page.status for page in pages] == [200, 200]
    assert told[0] == told[1]
    assert errors[0] == errors[1]


def test_nobody_signs_up_and_no_link_in_a_mail_gives_a_password(site: Site) -> None:
    visitor = site.visitor()
    for path in ("signup/", "password/reset/", "login/code/", "email/", "3rdparty/"):
        assert visitor.see(f"/console/{path}").status == 404


def test_somebody_who_is_removed_is_out_at_once(site: Site) -> None:
    site.officer("staying")
    visitor = site.worker("leaving", "handler")
    assert visitor.see("/console/cases/").path == "/console/cases/"
    site.command("staff", "remove", "leaving")
    assert visitor.see("/console/cases/").path == "/console/login/"
    assert visitor.fill("/console/login/", login="leaving", password=PASSWORD).path == "/console/login/"
    assert "leaving" not in site.command("staff", "list")


def test_who_lost_the_second_proof_sets_up_another(site: Site) -> None:
    site.worker("loser", "handler")
    site.command("staff", "reset", "loser")
    assert site.visitor().fill("/console/login/", login="loser", password=PASSWORD).path == "/console/me/"


def test_everybody_reads_their_own_language_on_whatever_browser(site: Site) -> None:
    visitor = site.worker("nordic", "officer")
    assert '<html lang="en">' in visitor.see("/console/").html
    for lang in ("da", "sv", "nb"):
        visitor.fill("/console/me/", to="/console/me/language", language=lang)
        for path in ("/console/", "/console/me/", "/console/people/", "/console/nothing/"):
            assert f'<html lang="{lang}">' in visitor.see(path).html
    visitor.fill("/console/me/", to="/console/me/language", language="xx")
    assert '<html lang="en">' in visitor.see("/console/").html


def test_only_a_demo_does_without_a_second_proof(tmp_path: Path) -> None:
    assert run("init", tmp_path / "home").code == 0
    (tmp_path / "home" / "ombud.toml").write_text("[staff]\ntwo_factor = false\n")
    refused = ombud(tmp_path / "home", "staff", "list")
    assert refused.returncode == 78
    assert "second factor" in refused.stderr


def test_the_pages_follow_the_policy_on_disk_and_keep_the_earlier_one_while_it_has_faults(site: Site) -> None:
    officer, policy = site.officer("changing"), site.home / "policy.yaml"
    before = policy.read_text("utf-8")
    try:
        policy.write_text(before.replace("name: Fjordraad Rådgivning A/S", 'name: "Renamed A/S"', 1), "utf-8")
        assert "Renamed A/S" in officer.see("/console/").text
        policy.write_text(before.replace("controller:", "controler:", 1), "utf-8")
        page = officer.see("/console/")
        assert "policy.yaml has changed and has faults" in page.text
        assert "Renamed A/S" in page.text
    finally:
        policy.write_text(before, "utf-8")
    mended = officer.see("/console/").text
    assert "has faults" not in mended
    assert "Renamed A/S" not in mended
