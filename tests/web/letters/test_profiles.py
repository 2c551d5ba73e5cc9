"""What our letters and forms hold of readers is what the policy says, of those who allow it; a no erases it at once (GDPR Art. 21(3))."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.web.letters.conftest import Letters, path_in, rows, sending, text_of
from tests.web.letters.test_choosing import words
from tests.web.site import ombud

Reader = Callable[[], str]
INPUTS = "activities.mail_profile.profiling.inputs"
ASKS, DELIVERS = (f"activities.marketing.form.{part}" for part in ("asks", "delivers_to"))
PURPOSES = "activities.marketing.purposes"
LOOKED = "SELECT count(*) FROM consent_behaviourrow WHERE email = ?"


@pytest.fixture
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Letters]:
    """A home of its own to break, whose profiles are those of our own letters alone."""
    for served in sending(tmp_path_factory):
        with closing(sqlite3.connect(served.site.home / "systems/crm.sqlite")) as crm, crm:
            crm.execute("DELETE FROM mail_behaviour")
        yield served


def looked(letters: Letters) -> dict[str, str]:
    """Look at the profile, the form and the purposes, and tell how each stands."""
    only = [part for one in (INPUTS, ASKS, DELIVERS, PURPOSES) for part in ("--only", one)]
    told = json.loads(ombud(letters.site.home, "promises", "--run", "--json", *only).stdout)
    return {one["id"]: one["status"] for one in told["promises"]}


def planted(letters: Letters, statement: str, *values: str) -> None:
    """Change the state of the home, as somebody who has it in hand."""
    with closing(sqlite3.connect(letters.site.home / "var" / "ombud.sqlite", timeout=30)) as store, store:
        store.execute(statement, values)


def read(letters: Letters, address: str) -> str:
    """Send a letter and let somebody who allows it open it; give the path of the page on which they choose."""
    letters.send(html='<p><a href="https://maalerhus.example/">nyt</a></p>')
    letter = letters.to(address, 2)[1]
    letters.site.visitor().client.get(path_in(text_of(letter, "html"), "open"))
    assert rows(letters.site.home, LOOKED, address) == [(1,)]
    return path_in(text_of(letter), "da/letters")


def test_what_is_seen_of_a_reader_goes_the_moment_they_say_no_and_what_stays_is_found(letters: Letters, reader: Reader) -> None:
    leaves, stays = (letters.subscribed(reader(), **{"look-mail_profile": "on"}) for _ in range(2))
    page = read(letters, leaves)
    letters.site.visitor().client.get(path_in(text_of(letters.to(stays, 2)[1], "html"), "open"))
    assert looked(letters)[INPUTS] == "kept"
    visitor = letters.site.visitor()
    chosen = {"topics": ["news"], "country": "SE", "notice": words(visitor.see(page).html)}
    assert visitor.client.post(page, data=chosen).status_code == 200
    assert [rows(letters.site.home, LOOKED, one) for one in (leaves, stays)] == [[(0,)], [(1,)]]
    assert looked(letters)[INPUTS] == "kept"
    planted(letters, "UPDATE consent_behaviourrow SET email = ? WHERE email = ?", leaves, stays)
    assert looked(letters)[INPUTS] == "broken"


def test_what_is_seen_of_a_reader_goes_by_its_own_clock_while_they_stay(letters: Letters, reader: Reader) -> None:
    old, new = (letters.subscribed(reader(), **{"look-mail_profile": "on"}) for _ in range(2))
    letters.send(html="<p>nyt</p>")
    for one in (old, new):
        letters.site.visitor().client.get(path_in(text_of(letters.to(one, 2)[1], "html"), "open"))
    planted(letters, "UPDATE consent_behaviourrow SET opened_on = date(opened_on, '-12 months', '-1 day') WHERE email = ?", old)
    plan = json.loads(ombud(letters.site.home, "sweep", "--json").stdout)["plan"]
    letters.site.command("sweep", "--carry-out", plan)
    assert [rows(letters.site.home, LOOKED, one) for one in (old, new)] == [[(0,)], [(1,)]]
    assert len(rows(letters.site.home, "SELECT 1 FROM consent_subscriberrow WHERE email IN (?, ?)", old, new)) == 2


def test_what_a_form_took_in_is_what_it_asks_for_where_it_delivers_to(letters: Letters, reader: Reader) -> None:
    assert looked(letters)[ASKS] == "unproven"
    address = letters.subscribed(reader())
    told = looked(letters)
    assert (told[ASKS], told[DELIVERS]) == ("kept", "broken")
    policy = letters.site.home / "policy.yaml"
    text = policy.read_text("utf-8")
    assert text.count("company, meter_info], delivers_to: [crm]") == 1
    policy.write_text(text.replace("company, meter_info], delivers_to: [crm]", "company, meter_info], delivers_to: [crm, ombud]"), "utf-8")
    assert looked(letters)[DELIVERS] == "kept"
    planted(letters, """UPDATE consent_subscriberrow SET given = '{"birthday": "1 May"}' WHERE email = ?""", address)
    assert looked(letters)[ASKS] == "broken"


def test_letters_are_sent_for_purposes_that_are_named(letters: Letters, reader: Reader) -> None:
    assert looked(letters)[PURPOSES] == "unproven"
    letters.subscribed(reader())
    letters.send()
    assert looked(letters)[PURPOSES] == "kept"
    planted(letters, "UPDATE consent_campaignrow SET purpose = 'gossip'")
    assert looked(letters)[PURPOSES] == "broken"
