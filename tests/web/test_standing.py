"""How a promise stands is public when an officer says so, reads as the console has it at that moment, and never of a security measure."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ombud.cli.demo.build import build
from tests.web.api.program import Program, token
from tests.web.conftest import served
from tests.web.site import Seen, Site, Visitor, ombud
from tests.web.visits import looked_at_once, sql

RULE = "activities.survey.retention.survey-answers"
MEASURE = "measures.encryption"
BEHIND = re.compile(r'<details class="behind">.*?</details>', re.DOTALL)
OLD = "forgotten.standing@somewhere.example"
WORDS = {
    "da": ("brudt", "Træk den tilbage"),
    "sv": ("brutet", "Dra tillbaka"),
    "nb": ("brutt", "Trekk den"),
    "en": ("broken", "Withdraw it"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home whose policy also promises a security measure."""
    folder = tmp_path_factory.mktemp("standing") / "home"
    build(folder, today=datetime.now(UTC).date())
    policy = folder / "policy.yaml"
    policy.write_text(policy.read_text("utf-8") + "\nmeasures:\n  encryption: {against: [disclosure], probe: tls, in: [crm]}\n", "utf-8")
    for one in served(folder):
        yield one
        one.leave()


@pytest.fixture(scope="module")
def officer(site: Site) -> Visitor:
    """Somebody who may publish, signed in once."""
    return site.officer("standing")


def public(site: Site, lang: str = "en") -> str:
    """Read what stands behind the sentences of the notice."""
    return " ".join(BEHIND.findall(site.visitor().see(f"/{lang}/notice").html))


def look(site: Site, only: str = RULE) -> None:
    """Look at a promise in the systems themselves; the command also ends so when something is broken."""
    looked_at_once(site)
    assert ombud(site.home, "promises", "--run", "--only", only).returncode in {0, 1}


def do(visitor: Visitor, verb: str, statement: str = RULE) -> Seen:
    """Press a button of a promise, or send what it sends."""
    visitor.see("/console/me/")  # whoever has a form has its token
    return visitor.send(f"/console/promise/{statement}/{verb}")


def test_what_is_published_reads_as_the_console_has_it_until_it_is_withdrawn(site: Site, officer: Visitor) -> None:
    look(site)
    assert "When we last looked" not in public(site)
    assert "Withdraw it" in do(officer, "publish").text
    assert re.search(r"this was kept \(0 of [\d,]+ rows overdue\)", public(site))
    sql(site, "INSERT INTO survey_answers (email, submitted_at) VALUES (?, ?)", OLD, "2011-05-01 10:00:00", system="crm")
    look(site)
    for lang, (broken, withdraw) in WORDS.items():
        officer.client.headers["Accept-Language"] = lang
        page = officer.see(f"/console/promise/{RULE}")
        assert f'<html lang="{lang}">' in page.html
        assert withdraw in page.text
        told = public(site, lang)
        assert re.search(rf"{broken} \(1 [^)]+\)", told)
        assert "this was kept" not in told
    officer.client.headers["Accept-Language"] = "en"
    sql(site, "DELETE FROM survey_answers WHERE email = ?", OLD, system="crm")
    assert "Publish this status" in do(officer, "unpublish").text
    assert "When we last looked" not in public(site)


def test_what_nobody_looked_at_for_a_day_is_not_told_as_kept(site: Site, officer: Visitor) -> None:
    look(site)
    do(officer, "publish")
    yesterday = (datetime.now(UTC) - timedelta(hours=25)).strftime("%Y-%m-%d %H:%M:%S")
    sql(site, "UPDATE store_checkrow SET checked_at = ?", yesterday)
    told = public(site)
    assert "unproven whether this holds; we last looked on" in told
    assert "this was kept" not in told
    sql(site, "DELETE FROM store_checkrow")
    assert "nobody has looked yet" in public(site)
    do(officer, "unpublish")


