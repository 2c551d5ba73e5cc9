"""What is promised of letters is looked at: what was sent, whom each yes names, what is held of readers; what is planted is found."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from ombud.consent.sending.raw import leaving
from tests.web.letters.conftest import Letters, path_in, sending, text_of
from tests.web.site import ombud

Reader = Callable[[], str]
SENT = tuple(f"activities.marketing.sending.{part}" for part in ("channels", "content", "senders", "by_country.SE"))
BASIS = ("activities.marketing.purposes.send_chosen_marketing", "activities.marketing.leave.link_in_every_issue")
TRACKS = "activities.mail_profile.sending.tracks"


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Letters]:
    """A home of its own, to break."""
    yield from sending(tmp_path_factory)


def looked(letters: Letters) -> dict[str, str]:
    """Look at what is promised of letters, and tell how each stands."""
    only = [part for one in (*SENT, *BASIS, TRACKS) for part in ("--only", one)]
    told = json.loads(ombud(letters.site.home, "promises", "--run", "--json", *only).stdout)
    return {one["id"]: one["status"] for one in told["promises"]}


def planted(letters: Letters, statement: str, *values: str) -> None:
    """Change the state of the home, as somebody who has it in hand."""
    with closing(sqlite3.connect(letters.site.home / "var" / "ombud.sqlite", timeout=30)) as store, store:
        store.execute(statement, values)


def test_a_letter_is_judged_by_the_bytes_that_left(letters: Letters, reader: Reader) -> None:
    address = letters.subscribed(reader())
    letters.send(html="<p>nyt</p>")
    went = letters.to(address, 2)[1]
    assert leaving(went.as_bytes())
    assert not leaving(changed(went, "List-Unsubscribe").as_bytes())
    assert not leaving(changed(went, "List-Unsubscribe-Post").as_bytes())
    for kind in ("plain", "html"):
        bare = changed(went, "")
        body = bare.get_body((kind,))
        assert body is not None
        body.set_content("Nyt om målere.", subtype=kind)
        assert not leaving(bare.as_bytes())


def changed(letter: EmailMessage, without: str) -> EmailMessage:
    """Copy a letter, without one field of its head if asked."""
    copied = message_from_bytes(letter.as_bytes(), policy=default)
    if without:
        del copied[without]
    return copied


def test_what_is_kept_is_told_so_and_what_is_planted_is_found(letters: Letters, reader: Reader) -> None:
    address = letters.subscribed(reader(), **{"look-mail_profile": "on"})
    letters.send(html='<p><a href="https://maalerhus.example/">nyt</a></p>')
    letters.site.visitor().client.get(path_in(text_of(letters.to(address, 2)[1], "html"), "open"))
    assert looked(letters) == dict.fromkeys((*SENT, *BASIS, TRACKS), "kept")
    planted(letters, "UPDATE consent_campaignrow SET topic = 'gossip' WHERE id = (SELECT max(id) FROM consent_campaignrow)")
    letters.site.command("letters", "sent", "--purpose", "marketing", told=f"email:{reader()}")
    planted(letters, "UPDATE consent_choicerow SET record = replace(record, 'maalerhus-se', 'maalerhus-no') WHERE kind = 'given'")
    planted(letters, "UPDATE consent_behaviourrow SET email = 'stranger@somewhere.example' WHERE email = ?", address)
    broken = {one for one, status in looked(letters).items() if status == "broken"}
    assert broken == {"activities.marketing.sending.content", "activities.marketing.sending.senders", SENT[3], BASIS[0], TRACKS}
