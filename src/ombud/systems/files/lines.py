"""Lines of CSV files as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ombud.errors import MisconfiguredError, RefusedError
from ombud.inventory.model import Dataset
from ombud.plan.model import Value
from ombud.systems.connector import Shape
from ombud.systems.files.disk import answered, folder_of, opened
from ombud.systems.files.replace import replace
from ombud.systems.files.table import Form, MalformedError, digest, fields, form_of, is_blank, records, value, without_end, written

PSEUDO = ("path", "line")


class Line:
    """One line of a CSV file as a row."""

    def __init__(self, path: str, record: bytes, form: Form) -> None:
        """Cut the record apart; its line end is kept."""
        self.path, self.form = path, form
        self._text, self._end = without_end(record)
        self._fields = fields(self._text, form.delimiter)

    def __call__(self, column: str) -> object:
        """Give the value of a column; a line that is too short leaves it empty."""
        if column in PSEUDO:
            return self.path if column == "path" else digest(self._text)
        place = self.form.columns.index(column)
        return value(self._fields[place], self.form.encoding) if place < len(self._fields) else None

    def with_values(self, values: tuple[tuple[str, Value], ...]) -> bytes:
        """Write the line anew with other values in some columns; every other byte stays."""
        cells = list(self._fields)
        for column, new in values:
            place = self.form.columns.index(column)
            cells += [b""] * (place + 1 - len(cells))
            cells[place] = written("" if new is None else str(new), cells[place], self.form)
        # an empty line would be no row any more
        return (self.form.delimiter.encode().join(cells) or b'""') + self._end


class Lines:
    """The CSV files of one dataset; a line is named by its file and its content, or by its file and the key."""

    def __init__(self, where: str, root: Path, dataset: Dataset) -> None:
        """Take what the inventory says."""
        self._where, self._root = where, root
        self._declared = frozenset(dataset.columns)
        self.key = ("path", *(dataset.key or ("line",)))
        self.columns: frozenset[str] | None = None

    def rows(self, paths: Iterator[str], needed: frozenset[str]) -> Iterator[Line]:
        """Stream the lines of the files, file by file in the order of the lines."""
        for number, path in enumerate(paths, 1):
            with self._read(number), folder_of(self._root, path) as (held, name), opened(held, name) as stream:
                yield from (row for _, row in self._cut(path, stream, needed) if row)

    def shapes(self, paths: list[str]) -> tuple[Shape, ...]:
        """Tell the columns of all headers together."""
        found: dict[str, Shape] = {}
        for path in paths:
            found |= {name: Shape(name, "text") for name in header(self._root, path, self._where)}
        return tuple(found.values())

    def change(self, paths: Iterator[str], needed: frozenset[str], edit: Callable[[Line], bytes | None]) -> Iterator[int]:
        """Write every file anew in which `edit` (None: leave the line as it is) changes a line; tell the lines, file by file."""
        for number, path in enumerate(paths, 1):

            def pieces(stream: BinaryIO, path: str = path) -> Iterator[tuple[bytes, int]]:
                for record, row in self._cut(path, stream, needed):
                    new = edit(row) if row else None
                    yield (record, 0) if new is None else (new, 1)

            changed = 0
            with self._read(number):
                changed = replace(self._root, path, self._where, pieces)
            if changed:
                yield changed

    def _cut(self, path: str, stream: BinaryIO, needed: frozenset[str]) -> Iterator[tuple[bytes, Line | None]]:
        """Cut a file into records, each with the row it is; header and empty lines are none."""
        form = form_of(stream, self._declared)
        if form:
            self._compare(form, needed)
        stream.seek(0)
        seen = False
        for record in records(stream, form.delimiter if form else ","):
            blank = is_blank(record)
            yield record, Line(path, record, form) if form and seen and not blank else None
            seen = seen or not blank

    def _compare(self, form: Form, needed: frozenset[str]) -> None:
        if missing := sorted((self._declared | needed | set(self.key)) - set(form.columns) - set(PSEUDO)):
            reason = f"The header of a CSV file lacks the column `{missing[0]}`."
            raise MisconfiguredError("system-shape", reason, where=self._where, hint="Mend the file or the inventory.")
        if taken := sorted(set(form.columns) & set(PSEUDO)):
            reason = f"A CSV file has a column `{taken[0]}`, a name that stands for the file's own path or line."
            raise MisconfiguredError("system-shape", reason, where=self._where, hint="Give the column another name.")
        if twice := sorted(name for name in self._declared | needed if form.columns.count(name) > 1):
            raise MisconfiguredError("system-shape", f"The header of a CSV file has the column `{twice[0]}` twice.", where=self._where)

    @contextmanager
    def _read(self, number: int) -> Iterator[None]:
        with answered(self._where):
            try:
                yield
            except FileNotFoundError:
                return
            except MalformedError as error:
                reason = f"File {number} in the order of names has a quote that never closes, in record {error.record}."
                raise MisconfiguredError("system-shape", reason, where=self._where, hint="Mend the file.") from None
            except UnicodeEncodeError:
                reason = "A value has letters that the encoding of a CSV file cannot write."
                raise RefusedError("system-refused", reason, where=self._where, hint="Save the file as UTF-8.") from None


def header(root: Path, path: str, where: str) -> tuple[str, ...]:
    """Read the columns of a CSV file, declared or not; a file without any, or one that is malformed, has none to show."""
    with answered(where), folder_of(root, path) as (held, name), opened(held, name) as stream:
        try:
            form = form_of(stream, ())
        except MalformedError:
            return ()
    return form.columns if form else ()
