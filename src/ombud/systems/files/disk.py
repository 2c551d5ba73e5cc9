"""Files below one folder and nowhere else: walked without following links, opened, locked and unlinked by way of their folder."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from ombud.errors import MisconfiguredError, UnavailableError

LOCKED = {errno.EAGAIN, errno.EACCES, errno.EBUSY, errno.ETXTBSY, errno.EDEADLK}
REFUSED = {errno.EPERM, errno.EACCES, errno.EROFS}
OFFICE_LOCK = ".~lock.{}#"
"""The file that an office program lays beside a document while it is open."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file below the root by its path, or a link, which is never followed."""

    path: str
    link: bool = False


@contextmanager
def answered(system: str) -> Iterator[None]:
    """Turn what the operating system says into our errors, without the path: a file's name may name a person."""
    try:
        yield
    except OSError as error:
        if error.errno in REFUSED:
            hint = "Give Ombud's user the right to read and change the folder."
            raise MisconfiguredError("system-grants", "The system does not let us in.", where=system, hint=hint) from None
        if error.errno in {errno.ENOENT, errno.ENOTDIR}:
            hint = "Look whether `at` names the right folder and whether it is mounted."
            raise MisconfiguredError("system-credentials", "The folder of the system does not exist.", where=system, hint=hint) from None
        raise UnavailableError(
            "system-unavailable", "The system does not answer.", where=system, hint="Nothing is lost; run it again."
        ) from None


def walk(root: Path) -> Iterator[Entry]:
    """List files and links below the root in the order of their paths; what is neither (a socket, a device) is passed over."""
    yield from _walk(root, "")


def _walk(folder: Path, prefix: str) -> Iterator[Entry]:
    with os.scandir(folder) as listing:
        # a folder sorts as its files will: `a-b` before `a/c`
        found = sorted((each.name + "/" * each.is_dir(follow_symlinks=False), each.is_symlink(), each.is_file()) for each in listing)
    for name, is_link, is_file in found:
        if name.endswith("/"):
            yield from _walk_if_there(folder / name, prefix + name)
        elif is_link or is_file:
            yield Entry(prefix + name, is_link)


def _walk_if_there(folder: Path, prefix: str) -> Iterator[Entry]:
    try:
        yield from _walk(folder, prefix)
    except FileNotFoundError:
        return


@contextmanager
def folder_of(root: Path, path: str) -> Iterator[tuple[int, str]]:
    """Open the folder that holds a path, through no link, and give it with the file's name."""
    *folders, name = path.split("/")
    held = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            deeper = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=held)
            os.close(held)
            held = deeper
        yield held, name
    finally:
        os.close(held)


def opened(held: int, name: str) -> BinaryIO:
    """Open a file of a folder for reading, through no link."""
    return os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=held), "rb")


def content(root: Path, path: str) -> bytes:
    """Read a file."""
    with folder_of(root, path) as (held, name), opened(held, name) as stream:
        return stream.read()


def lock(held: int, name: str, stream: BinaryIO, system: str) -> None:
    """Take the file's lock until it is closed; refuse when another program holds it or an office program has it open."""
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in LOCKED:
            raise
        raise _locked(system) from None
    if exists(held, OFFICE_LOCK.format(name)):
        raise _locked(system)


def is_office_lock(path: str) -> bool:
    """Tell whether a file is only the mark of an office program that has another file open."""
    name = path.rpartition("/")[2]
    return name.startswith(".~lock.") and name.endswith("#")


def exists(held: int, name: str) -> bool:
    """Tell whether a folder has an entry of the name."""
    try:
        os.stat(name, dir_fd=held, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def unlink(root: Path, path: str, system: str) -> bool:
    """Erase one file for good, unless it is gone already; its folder is written out before we say so."""
    try:
        with folder_of(root, path) as (held, name), closing(opened(held, name)) as stream:
            if not S_ISREG(os.fstat(stream.fileno()).st_mode):
                return False
            lock(held, name, stream, system)
            os.unlink(name, dir_fd=held)
            os.fsync(held)
    except FileNotFoundError:
        return False
    return True


def _locked(system: str) -> UnavailableError:
    hint = "Close the program that has it open, and run again."
    return UnavailableError("system-locked", "A file is locked by another program.", where=system, hint=hint)
