"""A home that is served, and the people who visit it: the person asks, the officer answers, and mail goes between them."""

import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx2 as httpx

PATIENCE = 60.0
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

    def letters(self, to: str, at_least: int = 1) -> list[str]:
        """Read the letters to an address, oldest first, as soon as so many have come."""
        until = time.monotonic() + PATIENCE
        while len(found := self._letters(to)) < at_least:
            assert time.monotonic() < until, f"{at_least} letters were to come and {len(found)} did"
            time.sleep(0.1)
        return found

    def _letters(self, to: str) -> list[str]:
        files = sorted((self.home / "var" / "outbox").glob("new/*"), key=lambda file: file.stat().st_mtime_ns)
        letters = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        bodies = [letter.get_body(("plain",)) for letter in letters if letter["Delivered-To"] == to]
        return [str(body.get_content()) for body in bodies if body]

    def link(self, to: str, number: int = 1) -> str:
        """Give the link in the letter to an address, the first unless said."""
        found = _LINK.search(self.letters(to, number)[number - 1])
        assert found, "the letter has no link"
        return found[1]
