"""Choices that come at once are taken at once: each is told its own, whatever else comes with it, and none is told before it is written."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx

from tests.web.consent.test_choices import CHOICE, said, token
from tests.web.site import Site, calling

AT_ONCE, EACH = 16, 6


def kept(bureau: Site, number: object) -> int:
    """Count what the ledger has of a number."""
    told = bureau.command("consent", "check", f"--subject=cookie:{number}")
    return told.count('"kind":"given"')


def sixteen(bureau: Site, shown: str, **headers: str) -> list[httpx.Response]:
    """Let sixteen browsers choose at once, again and again; every third sends a token that is not ours, every fifth calls us otherwise."""

    def browser(at: int) -> list[httpx.Response]:
        token_ = shown if at % 3 else f"{shown}x"
        host = {} if at % 5 else {"Host": "elsewhere.example"}
        with calling(bureau.url) as client:
            return [client.post(CHOICE, data={"token": token_, "how": "all"}, headers={**headers, **host}) for _ in range(EACH)]

    with ThreadPoolExecutor(AT_ONCE) as browsers:
        return [answer for answers in browsers.map(browser, range(AT_ONCE)) for answer in answers]


def test_each_is_told_its_own_and_what_is_none_spoils_nobody_elses(bureau: Site) -> None:
    with calling(bureau.url) as client:
        answers = sixteen(bureau, token(client))
    expected = [400 if not at % 5 else 403 if not at % 3 else 204 for at in range(AT_ONCE) for _ in range(EACH)]
    assert [answer.status_code for answer in answers] == expected
    numbers = [said(answer)["id"] for answer in answers if answer.status_code == 204]
    assert numbers == [number for number in numbers[::EACH] for _ in range(EACH)], "a browser keeps its number"
    assert len(set(numbers)) * EACH == len(numbers), "and no other has it"
    assert {kept(bureau, number) for number in numbers[:: 2 * EACH]} == {EACH}


def test_what_cannot_be_written_is_told_to_nobody_as_done_and_the_next_is_taken(bureau: Site) -> None:
    with calling(bureau.url) as client, sqlite3.connect(bureau.home / "var" / "ombud.sqlite", isolation_level=None) as store:
        shown = token(client)
        store.execute("CREATE TRIGGER full BEFORE INSERT ON consent_leafrow BEGIN SELECT RAISE(ABORT, 'no room'); END")
        try:
            answers = sixteen(bureau, shown, Accept="text/html")
        finally:
            store.execute("DROP TRIGGER full")
        assert {answer.status_code for answer in answers} == {400, 403, 500}
        assert not any("set-cookie" in answer.headers for answer in answers)
        assert client.post(CHOICE, data={"token": shown, "how": "all"}).status_code == 204


def test_an_answer_carries_what_every_answer_carries(bureau: Site) -> None:
    with calling(bureau.url) as client:
        page = client.get("/consent/da/")
        done = client.post(CHOICE, data={"token": token(client), "how": "necessary", "via": "page"})
    assert (done.status_code, done.headers["location"]) == (303, "da/?saved")
    same = {"content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy", "cross-origin-opener-policy"}
    assert {name: done.headers[name] for name in same} == {name: page.headers[name] for name in same}
    assert done.headers["cache-control"] == "no-store"
