"""A Maildir as the way out: what a demo home sends goes no further than its own folder."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from ombud.messages.channel import Answer
from ombud.messages.mail import Sender

_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of letters that any mail program can open."""

    root: Path
    sender: Sender

    def send(self, name: str, message: bytes, to: str) -> Answer:
        """Write a letter to a file of its own name, whole or not at all; sent again it is the same file."""
        try:
            self._write(name, b"Delivered-To: " + to.encode() + b"\r\n" + message)
        except OSError as error:
            return Answer("down", "folder-full" if error.errno in _FULL else "folder-unwritable")
        return Answer("sent")

    def close(self) -> None:
        """Nothing is held open."""

    def _write(self, name: str, content: bytes) -> None:
        for part in ("cur", "new", "tmp"):
            (self.root / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        work = self.root / "tmp" / name
        with work.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        work.rename(self.root / "new" / name)
