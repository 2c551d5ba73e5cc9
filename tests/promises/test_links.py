"""A link that the policy prints leads somewhere, or its promise is broken; a look at the systems asks the network nothing."""

import re
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from ombud.store.database import close_database
from tests.front import run

EXAMPLE = Path(__file__).parents[2] / "examples" / "webstue"
PATHS = {"analytics_opt_out": "/gone", "cookies_in_general": "/moved"}
LINKS = (*PATHS, "third_party_cookies_opt_out")
OWN = "https://lindelys.example/dine-data"


class Pages(BaseHTTPRequestHandler):
    """One page is there, one has moved, one is gone."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined] # a list that the test reads
        self.send_response({"/there": 200, "/moved": 301}.get(self.path, 404))
        self.send_header("Location", "/there")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def pages() -> Iterator[ThreadingHTTPServer]:
    """A website of others, which notes what is asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.asked = []  # type: ignore[attr-defined] # a list that the test reads
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def bureau(tmp_path: Path, pages: ThreadingHTTPServer) -> Iterator[Path]:
    """A home of the web bureau, whose links lead to that website; the last one to nobody at all."""
    home = shutil.copytree(EXAMPLE, tmp_path / "home")
    policy = (home / "policy.yaml").read_text("utf-8")
    host, block = f"http://127.0.0.1:{pages.server_port}", re.search(r"(?m)^links:\n(?:  .*\n)+", policy)
    assert block
    links = re.sub(r"https://\S+", '"http://127.0.0.1:1/"', block[0])
    for name, path in PATHS.items():
        links = re.sub(rf"(?m)^  {name}: .*$", f'  {name}: "{host}{path}"', links)
    policy = policy.replace(block[0], links).replace(OWN, "http://127.0.0.1:1/")
    (home / "policy.yaml").write_text(policy, "utf-8")
    yield home
    close_database()


def stands(home: Path, *more: str) -> dict[str, Any]:
    """Tell how the links stand."""
    told = run("promises", *more, "--json", "--home", home).json["promises"]
    return {one["id"].partition(".")[2]: one for one in told if one["id"].startswith("links.")}


def test_a_link_is_followed_when_somebody_asks_and_one_that_leads_nowhere_breaks_its_promise(
    bureau: Path, pages: ThreadingHTTPServer
) -> None:
    asked: list[str] = pages.asked  # type: ignore[attr-defined] # what the website noted
    only = [part for name in LINKS for part in ("--only", f"links.{name}")]
    assert {one["status"] for one in stands(bureau, "--run", *only).values()} == {"unproven"}
    assert asked == []
    done = run("promises", "links", "--home", bureau)
    assert done.code == 1, done.err
    assert {"/gone", "/moved", "/there"} == set(asked)
    told = stands(bureau)
    assert {name: told[name]["status"] for name in LINKS} == {
        "analytics_opt_out": "broken",
        "cookies_in_general": "kept",
        "third_party_cookies_opt_out": "unproven",
    }
    assert "/gone" in told["analytics_opt_out"]["cause"]
    before = len(asked)
    assert stands(bureau, "--run", *only)["analytics_opt_out"]["status"] == "broken"
    assert len(asked) == before
