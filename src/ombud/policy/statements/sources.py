"""Which statement carries which row of a published policy that was taken as a source."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

from ombud.errors import BadInputError
from ombud.policy.statements.statement import BACKINGS, Backing


@dataclass(frozen=True, slots=True)
class Source:
    """A promise of a published policy, the statement that carries it here, and the least that must back it."""

    row: str
    statement: str
    least_backing: Backing


COLUMNS = ["row", "statement", "least_backing"]


def read_sources(text: str) -> tuple[Source, ...]:
    """Read `row,statement,least_backing` lines; raise BadInputError for a line that is anything else."""
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        if next(lines, None) != COLUMNS:
            raise _bad(1, "The file does not start with its header.", f"Write `{','.join(COLUMNS)}` on the first line.")
        return tuple(_source(lines.line_num, line) for line in lines)
    except csv.Error as error:
        raise _bad(lines.line_num, f"The line cannot be read: {error}.", "Close the quotes, or write the line anew.") from error


def _source(number: int, line: list[str]) -> Source:
    if len(line) != len(COLUMNS) or not all(line):
        raise _bad(number, "The line has not three filled fields.", "Write row, statement and least backing, separated by commas.")
    backing = next((known for known in BACKINGS if known == line[2]), None)
    if backing is None:
        raise _bad(number, f"`{line[2]}` is no backing.", f"Write one of: {', '.join(BACKINGS)}.")
    return Source(line[0], line[1], backing)


def _bad(number: int, message: str, hint: str) -> BadInputError:
    return BadInputError("sources-unreadable", message, where=f"sources, line {number}", hint=hint)
