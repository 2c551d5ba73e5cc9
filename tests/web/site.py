"""A home that is served, and the people who visit it: the person asks, the officer answers, and mail goes between them."""

import re
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx2 as httpx

PASSWORD = "a long sentence nobody guesses"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
_LINK = re.compile(r"https?://[^/\s]+(/\S+)")


@dataclass(frozen=True)
class Seen:
    """A page as somebody sees it."""

    status: int
    path: str
    html: str
    raw: bytes = b""

    @property
    def text(self) -> str:
        """What stands on the page."""
        return " ".join(_TAGS.sub(" ", self.html).split())


@dataclass
class Visitor:
    """Somebody with a browser that keeps cookies and runs no script."""

    url: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        """Open the browser."""
        self.client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=60, trust_env=False)

    def see(self, path: str) -> Seen:
        """Open a page."""
        return _seen(self.client.get(path))

    def fill(self, path: str, to: str | None = None, **fields: str) -> Seen:
        """Open a page with a form, fill it in and send it."""
        page = self.client.get(path)
        token = _TOKEN.search(page.text)
        assert token, f"{page.status_code} {page.url.path} has no form"
        return _seen(self.client.post(to or str(page.url.path), data={"csrfmiddlewaretoken": token[1], **fields}))


def _seen(answer: httpx.Response) -> Seen:
    return Seen(answer.status_code, str(answer.url.path), answer.text if "text" in answer.headers["content-type"] else "", answer.content)


@dataclass(frozen=True)
class Site:
    """A served home."""

    url: str
    home: Path
    visitors: list[Visitor] = field(default_factory=list)

    def visitor(self) -> Visitor:
        """Give somebody a browser."""
        self.visitors.append(Visitor(self.url))
        return self.visitors[-1]

    def leave(self) -> None:
        """Close every browser."""
        while self.visitors:
            self.visitors.pop().client.close()

    def officer(self, name: str = "officer") -> Visitor:
        """Let somebody sign in to the console."""
        command = [sys.executable, "-m", "ombud", "staff", "add", name, "--role", "officer", "--home", str(self.home)]
        subprocess.run(command, input=PASSWORD + "\n", text=True, check=True, capture_output=True)
        visitor = self.visitor()
        assert visitor.fill("/console/login/", username=name, password=PASSWORD).path == "/console/"
        return visitor

    def letters(self, to: str) -> list[str]:
        """Read the letters to an address, oldest first."""
        with sqlite3.connect(f"file:{self.home / 'var' / 'ombud.sqlite'}?mode=ro", uri=True) as store:
            rows = store.execute("SELECT body FROM messages_letterrow WHERE recipient = ? ORDER BY id", (to,)).fetchall()
        return [message_from_bytes(body, policy=default).get_body(("plain",)).get_content() for (body,) in rows]  # type: ignore[union-attr] # ours have a text

    def link(self, to: str) -> str:
        """Give the link in the last letter to an address."""
        found = _LINK.search(self.letters(to)[-1])
        assert found, "the letter has no link"
        return found[1]
