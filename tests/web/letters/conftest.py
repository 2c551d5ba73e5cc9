"""A served home of the maker of meters, whose letters leave through a real mail server: a test reads them as they came."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import pytest

from ombud.cli.demo.build import invent
from tests.servers.dkim import new_key, pem, record
from tests.servers.smtp import Mailserver, serving
from tests.web.conftest import served
from tests.web.site import PATIENCE, Seen, Site, found

URL = "https://breve.maalerhus.example"
SIGNED_BY = "breve._domainkey.maalerhus.example"
"""Where the key by which letters are signed is published."""
SIGNS = '[mail.dkim]\ndomain = "maalerhus.example"\nselector = "breve"\nkey = "letters.pem"\n'
_NUMBERS = count()


@dataclass(frozen=True)
class Letters:
    """A served home and its mail server."""

    site: Site
    server: Mailserver
    record: str = ""
    """What is published of the key by which letters are signed."""

    def to(self, address: str, at_least: int = 1) -> list[EmailMessage]:
        """Read the letters to an address, oldest first, as soon as so many have come."""
        return [message_from_bytes(one, policy=default) for one in self.raw(address, at_least)]

    def raw(self, address: str, at_least: int = 1) -> list[bytes]:
        """Give the letters to an address as the server took them."""
        until = monotonic() + PATIENCE
        while (
            len(told := [bytes(one.original_content or b"") for one in self.server.handler.taken if one.rcpt_tos == [address]]) < at_least
        ):
            assert monotonic() < until, f"{at_least} letters were to come and {len(told)} did"
            sleep(0.05)
        return told

    def sign_up(self, address: str, lang: str = "da", **more: object) -> Seen:
        """Fill in the form and send it."""
        visitor = self.site.visitor()
        page = visitor.see(f"/{lang}/subscribe/marketing")
        fields = {"email": address, "name": "Læser", "language": lang, "country": "SE", "topics": ["news", "insights"], **more}
        fields = {"notice": found(r'name="notice" value="([0-9a-f]{64})"', page.html), **fields}
        answer = visitor.client.post(f"/{lang}/subscribe/marketing", data={k: v for k, v in fields.items() if v is not None})
        return Seen(answer.status_code, str(answer.url.path), answer.text)

    def confirm(self, address: str) -> Seen:
        """Open the link in the mail that asks to confirm, and press its button."""
        link = path_in(text_of(self.to(address)[0]), "subscribed")
        answer = self.site.visitor().client.post(link)
        return Seen(answer.status_code, link, answer.text)

    def subscribed(self, address: str, lang: str = "da", **more: object) -> str:
        """Let somebody sign up and confirm."""
        assert self.sign_up(address, lang, **more).path.endswith("/sent")
        assert self.confirm(address).status == 200
        return address

    def send(self, *more: str, topic: str = "news", sender: str = "maalerhus", html: str = "", lang: str = "da") -> str:
        """Send a newsletter on the command line to the list kept here, and give what is told of it."""
        (self.site.home / "text.txt").write_text("Nyt om målere.")
        about = ("--purpose", "marketing", "--topic", topic, "--sender", sender, "--subject", "Nyt", "--lang", lang)
        files: tuple[str, ...] = ("--text", str(self.site.home / "text.txt"))
        if html:
            (self.site.home / "text.html").write_text(html)
            files = (*files, "--html", str(self.site.home / "text.html"))
        return self.site.command("letters", "send", *about, *files, *more)


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Letters]:
    """The home and its mail server."""
    yield from sending(tmp_path_factory)


def sending(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Letters]:
    """Serve a home that sends letters while tests look at it."""
    folder = tmp_path_factory.mktemp("letters") / "home"
    invent(folder, "maalerhus", today=datetime.now(UTC).date())
    with serving() as server:
        variable = f"OMBUD_TEST_SMTP_{server.port}"
        os.environ[variable] = server.url()
        (folder / "ombud.toml").write_text(settings(variable) + SIGNS)
        key, place = new_key(), folder / "letters.pem"
        place.touch(0o600)
        place.write_bytes(pem(key))
        try:
            for site in served(folder):
                yield Letters(site, server, record(key))
                site.leave()
        finally:
            del os.environ[variable]


def settings(variable: str) -> str:
    """Write the settings of a home that sends real letters."""
    mail = f'[mail]\nsmtp = "env:{variable}"\nfrom = "Breve <breve@maalerhus.example>"\n'
    own = '[consent]\nproofs = "consent_record"\nlist = "marketing"\nbehaviour = "mail_profile"\n'
    return f'url = "{URL}"\nplace_headers = ["X-Place-City", "X-Place-Country"]\n\n{mail}\n{own}'


@pytest.fixture
def reader() -> Callable[[], str]:
    """Invent an address that nobody has had before."""
    return lambda: f"laeser{next(_NUMBERS)}.{os.getpid()}@post.example"


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    """Give what a letter says."""
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def path_in(text: str, word: str) -> str:
    """Give the path of our first address with a word in it."""
    return found(rf'{re.escape(URL)}(/[^\s"<>]*{word}/[^\s"<>]+)', text)


def rows(folder: Path, statement: str, *values: str) -> list[tuple[object, ...]]:
    """Ask the state of the home."""
    import sqlite3

    with sqlite3.connect(folder / "var" / "ombud.sqlite", timeout=30) as store:
        return list(store.execute(statement, values))
