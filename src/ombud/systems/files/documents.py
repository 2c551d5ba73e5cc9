"""Files as rows: where, since when, what is in them, and what their names tell."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import normalize

from ombud.errors import BadInputError
from ombud.inventory.model import Dataset
from ombud.systems.connector import Shape
from ombud.systems.files.disk import answered, content, folder_of, unlink

FIXED = ("path", "modified", "content", "size")


class Document:
    """One file as a row; a column is looked up when it is asked for."""

    def __init__(self, root: Path, path: str, named: re.Pattern[str] | None) -> None:
        """Take the file and what its name is read with."""
        self.path = path
        self._root = root
        found = named.search(normalize("NFC", path.rpartition("/")[2])) if named else None
        self._told = found.groupdict() if found else {}

    def __call__(self, column: str) -> object:
        """Give the value of a column; a name that does not tell it leaves it empty."""
        match column:
            case "path":
                return self.path
            case "content":
                return content(self._root, self.path)
            case "modified":
                return datetime.fromtimestamp(self._stat().st_mtime, UTC)
            case "size":
                return self._stat().st_size
            case _:
                return self._told.get(column)

    def _stat(self) -> os.stat_result:
        with folder_of(self._root, self.path) as (held, name):
            return os.stat(name, dir_fd=held, follow_symlinks=False)


class Documents:
    """The files of one dataset."""

    key = ("path",)

    def __init__(self, system: str, root: Path, dataset: Dataset) -> None:
        """Read the pattern of names."""
        self._system, self._root = system, root
        try:
            self._named = re.compile(dataset.name) if dataset.name else None
        except re.error:
            raise BadInputError("system-shape", "`name` is not a regular expression.", where=system) from None
        self.columns = frozenset((*FIXED, *(self._named.groupindex if self._named else ())))

    def rows(self, paths: Iterator[str], _needed: frozenset[str]) -> Iterator[Document]:
        """Stream the files as rows."""
        return (Document(self._root, path, self._named) for path in paths)

    def shapes(self, _paths: list[str]) -> tuple[Shape, ...]:
        """Tell the columns."""
        told = (Shape(name, "text") for name in (self._named.groupindex if self._named else ()))
        return (Shape("path", "text"), Shape("modified", "timestamp"), Shape("content", "bytes"), *told)

    def erase(self, paths: Iterator[str], chosen: Callable[[Document], bool]) -> Iterator[int]:
        """Unlink the chosen files, one by one: each is gone for good when it is counted."""
        for document in self.rows(paths, frozenset()):
            with answered(self._system):
                erased = _is_chosen(document, chosen) and unlink(self._root, document.path, self._system)
            if erased:
                yield 1


def _is_chosen(document: Document, chosen: Callable[[Document], bool]) -> bool:
    try:
        return chosen(document)
    except FileNotFoundError:
        return False
