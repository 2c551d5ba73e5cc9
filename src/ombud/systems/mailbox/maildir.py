"""A Maildir on disk: Dovecot's dot folders and plain folders within folders; one file a message."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from unicodedata import normalize

from imapclient.imap_utf7 import decode

from ombud.errors import MisconfiguredError
from ombud.systems.files.disk import answered
from ombud.systems.mailbox.message import Found
from ombud.systems.wire import Wire

_FLAGS = re.compile(r"[:;!]2,.*", re.DOTALL)
_EMPTY_LINE = re.compile(rb"\n(?=\r*\n)")
_FIRST = 8192
"""Bytes that hold most headers whole."""


class Maildir:
    """The folders and messages below one Maildir; an id is the file's base name, which survives changes of flags."""

    def __init__(self, system: str, root: Path) -> None:
        """Take the system's name for errors, and the folder."""
        self._system = system
        self._root = root

    def probe(self) -> None:
        """Look whether there is mail and we may read it."""
        with answered(self._system):
            places = dict(_folders(self._root))
        if not places:
            raise MisconfiguredError("system-credentials", "The folder holds no Maildir (no folder `cur`).", where=self._system)

    def folders(self) -> tuple[str, ...]:
        """List every folder, with `/` between a folder and those below it."""
        with answered(self._system):
            return tuple(sorted(dict(_folders(self._root))))

    def ids(self, folder: str) -> Iterator[str]:
        """Stream the ids of a folder's messages and nothing of what is in them."""
        with answered(self._system):
            yield from sorted(self._files(folder))

    def heads(self, folder: str, ids: Collection[str] | None = None) -> Iterator[Found]:
        """Stream the headers of a folder's messages in the order of their ids."""
        with answered(self._system):
            files = self._files(folder)
        for each in sorted(files if ids is None else files.keys() & set(ids)):
            with answered(self._system):
                found = self._read(folder, each, files[each][0], _head)
            if found:
                yield found

    def whole(self, folder: str, heads: Sequence[Found]) -> Iterator[Found]:
        """Stream messages with all that is in them."""
        for head in heads:
            with answered(self._system):
                found = self._read(folder, head.id, head.file, _all)
            if found:
                yield found

    def erase(self, folder: str, ids: Collection[str]) -> int:
        """Unlink messages whatever their flags, and write the folders out; tell how many there were."""
        with answered(self._system):
            files = self._files(folder)
            doomed = [files[each] for each in ids if each in files]
            for path in (path for paths in doomed for path in paths):
                Path(path).unlink(missing_ok=True)
            for place in {Path(paths[0]).parent for paths in doomed}:
                _write_out(place)
        return len(doomed)

    def retains(self, _bound: Collection[str]) -> tuple[str, ...]:
        """Tell what is known to outlive an erased message: the subjects and addresses that Dovecot caches beside its mail."""
        with answered(self._system):
            cached = next(self._root.rglob("dovecot.index.cache"), None)
        return ("dovecot-index-cache",) if cached else ()

    def wire(self) -> Wire:
        """A folder is reached through this machine."""
        return "here"

    def close(self) -> None:
        """Nothing is held open."""

    def _files(self, folder: str) -> dict[str, list[str]]:
        """List the files of each message; the same name in `cur` and `new` is one message."""
        files: dict[str, list[str]] = {}
        for place in (place for name, place in _folders(self._root) if name == folder):
            for part in (place / "cur", place / "new"):
                for name in _names(part):
                    files.setdefault(_FLAGS.sub("", name), []).append(f"{part}/{name}")
        return files

    def _read(self, folder: str, base: str, path: str, part: Callable[[FileIO], tuple[bytes, bytes]]) -> Found | None:
        """Read a message; when another program changed its flags meanwhile, which renames the file, look it up again."""
        try:
            return _read(folder, base, path, part)
        except FileNotFoundError:
            again = self._files(folder).get(base)
            return self._read(folder, base, again[0], part) if again else None


def _read(folder: str, base: str, path: str, part: Callable[[FileIO], tuple[bytes, bytes]]) -> Found:
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - a thousand heads are read for one page, and a Path costs as much as the file
        seen = os.fstat(stream.fileno())
        head, raw = part(stream)
    stored = datetime.fromtimestamp(seen.st_mtime, UTC)
    return Found(folder, base, head, stored, seen.st_size, raw, path)


def _all(stream: FileIO) -> tuple[bytes, bytes]:
    raw = stream.readall()
    return raw, raw


def _head(stream: FileIO) -> tuple[bytes, bytes]:
    """Read no more than the header needs: up to the first empty line after one that is not."""
    read = stream.read(_FIRST)
    while not (end := _EMPTY_LINE.search(read, _begins(read))) and (more := stream.read(len(read) or _FIRST)):
        read += more
    return read[: end.end()] if end else read, b""


def _begins(read: bytes) -> int:
    """Tell where the first line stands that is not empty."""
    return len(read) - len(read.lstrip(b"\r\n"))


def _write_out(place: Path) -> None:
    held = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _names(part: Path) -> Iterator[str]:
    """List the message files of `cur` or `new`; a part that does not exist holds none."""
    try:
        with os.scandir(part) as listing:
            yield from (each.name for each in listing if not each.name.startswith(".") and each.is_file(follow_symlinks=False))
    except FileNotFoundError:
        return


def _folders(root: Path) -> Iterator[tuple[str, Path]]:
    """Find every folder: the root is INBOX, `.A.B` is A/B, and a plain folder with `cur` in it is named by its path."""
    if (root / "cur").is_dir():
        yield "INBOX", root
    yield from _below(root, "")


def _below(place: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    for name in sorted(_places(place)):
        dotted = name.startswith(".") and not prefix
        folder = prefix + _letters(name.removeprefix(".").replace(".", "/") if dotted else name)
        if (place / name / "cur").is_dir():
            yield folder, place / name
        if not name.startswith("."):
            yield from _below(place / name, f"{folder}/")


def _places(place: Path) -> list[str]:
    with os.scandir(place) as listing:
        return [each.name for each in listing if each.name not in {"cur", "new", "tmp"} and each.is_dir(follow_symlinks=False)]


def _letters(name: str) -> str:
    """Read a folder's name: modified UTF-7 (RFC 3501 §5.1.3), or as it stands where a server writes letters."""
    try:
        return normalize("NFC", decode(name.encode("ascii")))
    except UnicodeError:
        return normalize("NFC", name)
