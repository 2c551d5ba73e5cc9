"""A list of addresses as a file, read alike wherever it is used: CSV in UTF-8 with a column `email`, each line as wide as the first."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ombud.errors import BadInputError

if TYPE_CHECKING:  # a name for what `csv.reader` gives, which the module itself has not
    import _csv

COLUMN: Final = "email"


@dataclass(frozen=True, slots=True)
class Addresses:
    """A list that is open."""

    name: str
    reader: _csv.Reader
    columns: list[str]

    @property
    def line(self) -> int:
        """Tell the number of the line that was read last."""
        return self.reader.line_num

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Read line by line, each by the names of its columns."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows())

    def rows(self) -> Iterator[list[str]]:
        """Read line by line, each as it stands; empty lines are none."""
        wide = len(self.columns)
        for row in self.reader:
            if len(row) == wide:
                yield row
            elif row:
                told = f"Line {self.line} has other columns than the first."
                raise BadInputError("list-unreadable", told, where=self.name, hint="Look at its commas.")


@contextmanager
def opened(source: Path) -> Iterator[Addresses]:
    """Open a list, and refuse one that is none."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            found = Addresses(source.name, reader, next(filter(None, reader), []))
            if found.columns.count(COLUMN) != 1:
                raise BadInputError("list-column", f"The list has no column `{COLUMN}`, or two.", where=source.name, hint="Name one so.")
            yield found
    except UnicodeDecodeError:
        raise BadInputError("file-unreadable", "The list is not UTF-8 text.", where=source.name, hint="Save it as UTF-8.") from None
    except csv.Error as error:
        raise BadInputError("list-unreadable", f"The list is no CSV: {error}.", where=source.name, hint="Save it as CSV.") from None
