"""Many who leave at once leave at once: each is told its own, whatever else comes with it, and none is told before it is written."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx

from tests.web.letters.conftest import Letters, path_in
from tests.web.letters.test_letters import may
from tests.web.site import calling

READERS = 6
PRESS = {"List-Unsubscribe": "One-Click"}


def ways_out(letters: Letters, reader: Callable[[], str]) -> dict[str, str]:
    """Let readers sign up, send them a letter, and give the way out in the head of each."""
    readers = [letters.subscribed(reader()) for _ in range(READERS)]
    letters.send()
    return {one: path_in(str(letters.to(one, 2)[1]["List-Unsubscribe"]), "letters") for one in readers}


def pressed(letters: Letters, links: list[str]) -> list[httpx.Response]:
    """Let as many mail programs as there are links press at once; every fourth calls us by a name that is not ours."""

    def press(at: int) -> httpx.Response:
        with calling(letters.site.url) as program:
            return program.post(links[at], data=PRESS, headers={} if at % 4 else {"Host": "elsewhere.example"})

    with ThreadPoolExecutor(len(links)) as programs:
        return list(programs.map(press, range(len(links))))


def noes(letters: Letters, address: str) -> int:
    """Count how often the ledger says that somebody left the list."""
    told = letters.site.command("consent", "check", "--subject", "-", told=f"email:{address}")
    return sum('"kind":"withdrawn"' in line and '"purpose":"marketing"' in line for line in told.splitlines())


def test_each_is_off_the_list_once_and_what_is_no_press_spoils_nobody_elses(letters: Letters, reader: Callable[[], str]) -> None:
    out = ways_out(letters, reader)
    (*leaving, stays), forged = out, f"{next(iter(out.values()))[:-4]}AAAA"
    links = [link for one in leaving for link in (out[stays], out[one], forged, out[one])]
    answers = pressed(letters, links)
    assert [answer.status_code for answer in answers] == [400, 200, 404, 200] * len(leaving)
    assert {answer.content for answer in answers if answer.status_code == 200} == {b""}
    assert [noes(letters, one) for one in out] == [*(1 for _ in leaving), 0]
    assert may(letters, stays).startswith("yes")


def test_what_cannot_be_written_is_told_to_nobody_as_done(letters: Letters, reader: Callable[[], str]) -> None:
    out = ways_out(letters, reader)
    links = [link for link in out.values() for _ in range(2)]
    with sqlite3.connect(letters.site.home / "var" / "ombud.sqlite", isolation_level=None, timeout=30) as store:
        store.execute("CREATE TRIGGER full BEFORE INSERT ON consent_leafrow BEGIN SELECT RAISE(ABORT, 'no room'); END")
        try:
            answers = pressed(letters, links)
        finally:
            store.execute("DROP TRIGGER full")
    assert {answer.status_code for answer in answers} == {400, 500}
    assert [noes(letters, one) for one in out] == [0] * READERS
    assert {answer.status_code for answer in pressed(letters, [links[0], *links])} == {400, 200}
    assert [noes(letters, one) for one in out] == [1] * READERS


def test_an_answer_carries_what_every_answer_carries(letters: Letters, reader: Callable[[], str]) -> None:
    (link, *_) = ways_out(letters, reader).values()
    with calling(letters.site.url) as program:
        page, done = program.get(link), program.post(link, data=PRESS)
    same = {"content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy", "cross-origin-opener-policy"}
    assert {name: done.headers[name] for name in same} == {name: page.headers[name] for name in same}
    assert (done.headers["cache-control"], done.headers["content-type"]) == ("no-store", "text/plain")
