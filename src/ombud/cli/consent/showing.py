"""The public pages of a home, served to a browser of ours for a moment, in a process of its own: the web sets Django up once for all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from ombud.errors import UnavailableError
from ombud.store.home import Home


@contextmanager
def showing(folder: Path) -> Iterator[str]:
    """Serve a home on the loopback and give the address; nothing else that a serving home does is done."""
    processes = get_context("spawn")
    ours, theirs = processes.Pipe(duplex=False)
    server = processes.Process(target=_serve, args=(folder, theirs), daemon=True)
    server.start()
    theirs.close()
    try:
        yield f"http://127.0.0.1:{_port(ours)}"
    finally:
        server.terminate()
        server.join()
        ours.close()


def _port(ours: Connection[int, int]) -> int:
    try:
        return ours.recv()
    except EOFError:
        hint = "Look whether `ombud serve` serves this home."
        raise UnavailableError("pages-not-served", "The pages of this home cannot be shown to a browser.", hint=hint) from None


class _Threads(ThreadingMixIn, WSGIServer):
    """Answers side by side, as a browser asks."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Answers without a log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Note nothing: the browser is ours, and addresses may hold a sealed link."""


def _serve(folder: Path, theirs: Connection[int, int]) -> None:
    from ombud.web.public.front import front

    application = front(Home.at(folder), "public", working=False)
    with make_server("127.0.0.1", 0, application, _Threads, _Quiet) as server:
        theirs.send(server.server_port)
        server.serve_forever()
