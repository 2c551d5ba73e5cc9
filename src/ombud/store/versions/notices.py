"""The notices of a published version as they were published: files named by their digest, which no later Ombud writes anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = "notices"


@dataclass(frozen=True, slots=True)
class Issued:
    """One notice of a version: its language and format, and the day from which it reads so."""

    language: str
    form: str
    since: date
    content: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a notice stands: its file bears the digest of its bytes."""

    language: str
    form: str
    since: date
    sha256: str

    def file(self, version: Path) -> Path:
        """Name the file inside the folder of a version."""
        return version / FOLDER / f"{self.sha256}.{self.form}"


def written(notices: Iterable[Issued], version: Path) -> tuple[Entry, ...]:
    """Write notices into the folder of a version; the same bytes are one file."""
    entries = []
    for one in notices:
        entry = Entry(one.language, one.form, one.since, hashlib.sha256(one.content).hexdigest())
        entry.file(version).parent.mkdir(exist_ok=True)
        entry.file(version).write_bytes(one.content)
        entries.append(entry)
    return tuple(entries)


def of_day(entries: Iterable[Entry], language: str, form: str, day: date) -> Entry | None:
    """Find the notice in a language and a format as it read on a day; None where the version keeps none."""
    begun = (one for one in entries if (one.language, one.form) == (language, form) and one.since <= day)
    return max(begun, key=lambda one: one.since, default=None)


def content(entry: Entry, version: Path) -> bytes | None:
    """Read a notice; None where its bytes are not those that were published."""
    try:
        found = entry.file(version).read_bytes()
    except OSError:
        return None
    return found if hashlib.sha256(found).hexdigest() == entry.sha256 else None


def as_data(entry: Entry) -> dict[str, str]:
    """Write an entry as the version's own file holds it."""
    return {"language": entry.language, "form": entry.form, "since": entry.since.isoformat(), "sha256": entry.sha256}


def entry(data: Mapping[str, Any]) -> Entry:
    """Read an entry; a version of before notices were kept has none."""
    return Entry(str(data["language"]), str(data["form"]), date.fromisoformat(data["since"]), str(data["sha256"]))
