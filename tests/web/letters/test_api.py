"""A program signs people up, withdraws for them and tells what it sent; what does not fit is refused with its reason."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from ombud.store.home import Home
from tests.web.api.program import Program, token
from tests.web.letters.conftest import Letters, rows
from tests.web.letters.test_letters import may

Reader = Callable[[], str]


@pytest.fixture(scope="module")
def program(letters: Letters) -> Iterator[Program]:
    """A program that may sign people up."""
    made = Program(letters.site.url, token(letters.site, "shop", "letters:write"))
    yield made
    made.client.close()


def told(program: Program, path: str, body: dict[str, object]) -> tuple[int, str]:
    """Send something, and give the status and the code of the problem, if there is one."""
    answer = program.client.post(f"/letters{path}", json=body, headers={"Authorization": f"Bearer {program.secret}"})
    return answer.status_code, str(answer.json().get("code", ""))


def test_a_program_signs_somebody_up_and_withdraws_for_them(letters: Letters, program: Program, reader: Reader) -> None:
    address = reader()
    words = program.get("/letters/words?purpose=marketing&language=sv")
    assert "Målerhus Sverige AB" in words["text"]
    asked = {"purpose": "marketing", "language": "sv", "email": address, "notice": words["notice"], "country": "SE", "topics": ["news"]}
    asked = {**asked, "given": {"name": "Läsare"}}
    assert told(program, "", asked) == (202, "")
    assert may(letters, address).startswith("no: no consent")
    assert letters.confirm(address).status == 200
    assert may(letters, address).startswith("yes")
    today = Home.at(letters.site.home).today().isoformat()
    assert told(program, "/sent", {"purpose": "marketing", "day": today, "emails": [address]}) == (200, "")
    noted = "SELECT sent_on FROM consent_choicerow WHERE purpose = 'marketing' AND kind = 'given' ORDER BY leaf_id DESC LIMIT 1"
    assert rows(letters.site.home, noted) == [(today,)]
    assert told(program, "/withdraw", {"purpose": "marketing", "email": address}) == (200, "")
    assert may(letters, address).startswith("no: withdrawn")
    after: dict[str, object] = {"purpose": "marketing", "at": datetime.now(UTC).isoformat(), "emails": [address]}
    assert told(program, "/sent", {**after, "day": today}) == (422, "sent-when")
    assert told(program, "/sent", {"purpose": "marketing", "emails": [address]}) == (422, "sent-when")
    assert told(program, "/sent", after) == (200, "")
    counts = rows(letters.site.home, "SELECT counts FROM consent_campaignrow ORDER BY id DESC LIMIT 1")
    assert json.loads(str(counts[0][0])) == {"noted": 1, "without": 1, "listed": 0}


def test_a_withdrawal_for_somebody_unknown_is_answered_alike(letters: Letters, program: Program, reader: Reader) -> None:
    address = reader()
    assert told(program, "/withdraw", {"purpose": "marketing", "email": address}) == (200, "")
    assert may(letters, address).startswith("no: withdrawn")


def test_what_does_not_fit_is_refused_with_its_reason(program: Program, reader: Reader) -> None:
    notice = program.get("/letters/words?purpose=marketing&language=da")["notice"]
    fits = {"purpose": "marketing", "language": "da", "email": reader(), "notice": notice, "country": "DK", "topics": ["news"]}
    fits = {**fits, "given": {"name": "Læser"}}
    for wrong, code in (
        ({"notice": "0" * 64}, "sign-up-words"),
        ({"topics": ["gossip"]}, "sign-up-topics"),
        ({"topics": []}, "sign-up-topics"),
        ({"given": {}}, "sign-up-data"),
        ({"given": {"name": "Læser", "shoe_size": "43"}}, "sign-up-data"),
        ({"tracking": ["customer"]}, "sign-up-tracking"),
        ({"country": "XX"}, "sign-up-country"),
        ({"purpose": "account"}, "unknown-list"),
    ):
        assert told(program, "", {**fits, **wrong}) == (422, code)
    assert told(program, "/withdraw", {"purpose": "world_peace", "email": reader()}) == (422, "unknown-purpose")
    assert told(program, "/sent", {"purpose": "marketing", "day": "2999-01-01", "emails": [reader()]}) == (422, "sent-ahead")
