"""A program that uses the API of a served home with a token of its own."""

import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx

from tests.web.site import Site, calling

EVERYTHING = (
    *("cases:open", "cases:read", "cases:vouch", "cases:write", "evidence:read", "evidence:write", "holds:read", "holds:write", "may:ask"),
    *("disclosures:write", "letters:write", "promises:publish"),
    *("policy:read", "promises:read", "promises:write", "sweeps:read", "sweeps:write", "systems:read", "staff:read", "staff:write"),
)


def ombud(site: Site, *words: str) -> str:
    """Run a command of the home and give what it prints."""
    command = [sys.executable, "-m", "ombud", *words, "--home", str(site.home)]
    return subprocess.run(command, text=True, check=True, capture_output=True).stdout


def token(site: Site, name: str, *scopes: str, until: str = "") -> str:
    """Let the developer make a token."""
    wanted = [word for scope in scopes or EVERYTHING for word in ("--scope", scope)]
    return ombud(site, "token", "add", name, *wanted, *(("--until", until) if until else ())).strip()


@dataclass
class Program:
    """Whoever sends requests with one token."""

    url: str
    secret: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        """Open a connection."""
        self.client = calling(f"{self.url}/api/v1")

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Send a request."""
        carried = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, path, json=body, headers=carried | named)

    def get(self, path: str, **headers: str) -> dict[str, Any]:
        """Read something that is there."""
        answer = self.ask("GET", path, **headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def post(self, path: str, body: object = None, **headers: str) -> dict[str, Any]:
        """Do something that can be done."""
        answer = self.ask("POST", path, body, **headers)
        assert answer.status_code in {200, 201}, answer.text
        return dict(answer.json())

    def refused(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, str]:
        """Ask for what cannot be done; give the status and the code of the problem."""
        answer = self.ask(method, path, body, **headers)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        told = answer.json()
        assert told["status"] == answer.status_code
        assert told["detail"]
        return answer.status_code, str(told["code"])
