"""The officer's journeys through the console: in with two factors, a case to its end, and every other page with what is done there."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from tests.web.journeys.conftest import LOOKS, travelling
from tests.web.journeys.test_centre import place
from tests.web.journeys.traveller import Traveller, put
from tests.web.site import PASSWORD, Site
from tests.web.test_asking import ask, number, opened, somebody
from tests.web.test_identity import PNG, doubted, upload
from tests.web.visits import sql, waited


@pytest.fixture(params=[look for look in LOOKS if "script" not in look])
def officer(request: pytest.FixtureRequest, browser: Browser, site: Site, axe: str) -> Iterator[Traveller]:
    """An officer who has signed in."""
    with travelling(browser, site, request.param, axe) as traveller:
        comes_in(traveller)
        yield traveller


def name_of(officer: Traveller) -> str:
    """Name the officer of a look, who has a second factor."""
    name = f"journey-{officer.lang}"
    if not officer.site.codes.get(name):
        officer.site.codes.pop(name, None)
        if name in officer.site.command("staff", "list"):
            officer.site.command("staff", "reset", name)
            officer.site.command("staff", "remove", name)
        officer.site.officer(name)
    return name


def comes_in(officer: Traveller) -> None:
    """Sign in with a password and a code."""
    name = name_of(officer)
    officer.open("/console/login/")
    officer.fill(login=name, password=PASSWORD)
    officer.press("console.login")
    officer.fill(code=officer.site.codes[name].pop())
    officer.press("console.login")
    assert officer.page.url.endswith("/console/")


def comes(officer: Traveller, right: str, email: str) -> str:
    """Write a request down that came by telephone; give the number of its case."""
    officer.go("console.cases")
    officer.go("deed.new")
    officer.page.select_option("[name=right]", right)
    officer.fill(name="Somebody Invented", email=email)
    officer.press("deed.open")
    return officer.page.url.rstrip("/").rpartition("/")[2]


def does(officer: Traveller, verb: str, **given: str) -> None:
    """Unfold a deed, fill it in and do it."""
    form = officer.unfold(f"deed.{verb}")
    for name, value in given.items():
        put(form.locator(f"[name={name}]"), value)
    officer.press(f"deed.{verb}", within=f"form[action$='/{verb}']")


def test_an_officer_takes_a_case_shows_the_plan_decides_and_carries_it_out(officer: Traveller) -> None:
    email = somebody(officer.site, "subscribers", 100 + place(officer))
    person = ask(officer.site, "access", email, "en")
    case = number(person, "en")
    officer.go("console.cases")
    officer.fill(number=case)
    officer.press("evidence.search")
    officer.press("deed.take")
    officer.go("staff.open")
    officer.press("staff.open")
    assert email in officer.page.inner_text("main")
    for verb in ("preview", "decide", "carry-out"):
        officer.press(f"console.verb.{verb}")
    while officer.page.locator("form[action$='/task']").count():
        officer.fill(note="looked through")
        officer.press("console.task_done")
    assert officer.says("state.closed")
    assert email in json.dumps(opened(person.see("/my/en/answer.zip").raw))
    officer.go("deed.letters")


def test_an_officer_extends_refuses_and_dismisses(officer: Traveller) -> None:
    mine = f"by.telephone.{officer.lang}@somewhere.example"
    comes(officer, "access", mine)
    does(officer, "sort", right="erase", language="da")
    does(officer, "extend", reason="Der er mange anmodninger på én gang.")
    assert officer.says("deed.extended")
    does(officer, "ask-identity", reason="Adressen er ny for os.")
    assert officer.says("state.identity")
    does(officer, "refuse", reason="Ingen har vist, hvem de er.")
    assert officer.says("state.refused")
    comes(officer, "access", mine)
    does(officer, "dismiss", reason="Det var en reklame.")
    assert officer.says("state.dismissed")


def test_an_officer_decides_who_somebody_is_and_erases(officer: Traveller) -> None:
    email = somebody(officer.site, "subscribers", 104 + place(officer))
    comes(officer, "erase", email)
    officer.press("console.verb.preview")
    does(officer, "identity", method="officer", result="proved", reason="Ringet op på nummeret, vi har.")
    officer.press("console.verb.decide")
    officer.press("console.verb.carry-out")
    assert sql(officer.site, "SELECT email FROM subscribers WHERE email = ?", email, system="crm") == []


def test_an_officer_is_told_of_what_came_and_looks_at_it(officer: Traveller) -> None:
    person = doubted(officer.site, somebody(officer.site, "subscribers", 108 + (officer.lang == "en")))
    upload(person, PNG)
    case = number(person, "en")
    officer.go("console.overview")
    assert officer.says("news.title")
    officer.follow(f"[aria-labelledby=news] a[href$='{case}/']")
    assert officer.says("diary.document")


def test_an_officer_holds_and_releases(officer: Traveller) -> None:
    officer.go("holds.title")
    review = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()
    whom = f"email:{somebody(officer.site, 'customers', 20 + place(officer))}"
    officer.fill(subject=whom, reason=f"a claim {officer.lang}", owner="legal", review="2020-01-01")
    officer.press("holds.place")
    assert officer.page.get_by_role("alert").count() == 1
    officer.fill(subject=whom, reason=f"a claim {officer.lang}", owner="legal", review=review)
    officer.press("holds.place")
    officer.follow("main a[href$='/open']")
    officer.press("staff.open")
    assert f"a claim {officer.lang}" in officer.page.inner_text("main")
    officer.press("holds.release")


def test_an_officer_sees_what_is_due_and_carries_it_out(officer: Traveller) -> None:
    old = (f"forgotten.{officer.lang}@somewhere.example", "2011-05-01 10:00:00")
    sql(officer.site, "INSERT INTO survey_answers (email, submitted_at) VALUES (?, ?)", *old, system="crm")
    officer.go("sweeps.title")
    officer.press("sweeps.look")
    officer.press("sweeps.carry_out")
    plan = officer.page.url.partition("/sweeps/")[2].partition("/")[0]
    waited(lambda: sql(officer.site, "SELECT state FROM store_planrow WHERE id = ?", plan) in (["done"], ["partial"]))
    officer.open(f"/console/sweeps/{plan}/")
    assert sql(officer.site, "SELECT email FROM survey_answers WHERE email = ?", old[0], system="crm") == []


def test_an_officer_looks_at_systems_findings_evidence_map_and_charts(officer: Traveller) -> None:
    officer.go("systems.title")
    officer.press("systems.look")
    assert officer.says("systems.alike")
    officer.go("findings.title")
    officer.go("evidence.title")
    officer.page.select_option("[name=kind]", "requested")
    officer.press("evidence.search")
    officer.press("evidence.checkpoint")
    officer.press("evidence.verify")
    assert officer.says("evidence.intact")
    officer.go("map.title")
    assert officer.page.locator("svg.map").count() == 1
    officer.go("console.overview")
    assert officer.page.locator("figure.chart").count() == 2
    officer.press("board.look_now")
    officer.follow(".figures a")
    officer.open("/console/promises/unproven/")
    officer.follow(".board a")


def test_an_officer_adds_somebody_gives_a_role_and_removes_them(officer: Traveller) -> None:
    mine = f"coming-{officer.lang}"
    officer.go("staff.people")
    officer.fill(name=mine)
    officer.press("staff.add")
    theirs = f"li:has(strong:text-is('{mine}'))"
    officer.page.locator(theirs).locator("select").select_option("auditor")
    officer.press("staff.save", within=theirs)
    assert "auditor" in next(line for line in officer.site.command("staff", "list").splitlines() if line.startswith(mine))
    officer.press("staff.remove", within=theirs)
    assert mine not in officer.site.command("staff", "list")


def tab_to(page: Page, selector: str) -> None:
    """Go on with the tab key until something has the focus, and see that it shows."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def enter(page: Page, selector: str) -> None:
    """Press something with the keyboard."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("look", ["da on a telephone", "en on a desk in the dark"])
def test_the_keyboard_alone_takes_a_case_from_the_door_to_the_end(browser: Browser, site: Site, look: str) -> None:
    person = ask(site, "access", somebody(site, "subscribers", 108 + look.startswith("en")), "en")
    case = number(person, "en")
    with travelling(browser, site, look, "") as officer:
        name, page = name_of(officer), officer.page
        officer.open("/console/login/")
        for field, text in (("login", name), ("password", PASSWORD)):
            tab_to(page, f"[name={field}]")
            page.keyboard.type(text)
        enter(page, "main form:first-of-type button[type=submit]")
        tab_to(page, "[name=code]")
        page.keyboard.type(officer.site.codes[name].pop())
        enter(page, "main form:first-of-type button[type=submit]")
        enter(page, "nav a[href='/console/cases/']")
        tab_to(page, "[name=number]")
        page.keyboard.type(case)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        for verb in ("take", "preview"):
            enter(page, f"form[action$='/{verb}'] button")
        enter(page, "button[form=decide]")
        enter(page, "form[action$='/carry-out'] button")
        while page.locator("form[action$='/task']").count():
            tab_to(page, "[name=note]")
            page.keyboard.type("looked through")
            enter(page, "form[action$='/task'] button")
        officer.look()
        assert officer.says("state.closed")
    assert person.see("/my/en/answer.zip").status == 200
