"""Two gigabytes that somebody sends are refused by what is announced: before they are read, in little memory, on no disk."""

import os
import re
import select
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web.site import PATIENCE, Site, Visitor
from tests.web.test_identity import doubted

HUGE = 2 * 1024**3
_PIECE = b"\0" * 65536
_HEAD = (
    'Content-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n--huge\r\n'
    'Content-Disposition: form-data; name="document"; filename="id.png"\r\nContent-Type: image/png\r\n\r\n'
)


def sent(person: Visitor, path: str, cookie: str, token: str) -> tuple[str, int]:
    """Send without end until an answer comes; give the answer and how much was sent."""
    at = urlsplit(person.url)
    begin = f"--huge\r\n{_HEAD.format(token=token)}".encode()
    lines = (f"POST {path} HTTP/1.1", f"Host: {at.netloc}", f"Cookie: {cookie}", "Content-Type: multipart/form-data; boundary=huge")
    head = "\r\n".join((*lines, f"Content-Length: {HUGE}", "", "")).encode()
    told, much = b"", 0
    with socket.create_connection((at.hostname, at.port), PATIENCE) as line:
        line.sendall(head + begin)
        while much < HUGE:
            reading, writing, _ = select.select([line], [line], [], PATIENCE)
            assert reading or writing, "the server neither reads nor answers"
            if reading:
                told = received(line)
                break
            much += line.send(_PIECE)
    return told.decode(), much


def received(line: socket.socket) -> bytes:
    """Read the answer, which may be cut off because we still send."""
    told = b""
    try:
        while piece := line.recv(65536):
            told += piece
            if b"</html>" in told:
                break
    except ConnectionError:
        pass
    return told


def memory(home: Path) -> int:
    """Tell how many bytes the processes that serve a home have had at the most."""
    mine = [path.parent for path in Path("/proc").glob("[0-9]*/cmdline") if str(home).encode() in read(path)]
    return sum(int(found[1]) for path in mine if (found := re.search(rb"VmHWM:\s+(\d+)", read(path / "status")))) * 1024


def read(path: Path) -> bytes:
    """Read what the kernel tells of a process, which may have ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("path", "status"), [("/my/en/identity/document", 413), ("/en/ask/access", 413), ("/console/login/", 413), ("/api/v1/cases", 415)]
)
def test_two_gigabytes_are_refused_before_they_are_read(site: Site, path: str, status: int) -> None:
    person = doubted(site, f"huge{len(path)}@elsewhere.example")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', person.see("/my/en/case").html)
    assert token
    cookie = "; ".join(f"{one.name}={one.value}" for one in person.client.cookies.jar)
    before, free = memory(site.home), os.statvfs(site.home)
    told, much = sent(person, path, cookie, token[1])
    assert told.startswith(f"HTTP/1.1 {status}"), told[:300]
    assert much < 64 * 1024**2
    assert before
    assert memory(site.home) - before < 64 * 1024**2
    assert free.f_bavail - os.statvfs(site.home).f_bavail < 1024**3 // free.f_frsize
    assert person.see("/my/en/case").status == 200