def test_a_security_measure_is_never_published(site: Site, officer: Visitor) -> None:
    page = officer.see(f"/console/promise/{MEASURE}")
    assert "Nothing. How a security measure stands is never published." in page.text
    assert "/publish" not in page.html
    refused = do(officer, "publish", MEASURE)
    assert refused.status == 409
    assert '<p class="wrong" role="alert">How a security measure stands' in refused.html
    assert sql(site, "SELECT count(*) FROM store_publicrow WHERE statement = ?", MEASURE) == [0]


@pytest.mark.parametrize("role", ["handler", "developer", "auditor"])
def test_only_an_officer_publishes(site: Site, role: str) -> None:
    visitor = site.worker(f"standing-{role}", role)
    page = visitor.see(f"/console/promise/{RULE}")
    assert (page.status, "/publish" in page.html) == (200, False)
    assert do(visitor, "publish").status == 403
    assert do(visitor, "unpublish").status == 403


def test_it_is_put_on_record_once_who_published_and_withdrew(site: Site, officer: Visitor) -> None:
    for verb in ("publish", "publish", "unpublish", "unpublish"):
        do(officer, verb, "activities.survey.basis")
    kinds = "SELECT kind FROM store_entryrow WHERE kind IN ('published', 'withdrawn') AND CAST(body AS TEXT) LIKE ? ORDER BY id"
    assert sql(site, kinds, '%"promise":"activities.survey.basis","role":"officer"%') == ["published", "withdrawn"]


def test_a_program_with_a_scope_of_its_own_publishes_and_withdraws(site: Site) -> None:
    looking = Program(site.url, token(site, "looking", "promises:read", "promises:write"))
    assert looking.refused("POST", f"/promises/{RULE}/publish") == (403, "scope-missing")
    program = Program(site.url, token(site, "publishing", "promises:publish"))
    sentence = "activities.survey.data"
    look(site, sentence)
    program.post(f"/promises/{sentence}/publish")
    assert "columns" in public(site)
    program.post(f"/promises/{sentence}/unpublish")
    assert "columns" not in public(site)
    assert program.refused("POST", f"/promises/{MEASURE}/publish") == (422, "promise-security")
    assert program.refused("POST", "/promises/activities.nobody/publish") == (422, "promise-unknown")
    for one in (looking, program):
        one.client.close()


def test_whoever_has_the_command_line_publishes_and_withdraws(site: Site) -> None:
    sentence = "activities.survey.recipients"
    look(site, sentence)
    before = public(site)
    assert ombud(site.home, "promises", "publish", sentence, "--role", "officer").returncode == 0
    assert public(site).count("When we last looked") == before.count("When we last looked") + 1
    assert ombud(site.home, "promises", "unpublish", sentence, "--role", "officer").returncode == 0
    assert public(site) == before


@pytest.mark.parametrize(("statement", "code"), [(MEASURE, "promise-security"), ("activities.nobody", "promise-unknown")])
def test_the_command_line_publishes_no_security_measure_and_nothing_unstated(site: Site, statement: str, code: str) -> None:
    told = ombud(site.home, "promises", "publish", statement, "--role", "officer")
    assert (told.returncode, code in told.stderr) == (2, True)
    assert sql(site, "SELECT count(*) FROM store_publicrow WHERE statement = ?", statement) == [0]


def test_a_promise_that_the_policy_no_longer_makes_so_is_not_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The notice that was published stands; how another promise under its name stands says nothing of its sentence."""
    folder = tmp_path_factory.mktemp("earlier") / "home"
    build(folder, today=datetime.now(UTC).date())
    assert ombud(folder, "publish").returncode == 0
    for site in served(folder):
        look(site)
        officer = site.officer("earlier")
        do(officer, "publish")
        assert "Da vi sidst så efter" in public(site, "da")
        policy = folder / "policy.yaml"
        said = policy.read_text("utf-8")
        policy.write_text(said.replace("after: survey.submitted, for: P1Y", "after: survey.submitted, for: P3Y"), "utf-8")
        look(site)
        assert "Da vi sidst så efter" not in public(site, "da")
        assert 'class="status kept"' in officer.see(f"/console/promise/{RULE}").html
        policy.write_text(said.replace("rule: survey-answers,", "rule: survey-forms,"), "utf-8")
        assert "Det er ubevist" not in public(site, "da")
        site.leave()
