"""A change of an address is told to the old one, which may stop it for 72 hours; then it goes on by itself."""

import sqlite3

from tests.web.site import Site, Visitor
from tests.web.test_asking import ask, number, somebody
from tests.web.test_own import rows
from tests.web.visits import waited


def decided(officer: Visitor, person: Visitor, lang: str = "en") -> str:
    """Let an officer decide and release a change of address; it waits."""
    case = number(person, lang)
    for verb in ("preview", "decide"):
        assert officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/{verb}").status == 200
    waits = officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/carry-out")
    assert waits.status == 409
    assert "may stop this change" in waits.text
    return case


def store(site: Site, *changes: str) -> None:
    """Let time pass in the store."""
    with sqlite3.connect(site.home / "var" / "ombud.sqlite", timeout=30) as own:
        for change in changes:
            own.execute(change)


def test_the_old_address_is_told_and_the_change_goes_on_when_it_has_had_its_time(site: Site) -> None:
    old, new = somebody(site, "subscribers", 30), "moved.along@newplace.example"
    person = ask(site, "rectify", old, "en", datum="email", value=new)
    assert "Until then the old address may say no" in person.see("/my/en/case").text
    assert any("Somebody has asked" in letter and new not in letter for letter in site.letters(old, 3))
    decided(site.officer("mover"), person)
    assert rows(site, "SELECT count(*) FROM subscribers WHERE email = ?", new) == [(0,)]
    store(
        site,
        "UPDATE rights_caserow SET waits_until = '2026-01-01 00:00:00' WHERE waits_until IS NOT NULL",
        "UPDATE jobs_schedulerow SET at = '2026-01-01 00:00:00' WHERE name = 'rights.addresses'",
    )
    waited(lambda: rows(site, "SELECT count(*) FROM subscribers WHERE email = ?", new) == [(1,)], "the change never went on")


def test_the_old_address_stops_the_change(site: Site) -> None:
    old, new = somebody(site, "subscribers", 31), "taken.over@elsewhere.example"
    person = ask(site, "rectify", old, "en", datum="email", value=new)
    site.letters(old, 3)
    case = decided(site.officer("watchful"), person)
    links = [site.link(old, at) for at in (1, 2, 3) if "key/" in site.letters(old)[at - 1]]
    stopped = site.visitor().fill(links[-1])
    assert "The change is stopped" in stopped.text
    assert "/my/" not in stopped.path  # whoever has the old address learns nothing of the case
    assert "has said no" in person.see("/my/en/case").text
    officer = site.officer("again")
    for verb in ("preview", "decide"):
        officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/{verb}")
    refused = officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/carry-out")
    assert refused.status == 409
    assert rows(site, "SELECT count(*) FROM subscribers WHERE email = ?", new) == [(0,)]


def test_another_correction_waits_for_nobody(site: Site) -> None:
    email = somebody(site, "subscribers", 32)
    person = ask(site, "rectify", email, "en", datum="company", value="Nyt Navn ApS")
    assert "may say no" not in person.see("/my/en/case").text
