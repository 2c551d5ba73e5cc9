"""What is forged, replayed, unknown, too large or too often is refused and counted, and tells nothing of who is known."""

import re
from collections.abc import Callable
from time import sleep

from ombud.store.engine.tally import SECONDS
from tests.web.letters.conftest import Letters, path_in, rows, text_of
from tests.web.letters.test_letters import may

Reader = Callable[[], str]


def counted(letters: Letters, where: str) -> int:
    """Tell how often something was refused, once what was counted in the last second is written."""
    sleep(2 * SECONDS)
    found = rows(letters.site.home, 'SELECT coalesce(sum("count"), 0) FROM consent_refusedrow WHERE "where" = ?', where)
    return int(str(found[0][0]))


def test_a_forged_link_is_none_and_a_link_is_good_for_one_use_alone(letters: Letters, reader: Reader) -> None:
    address = letters.subscribed(reader())
    letters.send()
    text = text_of(letters.to(address, 2)[1])
    leave, choose = (path_in(text, word).rpartition("/")[2] for word in ("letters", "da/letters"))
    client, before = letters.site.visitor().client, counted(letters, "letters")
    altered = leave[:-5] + ("A" if leave[-5] != "A" else "B") + leave[-4:]
    one_click = {"List-Unsubscribe": "One-Click"}
    for path in (f"/letters/{altered}", f"/letters/{choose}", "/letters/x", "/letters/open/x.gif", "/letters/to/x", f"/da/letters/{leave}"):
        answers = [client.get(path)] if "open" in path or "/to/" in path else [client.get(path), client.post(path, data=one_click)]
        assert {one.status_code for one in answers} == {404}, path
    assert counted(letters, "letters") == before + 10
    assert may(letters, address).startswith("yes")


def test_a_link_that_asks_to_confirm_works_once_and_only_by_its_button(letters: Letters, reader: Reader) -> None:
    address = reader()
    letters.sign_up(address)
    link, client = path_in(text_of(letters.to(address)[0]), "subscribed"), letters.site.visitor().client
    assert client.get(link).status_code == 200
    assert may(letters, address).startswith("no: no consent")
    assert [client.post(link).status_code for _ in range(2)] == [200, 410]
    assert client.post("/da/subscribed/forged").status_code == 410


def test_the_same_answer_for_everybody(letters: Letters, reader: Reader) -> None:
    known, unknown = letters.subscribed(reader()), reader()
    pages = [letters.sign_up(one) for one in (known, unknown)]
    assert pages[0].html == pages[1].html
    bodies = [re.sub(r"https://\S+", "", text_of(letters.to(one, many)[-1])) for one, many in ((known, 2), (unknown, 1))]
    assert bodies[0] == bodies[1]


def test_what_does_not_fit_the_form_is_refused_and_counted(letters: Letters, reader: Reader) -> None:
    before = counted(letters, "sign-up")
    address = reader()
    wrongs: tuple[dict[str, object], ...] = (
        {"topics": ["gossip"]},
        {"topics": []},
        {"country": "XX"},
        {"notice": "0" * 64},
        {"notice": None},
        {"name": ""},
    )
    for wrong in wrongs:
        assert letters.sign_up(address, "da", **wrong).status == 422, wrong
    assert counted(letters, "sign-up") == before + 6
    client = letters.site.visitor().client
    assert client.post("/da/subscribe/marketing", data={"email": address, "name": "x" * 100_000}).status_code == 413
    for path in ("/da/subscribe/account", "/da/subscribe/nothing", "/fi/subscribe/marketing"):
        assert client.get(path).status_code == 404
    assert rows(letters.site.home, "SELECT 1 FROM consent_pendingrow WHERE email = ?", address) == []


def test_one_mailbox_is_not_flooded(letters: Letters, reader: Reader) -> None:
    address = reader()
    assert {letters.sign_up(address).path for _ in range(7)} == {"/da/sent"}
    assert len(rows(letters.site.home, "SELECT 1 FROM consent_pendingrow WHERE email = ?", address)) == 5


def test_whoever_tries_many_links_is_asked_to_wait_and_a_reader_elsewhere_is_not(letters: Letters, reader: Reader) -> None:
    address = letters.subscribed(reader())
    letters.send()
    leave = path_in(text_of(letters.to(address, 2)[1]), "letters")
    guesser = letters.site.visitor().client
    answers = [guesser.post(f"/letters/{number:x}", data={"List-Unsubscribe": "One-Click"}).status_code for number in range(61)]
    assert (set(answers[:60]), answers[60]) == ({404}, 429)
    assert counted(letters, "letters") >= 61
    assert re.search(r"\d+  letters: often", letters.site.command("consent", "refusals"))
    assert letters.site.visitor().client.post(leave, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert may(letters, address).startswith("no: withdrawn")
