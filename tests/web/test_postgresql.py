"""A home whose state is on PostgreSQL is served as any other: a person asks and an officer answers, or two do."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from ombud.cli.demo.build import build
from tests.web import test_four_eyes, test_passed_over
from tests.web.conftest import served
from tests.web.site import Site
from tests.web.test_asking import ask, handled, number, opened, somebody

FOUR_EYES = {"two eyes": "false", "four eyes": "true"}
MAILBOX = 'mail.inbox = "maildir:inbox"'


@pytest.fixture(params=["two eyes"])
def site(request: pytest.FixtureRequest, tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A served home of invented people with its state on a server."""
    home = tmp_path / "home"
    build(home, today=datetime.now(UTC).date())
    settings = home / "ombud.toml"
    settings.write_text(f'database = "env:OMBUD_DATABASE"\nfour_eyes = {FOUR_EYES[request.param]}\n{MAILBOX}\n{settings.read_text()}')
    for name in ("new", "cur", "tmp"):
        (home / "inbox" / name).mkdir(parents=True)
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


@pytest.mark.parametrize("site", ["four eyes"], indirect=True)
@pytest.mark.parametrize(
    "way",
    [
        test_four_eyes.test_a_refusal_is_written_to_the_person_when_a_colleague_has_confirmed_it,
        test_four_eyes.test_an_answer_in_words_is_written_to_the_person_when_a_colleague_has_confirmed_it,
        test_four_eyes.test_a_proposal_falls_when_the_person_shows_who_they_are_or_stands_by_the_request,
        test_passed_over.test_mail_that_looks_automatic_is_listed_and_becomes_a_case_when_somebody_says_so,
    ],
    ids=["a refusal", "an answer in words", "a proposal falls", "mail that was passed over"],
)
def test_what_takes_a_second_look_takes_it_there_too(site: Site, way: Callable[[Site], None]) -> None:
    way(site)
