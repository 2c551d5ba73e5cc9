"""A home that is served, and the people who visit it: the person asks, the officer answers, and mail goes between them."""

import base64
import hmac
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from itertools import count, repeat
from pathlib import Path
from weakref import finalize

import httpx2 as httpx

PATIENCE = 90.0
ONE_NETWORK = "127.0.0.1"
_NETWORKS = map("127.0.{0[0]}.{0[1]}".format, map(divmod, count(2), repeat(256)))  # not a generator: threads ask too
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


def calling(url: str, network: str = "", *, follow: bool = False) -> httpx.Client:
    """Give somebody a client in a network of their own, unless one is named: how often one may try is counted by it."""
    leaving = httpx.HTTPTransport(local_address=network or next(_NETWORKS))
    client = httpx.Client(base_url=url, follow_redirects=follow, timeout=120, trust_env=False, transport=leaving)
    finalize(client, leaving.close)  # a test that does not close it leaves no socket to the collector, which would warn
    return client


@dataclass
class Visitor:
    """Somebody with a browser that keeps cookies and runs no script."""

    url: str
    network: str = ""
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        """Open the browser."""
        self.client = calling(self.url, self.network, follow=True)

    def see(self, path: str) -> Seen:
        """Open a page."""
        return _seen(self.client.get(path))

    def fill(self, path: str, to: str | None = None, **fields: str) -> Seen:
        """Open a page with a form, fill it in and send it."""
        page = self.client.get(path)
        token = _TOKEN.search(page.text)
        assert token, f"{page.status_code} {page.url.path} has no form"
        return _seen(self.client.post(to or str(page.url.path), data={"csrfmiddlewaretoken": token[1], **fields}))

    def send(self, path: str, **fields: str) -> Seen:
        """Send a form without opening its page anew: what was shown on it still holds."""
        token = self.client.cookies.get("csrftoken", path="/")
        return _seen(self.client.post(path, data=fields, headers={"X-CSRFToken": token or ""}))


def _seen(answer: httpx.Response) -> Seen:
    return Seen(answer.status_code, str(answer.url.path), answer.text if "text" in answer.headers["content-type"] else "", answer.content)


def ombud(home: Path, *arguments: str, told: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a home, in a process of its own: the web sets Django up once for all."""
    command = [sys.executable, "-m", "ombud", *arguments, "--home", str(home)]
    return subprocess.run(command, input=told, text=True, check=False, capture_output=True)


def enrol(visitor: Visitor) -> list[str]:
    """Set up an authenticator app, and give the recovery codes."""
    secret = found(r'id="secret">([A-Z2-7]+)<', visitor.see("/console/me/app/").html)
    page = visitor.send("/console/me/app/", code=one_time(secret))
    assert page.path == "/console/me/codes/", page.text
    return re.findall(r"<code>(\d{8})</code>", page.html)


def one_time(secret: str, steps: int = 0) -> str:
    """Compute the code that an authenticator app shows (RFC 6238)."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def found(pattern: str, text: str) -> str:
    """Give what stands on a page where the pattern says."""
    match = re.search(pattern, text)
    assert match, f"the page has no {pattern}"
    return match[1]


@dataclass(frozen=True)
class Site:
    """A served home."""

    url: str
    home: Path
    visitors: list[Visitor] = field(default_factory=list)
    codes: dict[str, list[str]] = field(default_factory=dict)

    def visitor(self, *network: str) -> Visitor:
        """Give somebody a browser, in a network of their own unless one is named."""
        self.visitors.append(Visitor(self.url, *network))
        return self.visitors[-1]

    def leave(self) -> None:
        """Close every browser."""
        while self.visitors:
            self.visitors.pop().client.close()

    def officer(self, name: str = "officer") -> Visitor:
        """Let an officer sign in to the console."""
        return self.worker(name, "officer")

    def worker(self, name: str, role: str) -> Visitor:
        """Let somebody of a role sign in to the console, with two factors; the first time they set up their second."""
        if name not in self.codes:
            self.command("staff", "add", name, "--role", role, told=PASSWORD + "\n")
        visitor = self.visitor()
        page = visitor.fill("/console/login/", login=name, password=PASSWORD)
        if name in self.codes:
            assert visitor.fill("/console/login/second/", code=self.codes[name].pop()).path == "/console/"
        else:
            assert page.path == "/console/me/", page.text
            self.codes[name] = enrol(visitor)
        return visitor

    def command(self, *arguments: str, told: str = "") -> str:
        """Run a command in this home, and give what it says."""
        done = ombud(self.home, *arguments, told=told)
        assert done.returncode == 0, done.stderr
        return done.stdout

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
