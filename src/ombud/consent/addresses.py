"""A list of addresses as a file, read alike wherever it is used: CSV in UTF-8 with a column `email`, each line as wide as the first."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ombud.errors import BadInputError

COLUMN: Final = "email"


@dataclass(frozen=True, slots=True)
class Addresses:
    """A list that is open."""

    name: str
    reader: csv.DictReader[str]

    @property
    def columns(self) -> list[str]:
        """Name its columns."""
        return list(self.reader.fieldnames or ())

    @property
    def line(self) -> int:
        """Tell the number of the line that was read last."""
        return self.reader.line_num

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Read line by line."""
        for line in self.reader:
            if None in line or None in line.values():
                told = f"Line {self.line} has other columns than the first."
                raise BadInputError("list-unreadable", told, where=self.name, hint="Look at its commas.")
            yield line


@contextmanager
def opened(source: Path) -> Iterator[Addresses]:
    """Open a list, and refuse one that is none."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            found = Addresses(source.name, csv.DictReader(file, strict=True))
            if COLUMN not in found.columns:
                raise BadInputError("list-column", f"The list has no column `{COLUMN}`.", where=source.name, hint="Name that column so.")
            yield found
    except UnicodeDecodeError:
        raise BadInputError("file-unreadable", "The list is not UTF-8 text.", where=source.name, hint="Save it as UTF-8.") from None
    except csv.Error as error:
        raise BadInputError("list-unreadable", f"The list is no CSV: {error}.", where=source.name, hint="Save it as CSV.") from None
