"""Replacing a file as a whole or not at all: written beside it, flushed, renamed; done again when somebody else wrote meanwhile."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from ombud.errors import UnavailableError
from ombud.systems.files.disk import folder_of, lock, opened, walk

ATTEMPTS = 5
_LEFT = ".ombud-new"

Edit = Callable[[BinaryIO], Iterator[tuple[bytes, int]]]
"""Reads a file and gives what shall stand there instead, piece by piece, each with the number of rows changed by it."""


def is_leftover(path: str) -> bool:
    """Tell whether a file is one that an interrupted replacement left."""
    name = path.rpartition("/")[2]
    return name.startswith(".") and name.endswith(_LEFT)


def replace(root: Path, path: str, system: str, edit: Edit) -> int:
    """Replace a file by what `edit` makes of it, keeping mode and owner; tell the rows changed, and write nothing when none is."""
    with folder_of(root, path) as (held, name):
        for _ in range(ATTEMPTS):
            with opened(held, name) as stream:
                lock(held, name, stream, system)
                if (changed := _replaced(held, name, stream, edit)) is not None:
                    return changed
    raise UnavailableError("system-locked", "A file is being written all the time.", where=system, hint="Nothing is lost; run it again.")


def clean(root: Path) -> None:
    """Erase what interrupted replacements left, unless another Ombud is writing it just now."""
    for path in [entry.path for entry in walk(root) if is_leftover(entry.path)]:
        with suppress(FileNotFoundError, BlockingIOError), folder_of(root, path) as (held, name), opened(held, name) as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(name, dir_fd=held)


def _replaced(held: int, name: str, stream: BinaryIO, edit: Edit) -> int | None:
    """Replace once; None when the file changed while it was read."""
    before = os.fstat(stream.fileno())
    if not any(changed for _, changed in _from_start(stream, edit)):
        return 0 if _same(before, held, name) else None
    beside = f".{name[:200]}{_LEFT}"
    try:
        changed = _write(held, beside, before, _from_start(stream, edit))
        if not _same(before, held, name):
            return None
        os.replace(beside, name, src_dir_fd=held, dst_dir_fd=held)
        os.fsync(held)
        return changed
    finally:
        with suppress(FileNotFoundError):
            os.unlink(beside, dir_fd=held)


def _write(held: int, beside: str, like: os.stat_result, pieces: Iterator[tuple[bytes, int]]) -> int:
    with suppress(FileNotFoundError):
        os.unlink(beside, dir_fd=held)
    changed = 0
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=held), "wb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for piece, rows in pieces:
            stream.write(piece)
            changed += rows
        _give_owner(stream, like)
        os.fchmod(stream.fileno(), like.st_mode & 0o7777)
        stream.flush()
        os.fsync(stream.fileno())
    return changed


def _give_owner(stream: BinaryIO, like: os.stat_result) -> None:
    mine = os.fstat(stream.fileno())
    if (mine.st_uid, mine.st_gid) != (like.st_uid, like.st_gid):
        os.fchown(stream.fileno(), like.st_uid, like.st_gid)


def _from_start(stream: BinaryIO, edit: Edit) -> Iterator[tuple[bytes, int]]:
    stream.seek(0)
    return edit(stream)


def _same(before: os.stat_result, held: int, name: str) -> bool:
    now = os.stat(name, dir_fd=held, follow_symlinks=False)
    return all(getattr(before, each) == getattr(now, each) for each in ("st_dev", "st_ino", "st_size", "st_mtime_ns"))
