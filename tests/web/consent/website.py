"""The website of an organisation, on a server of its own: it hands one path to Ombud, as a reverse proxy does, and notes what is asked."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

OTHERS = "localhost"
"""A host that is not the website's own: the same server under another name."""

STRICT = (
    "default-src 'none'; script-src 'self' 'nonce-kite'; style-src 'self'; connect-src 'self'; img-src 'self' http://localhost:*; "
    "frame-src http://localhost:*; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEAD = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Lindelys</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/consent/banner.css">
<script src="/consent/{lang}.js" defer></script><script src="/consent/banner.js" defer></script></head>
"""
BARE = """<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Lindelys</title></head>"""
_PASSED_ON = ("cookie", "content-type", "accept", "accept-encoding", "origin", "sec-fetch-site", "sec-gpc", "x-forwarded-for")
_OWN = ("transfer-encoding", "content-length", "connection", "date", "server")


def page(body: str, head: str = "", lang: str = "da") -> str:
    """Write a page of the website around a body."""
    inside = f"<body><main><h1>Lindelys Webstue</h1>{body}</main><footer><p>Lindelys Webstue ApS</p></footer></body></html>"
    return (head or HEAD.format(lang=lang)) + inside


@dataclass(frozen=True)
class Answer:
    """What the website answers at a path."""

    content: bytes
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Website:
    """A website that runs while a test looks at it; `away` cuts the way to Ombud."""

    ombud: str
    answers: dict[str, Answer] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    away: bool = False
    port: int = 0

    @property
    def url(self) -> str:
        """The address of the website."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def others(self) -> str:
        """The address of somebody else."""
        return f"http://{OTHERS}:{self.port}"

    def says(self, path: str, text: str, kind: str = "text/html; charset=utf-8", **headers: str) -> Self:
        """Let the website answer a path."""
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        self.answers[path] = Answer(text.encode(), kind, named)
        return self

    def runs(self, path: str, script: str) -> Self:
        """Let the website serve a script."""
        return self.says(path, script, "text/javascript")

    def asked_for(self, *paths: str) -> list[str]:
        """List which of some paths were asked for, in order; all that are not the banner's own, if none is named."""
        plain = [path for path in self.seen if not path.startswith("/consent/")]
        return [path for path in plain if path in paths] if paths else plain


@contextmanager
def running(ombud: str) -> Iterator[Website]:
    """Run a website whose path `/consent/` is Ombud's."""
    site = Website(ombud)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(site))
    site.port = int(server.server_address[1])
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answering(site: Website) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        """What the website does with each request."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.seen.append(self.path)
            own = self.path.partition("?")[0]
            if own.startswith(("/consent/", "/.well-known/")):
                self._pass_on()
            else:
                self._say(200 if own in site.answers else 404, site.answers.get(own, Answer(b"")))

        do_POST = do_GET  # noqa: N815 - the name is the library's

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if site.away:
                self._say(502, Answer(b""))
                return
            link = http.client.HTTPConnection(site.ombud.removeprefix("http://"))
            link.request(self.command, self.path, body, {name: value for name, value in self.headers.items() if name.lower() in _PASSED_ON})
            answer = link.getresponse()
            content, headers = answer.read(), [(name, value) for name, value in answer.getheaders() if name.lower() not in _OWN]
            link.close()
            self._say(answer.status, Answer(content, "", tuple(headers)))

        def _say(self, status: int, answer: Answer) -> None:
            self.send_response(status)
            for name, value in (("Content-Type", answer.kind), *answer.headers):
                if value:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            with suppress(ConnectionError):  # a browser that went away wants no answer
                self.end_headers()
                self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            """Say nothing: what was asked for is noted."""

    return Answering
