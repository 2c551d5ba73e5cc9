"""Whoever guesses is stopped, whether or not the account exists; whoever knows is not."""

from collections.abc import Iterator

import pytest

from tests.front import run
from tests.web.conftest import served
from tests.web.site import PASSWORD, Site, Visitor, enrol


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home of its own: whoever guessed here is stopped here."""
    folder = tmp_path_factory.mktemp("small") / "home"
    assert run("init", folder).code == 0
    for site in served(folder):
        yield site
        site.leave()


def guess(visitor: Visitor, name: str, password: str) -> int:
    """Try to sign in."""
    return visitor.fill("/console/login/", login=name, password=password).status


def test_twenty_wrong_passwords_in_an_hour_are_all(small: Site) -> None:
    small.command("staff", "add", "known", "--role", "officer", told=PASSWORD + "\n")
    visitor = small.visitor()
    for _ in range(3):
        assert guess(small.visitor(), "known", PASSWORD) == 200  # whoever knows is not counted
    assert [guess(visitor, name, f"guess {at}") for at in range(10) for name in ("known", "nobody")] == [200] * 20
    assert guess(visitor, "nobody", "one more") == 429
    assert guess(small.visitor(), "known", PASSWORD) == 429


def test_codes_of_the_second_proof_cannot_be_tried_out(small: Site) -> None:
    small.command("staff", "add", "known", "--role", "officer", told=PASSWORD + "\n")
    first = small.visitor()
    first.fill("/console/login/", login="known", password=PASSWORD)
    code = enrol(first)[0]
    thief = small.visitor()
    guess(thief, "known", PASSWORD)
    tried = [thief.send("/console/login/second/", code=f"{at:06}") for at in range(25)]
    assert tried[-1].status == 429 or "attempts" in tried[-1].text
    assert thief.send("/console/login/second/", code=code).path != "/console/"
