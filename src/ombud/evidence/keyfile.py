"""Secret keys as files of their own, outside the database and its backups, that nobody else can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from ombud.errors import MisconfiguredError, RefusedError

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_MINE: Final = stat.S_IRUSR | stat.S_IWUSR
_ENOUGH: Final = 1 << 16  # no key is larger


def create(path: Path, secret: bytes) -> None:
    """Write a new key file with mode 0600, whole or not at all, and make it durable; an existing file is never touched."""
    try:
        _link_whole(path, secret)
    except FileExistsError as error:
        raise RefusedError(
            "evidence-key-exists", "There is a key already.", where=str(path), hint="Load it; a lost key cannot be made again."
        ) from error
    except OSError as error:
        raise MisconfiguredError("evidence-key-write", f"The key cannot be written: {error.strerror}.", where=str(path)) from error
    _settle(path.parent)


def load(path: Path) -> bytes:
    """Read a key file; one that others can read or write is refused, since it may be known to them."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            secret = file.read(_ENOUGH)
    except OSError as error:
        raise MisconfiguredError("evidence-key-read", f"The key cannot be read: {error.strerror}.", where=str(path)) from error
    if mode & _OTHERS:
        raise MisconfiguredError(
            "evidence-key-open", "Others can read this key.", where=str(path), hint="Run chmod 600 on it, or make a new one."
        )
    return secret


def destroy(path: Path) -> None:
    """Delete a key file, so that what it sealed cannot be opened again; one that is gone already is well."""
    try:
        path.unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        raise MisconfiguredError("evidence-key-destroy", f"The key cannot be deleted: {error.strerror}.", where=str(path)) from error
    _settle(path.parent)


def _link_whole(path: Path, secret: bytes) -> None:
    """Write the key beside its place and give it its name last: a process killed half-way leaves no half key under that name."""
    handle, name = mkstemp(prefix=".new-", dir=path.parent)
    beside = Path(name)
    try:
        _fill(handle, secret)
        os.link(beside, path, follow_symlinks=False)
    finally:
        beside.unlink()


def _fill(handle: int, secret: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, _MINE)
        file.write(secret)
        file.flush()
        os.fsync(handle)


def _settle(folder: Path) -> None:
    """Make the folder's change survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
