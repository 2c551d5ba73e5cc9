"""The owner of an account learns of each change of its way in, sees where it is open, and comes in first by what somebody drew."""

import re
from uuid import uuid4

from tests.web.conftest import served
from tests.web.site import PASSWORD, Site, Visitor, enrol, found, one_time
from tests.web.test_staff import age
from tests.web.visits import sql


def somebody(site: Site, language: str = "") -> tuple[str, str]:
    """Give a handler an account with an address."""
    name = f"w-{uuid4().hex[:8]}"
    email = f"{name}@fjordraad.example"
    site.command("staff", "add", name, "--role", "handler", "--email", email, told=PASSWORD + "\n")
    sql(site, "UPDATE staff_staffrow SET language = ? WHERE user_id = (SELECT id FROM auth_user WHERE username = ?)", language, name)
    return name, email


def with_app(site: Site, name: str) -> tuple[Visitor, str, str]:
    """Let somebody sign in and set up an app; give its key and the code that was used."""
    visitor = site.visitor()
    visitor.fill("/console/login/", login=name, password=PASSWORD)
    secret = found(r'id="secret">([A-Z2-7]+)<', visitor.see("/console/me/app/").html)
    used = one_time(secret)
    assert visitor.send("/console/me/app/", code=used).path == "/console/me/codes/"
    return visitor, secret, used


def second(site: Site, name: str, code: str) -> str:
    """Try to come in by a code; tell where it leads."""
    visitor = site.visitor()
    visitor.fill("/console/login/", login=name, password=PASSWORD)
    return visitor.fill("/console/login/second/", code=code).path


def test_a_code_of_the_app_works_once_in_every_process_and_its_owner_is_told(site: Site) -> None:
    name, email = somebody(site, "en")
    _, secret, used = with_app(site, name)
    fresh = one_time(secret, 1)
    assert second(site, name, used) == "/console/login/second/"  # it set the app up
    assert "used once more and refused" in site.letters(email, 2)[1]
    assert second(site, name, fresh) == "/console/"
    for other in served(site.home):  # a process of its own, which remembers nothing
        assert second(other, name, f"{fresh[:3]} {fresh[3:]}") == "/console/login/second/"
        other.leave()
    assert len(site.letters(email, 3)) == 3


def test_each_change_of_the_way_in_is_told_to_its_owner_in_their_language(site: Site) -> None:
    name, email = somebody(site, "sv")
    visitor, _, _ = with_app(site, name)
    own = "a sentence that one person knows"
    visitor.fill("/console/me/codes/new/")
    visitor.fill("/console/me/password/", oldpassword=PASSWORD, password1=own, password2=own)
    visitor.fill("/console/me/app/remove/")
    site.command("staff", "reset", name)
    told = "\n".join(site.letters(email, 5))
    for what in ("En kodapp har lagts till", "Nya reservkoder", "Lösenordet till ditt konto har ändrats", "Kodappen har tagits bort"):
        assert what in told
    assert "Det andra beviset har tagits bort" in told
    assert told.count(f"Hej {name}") == 5
    assert own not in told


def test_another_address_is_told_to_the_one_before(site: Site) -> None:
    name, email = somebody(site, "nb")
    site.command("staff", "add", name, "--role", "handler", "--email", f"new.{email}", told=PASSWORD + "\n")
    assert "Kontoen din har fått en annen e-postadresse" in site.letters(email)[0]
    assert "Passordet til kontoen din er endret" in site.letters(f"new.{email}")[0]


def test_a_first_password_is_drawn_shown_once_and_changed_before_anything_else(site: Site) -> None:
    officer, own = site.officer("setter"), "a sentence that one person knows"
    page = officer.fill("/console/people/", name="newcomer", role="handler", email="newcomer@fjordraad.example")
    drawn = found(r'id="drawn">([^<]+)<', page.html)
    assert len(drawn) > 20
    assert drawn not in officer.see("/console/people/").html
    newcomer = site.visitor()
    assert newcomer.fill("/console/login/", login="newcomer", password=drawn).path == "/console/me/password/"
    for path in ("", "cases/", "me/", "me/app/", "people/"):
        page = newcomer.see(f"/console/{path}")
        assert page.path == "/console/me/password/"
        assert "You were given this password" in page.text
    assert "Choose another" in newcomer.fill("/console/me/password/", oldpassword=drawn, password1=drawn, password2=drawn).text
    newcomer.fill("/console/me/password/", oldpassword=drawn, password1=own, password2=own)
    enrol(newcomer)
    assert newcomer.see("/console/cases/").path == "/console/cases/"
    assert site.visitor().fill("/console/login/", login="newcomer", password=drawn).path == "/console/login/"
    assert drawn not in "".join(site.letters("newcomer@fjordraad.example"))


def test_a_first_password_ends_after_a_week_and_the_officer_gives_another(site: Site) -> None:
    officer = site.officer("setter")
    drawn = found(r'id="drawn">([^<]+)<', officer.fill("/console/people/", name="tardy", role="handler").html)
    days = sql(site, "SELECT julianday(first_until) - julianday('now') FROM staff_staffrow WHERE first_until IS NOT NULL ORDER BY id DESC")
    assert 6.9 < days[0] <= 7
    sql(
        site,
        "UPDATE staff_staffrow SET first_until = '2026-01-01 00:00:00' WHERE user_id = (SELECT id FROM auth_user WHERE username = 'tardy')",
    )
    late = site.visitor().fill("/console/login/", login="tardy", password=drawn)
    assert late.path == "/console/login/"
    assert "has had its time" in late.text
    assert "has had its time" not in site.visitor().fill("/console/login/", login="tardy", password="not the one").text
    again = found(r'id="drawn">([^<]+)<', officer.fill("/console/people/", name="tardy", role="handler").html)
    assert site.visitor().fill("/console/login/", login="tardy", password=again).path == "/console/me/password/"


def test_people_see_where_they_are_signed_in_and_end_it(site: Site) -> None:
    at_home, stranger = site.worker("seen", "handler"), site.officer("chief")
    phone, office = site.worker("seen", "handler"), site.visitor()
    office.client.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
    office.fill("/console/login/", login="seen", password=PASSWORD)
    office.fill("/console/login/second/", code=site.codes["seen"].pop())
    page = office.see("/console/me/sessions/")
    mine = re.findall(r'name="session" value="([0-9a-f]{16})"', page.html)
    assert len(mine) == 2
    assert "Firefox · Windows · here" in page.text
    stranger.fill("/console/me/sessions/", session=mine[0])  # of somebody else: nothing ends
    assert [one.see("/console/cases/").path for one in (at_home, phone)] == ["/console/cases/"] * 2
    office.fill("/console/me/sessions/", session=mine[0])
    assert sorted(one.see("/console/cases/").path for one in (at_home, phone)) == ["/console/cases/", "/console/login/"]
    office.fill("/console/me/sessions/", session="others")
    assert {one.see("/console/cases/").path for one in (at_home, phone)} == {"/console/login/"}
    assert office.see("/console/cases/").path == "/console/cases/"


def test_an_old_session_shows_again_who_it_is_before_it_sees_the_others(site: Site) -> None:
    visitor = site.worker("again", "handler")
    age(site, visitor, 6, "began", "seen")
    assert visitor.see("/console/me/sessions/").path == "/console/me/again/"
